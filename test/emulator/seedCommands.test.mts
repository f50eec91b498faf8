import { beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { useEmulator } from './calls.mts';

const FOLDER = join(process.cwd(), 'test/emulator/seed');

/** What the samples show for each task of the commands. */
const UPLOADED = { inputImage: 'https://api.wiro.ai/v1/File/x/inputImage-6060136.png' };
const KILL_TOKEN = 'ZpYote30on42O4jjHXNiKmrWAZqbRE';

const wiro = useEmulator({ speed: 0.001 });

beforeEach(async () => {
	await wiro.emulator.plantTask({
		id: '2221',
		token: 'eDcCm5yyUfIvMFspTwww49OUfgXkQt',
		status: 'task_postprocess_end',
		outputs: 1,
	});
	await wiro.emulator.plantTask({
		id: '534574',
		token: KILL_TOKEN,
		status: 'task_output_full',
		parameters: UPLOADED,
		outputs: 1,
	});
	// No task in the queue has outputs; this one has, as Wiro's sample shows it.
	await wiro.emulator.plantTask({
		id: '634574',
		token: KILL_TOKEN.toLowerCase(),
		status: 'task_queue',
		parameters: UPLOADED,
		outputs: 1,
	});
});

/** The text of a command of Wiro's page, with the emulator's address and keys in it. */
async function fixture(name: string): Promise<string> {
	const { apiKey, apiSecret } = wiro.emulator.signatureKeys;
	return (await readFile(join(FOLDER, name), 'utf8'))
		.replace('https://api.wiro.ai/v1', wiro.emulator.baseUrl)
		.replace('{{useSelectedProjectAPIKey}}', apiKey)
		.replace('XXXXXXXXX', apiSecret);
}

/** Runs a command of Wiro's page after Wiro's own lines for the headers. */
async function execute(command: string): Promise<unknown> {
	const script = `${await fixture('prepare.sh')}\n${await fixture(`${command}.sh`)}`;
	const { stdout } = await promisify(execFile)('bash', ['-c', script]);
	return JSON.parse(stdout);
}

/** Every key of a JSON value with its path and the type of what it holds. */
function shapeOf(value: unknown, path = '$'): string[] {
	if (Array.isArray(value)) return value.flatMap((each) => shapeOf(each, `${path}[]`));
	if (typeof value !== 'object' || value === null) {
		return [`${path}: ${value === null ? 'null' : typeof value}`];
	}
	return Object.entries(value).flatMap(([key, each]) => [
		`${path}.${key}`,
		...shapeOf(each, `${path}.${key}`),
	]);
}

describe("the commands of Wiro's page, run with bash, curl and openssl", () => {
	it.each([
		['run', 'run'],
		['detail-by-id', 'detail'],
		['detail-by-token', 'detail'],
		['kill-by-id', 'kill'],
		['kill-by-token', 'kill'],
		['cancel', 'cancel'],
	])('%s is answered with every key of its sample answer', async (command, sample) => {
		const answer = await execute(command);
		const expected: unknown = JSON.parse(await readFile(join(FOLDER, `${sample}.json`), 'utf8'));

		expect(shapeOf(answer)).toEqual(expect.arrayContaining(shapeOf(expected)));
		expect(answer).toMatchObject({ result: true, errors: [] });
	});

	it('the Run command sends the prompt with its apostrophe', async () => {
		await execute('run');

		const [request] = await wiro.emulator.requests('run');
		expect(request?.body?.prompt).toContain("across the newspaper and the man's face while");
		expect(request?.contentType).toBe('multipart/form-data');
	});

	it('the Kill and Cancel commands end their tasks', async () => {
		await execute('kill-by-token');
		await execute('cancel');

		const ended = (await wiro.emulator.tasks()).filter((task) => task.status === 'task_cancel');
		expect(ended.map((task) => task.id)).toEqual(['534574', '634574']);
	});
});
