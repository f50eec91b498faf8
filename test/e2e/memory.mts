/** The memory of an n8n server after its garbage has been collected, by way of Node's inspector. */
import { readFile } from 'node:fs/promises';

import { holds } from '../../n8n/guards.mts';
import { logFile } from '../../n8n/server/process.mts';

/** What a server needs in its environment for {@link memoryAfterCollection}. */
export const INSPECTED: NodeJS.ProcessEnv = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** The first line that Node writes then, n8n's own process being the first that is started. */
const INSPECTOR = /^Debugger listening on (ws:\S+)$/m;

/** How many collections it takes until what the first one let go is gone too. */
const COLLECTIONS = 2;

/** Memory of a process, in bytes. */
export interface Memory {
	/** All of it that is in use: the resident set. */
	rss: number;
	/** What JavaScript objects take of it. */
	heapUsed: number;
}

const isAnswer = holds<{ id: number; result: unknown }>('id', 'result');
const isEvaluated = holds<{ result: { value: string } }>('result');
const isMemory = holds<Memory>('rss', 'heapUsed');

/**
 * Collects the garbage of a server and gives the memory that it takes then. When Node does so by
 * itself is a matter of luck, worth some hundred megabytes.
 * @param userFolder of a server that was started with {@link INSPECTED}
 */
export async function memoryAfterCollection(userFolder: string): Promise<Memory> {
	const url = INSPECTOR.exec(await readFile(logFile(userFolder), 'utf8'))?.[1];
	if (url === undefined) throw new Error('n8n was started without the inspector.');
	const socket = new WebSocket(url);
	await eventOf(socket, 'open');
	try {
		for (let round = 0; round < COLLECTIONS; round++) {
			await ask(socket, 'HeapProfiler.collectGarbage');
		}
		const expression = 'JSON.stringify(process.memoryUsage())';
		const answer = await ask(socket, 'Runtime.evaluate', { expression });
		const memory: unknown = isEvaluated(answer) ? JSON.parse(answer.result.value) : undefined;
		if (!isMemory(memory)) throw new Error('The inspector gave no memory.');
		return memory;
	} finally {
		socket.close();
	}
}

/** Sends a command of the inspector's protocol, one at a time, and gives its result. */
async function ask(socket: WebSocket, method: string, params: object = {}): Promise<unknown> {
	const answered = eventOf(socket, 'message');
	socket.send(JSON.stringify({ id: 1, method, params }));
	const event = await answered;
	const answer: unknown =
		event instanceof MessageEvent ? JSON.parse(String(event.data)) : undefined;
	if (!isAnswer(answer)) throw new Error(`The inspector refused ${method}.`);
	return answer.result;
}

async function eventOf(socket: WebSocket, name: 'open' | 'message'): Promise<Event> {
	return await new Promise((resolve, reject) => {
		socket.addEventListener(name, resolve, { once: true });
		socket.addEventListener('error', () => reject(new Error('The inspector is not there.')), {
			once: true,
		});
	});
}
