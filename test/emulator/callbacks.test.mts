import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { json } from 'node:stream/consumers';

import { until } from '../../n8n/until.mts';
import { SHORT_RUN, SOON, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

let listener: Server;
let received: unknown[];
/** HTTP statuses of the next answers; 200 when there are none left. */
let answers: number[];

beforeEach(async () => {
	received = [];
	answers = [];
	listener = createServer((request, response) => {
		void json(request).then((body) => {
			received.push(body);
			response.writeHead(answers.shift() ?? 200).end();
		});
	});
	await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
	listener.closeAllConnections();
	await new Promise((done) => listener.close(done));
});

function callbackUrl(): string {
	const address = listener.address();
	if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
	return `http://127.0.0.1:${address.port}/callback`;
}

/** Resolves when the task's callback is in this state. */
async function untilCallback(id: string, state: 'delivered' | 'failed'): Promise<void> {
	await until(
		`the callback is ${state}`,
		async () =>
			(await wiro.emulator.tasks()).find((task) => task.id === id && task.callback === state),
		SOON,
	);
}

describe('the callback', () => {
	it.each([
		['success', 'task_postprocess_end'],
		['fail', 'task_postprocess_end'],
		['recovers', 'task_postprocess_end'],
		['cancel', 'task_cancel'],
	] as const)('reports that a task with the fate %s ended in %s', async (end, status) => {
		await wiro.emulator.fates([{ end }]);
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: callbackUrl() });
		await untilCallback(id, 'delivered');

		const [task] = await wiro.emulator.tasks();
		expect(received).toEqual([{ taskid: id, socketaccesstoken: task?.token, status }]);
	});

	it('reports a task that was taken out of the queue', async () => {
		await wiro.emulator.settings({ speed: 1e-6 });
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: callbackUrl() });
		await wiro.call('/Task/Cancel', { taskid: id });
		await untilCallback(id, 'delivered');

		expect(received).toMatchObject([{ taskid: id, status: 'task_cancel' }]);
	});

	it('is tried again when it is refused', async () => {
		answers = [503];
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: callbackUrl() });
		await untilCallback(id, 'delivered');

		expect(received).toHaveLength(2);
	});

	it('is given up after three tries', async () => {
		answers = [500, 500, 500, 500];
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: callbackUrl() });
		await untilCallback(id, 'failed');

		expect(received).toHaveLength(3);
	});

	it('does no harm when the URL is not valid, as in the example of Wiro', async () => {
		const id = await wiro.startTask({ ...SHORT_RUN, callbackUrl: 'You can provide a URL' });
		await untilCallback(id, 'failed');

		expect(await wiro.call('/Task/Detail', { taskid: id })).toMatchObject({ result: true });
	});
});
