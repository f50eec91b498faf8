import { describe, expect, it } from '@jest/globals';

import { textOf } from '../../emulator/json.mts';
import { readBinary, withBinaryData } from '../../n8n/engine/binaryData.mts';
import { until } from '../../n8n/until.mts';
import { SUSPEND_WAY, TRIGGER_WAY } from '../support/engine/ways.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { EACH_PROMPT, FAST, SHORT_RUN, WIRO, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const DOWNLOADING = { ...FAST, downloadOutputs: true };

/** Twelve seconds, in minutes: a busy machine needs three to make a task and its video. */
const TWELVE_SECONDS = 0.2;

/** Longer than a download may stall, in milliseconds. */
const TIMEOUT_MS = 90_000;

const prompts = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { prompt: `${index}` } }));

describe('A downloaded file', () => {
	const wiro = useWiro();

	it('has a name that no other task has, while its item keeps the name that Wiro gave', async () => {
		const run = await wiro.run(
			{ ...EACH_PROMPT, options: DOWNLOADING },
			{ startItems: prompts(3) },
		);

		const items = run.items(WIRO);
		expect(items.map(({ json }) => json.fileName)).toEqual(['0.mp4', '0.mp4', '0.mp4']);
		expect(items.map(({ binary }) => binary?.data?.fileName)).toEqual(
			jsonOf(run).map(({ taskId }) => `${textOf(taskId)}-0.mp4`),
		);
		expect(new Set(items.map(({ binary }) => binary?.data?.fileName)).size).toBe(3);
		expect(await wiro.counts()).toMatchObject({ run: 3, file: 3 });
	});

	it.each([
		['no name', null, '534574-0.mp4'],
		['a name in a folder', '../other/clip.webm', '534574-clip.webm'],
	])('with %s is called after its task all the same', async (_what, name, expected) => {
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1 }));
		const [task] = await wiro.emulator.tasks();
		const [output] = task?.outputs ?? [];
		const outputs = [{ name, url: output?.url ?? '' }];
		await wiro.emulator.faults([{ endpoint: 'detail', kind: 'patch', patch: { outputs } }]);
		const run = await wiro.run({
			operation: 'get',
			taskId: TASK_REFERENCE.taskId,
			options: { downloadOutputs: true },
		});

		expect(run.items(WIRO)).toMatchObject([{ binary: { data: { fileName: expected } } }]);
		expect(await wiro.counts()).toEqual({ detail: 1, file: 1 });
	});
});

describe('A download that stalls', () => {
	const wiro = useWiro();

	it.each(['default', 'filesystem'] as const)(
		'ends with Timeout, names the task and the URL, and starts no second task (binary data mode %s)',
		async (mode) => {
			await wiro.emulator.faults([{ endpoint: 'file', kind: 'stall', times: 'always' }]);
			await withBinaryData(mode, async () => {
				const options = { ...DOWNLOADING, timeout: TWELVE_SECONDS };
				const run = await wiro.run({ ...SHORT_RUN, options });

				const [task] = await wiro.emulator.tasks();
				expect(run.error).toMatchObject({
					message:
						'The output of the task 700001 could not be downloaded: it took longer than 0.2 minutes [item 0]',
					description: expect.stringContaining(String(task?.outputs[0]?.url)),
				});
			});
			expect(await wiro.counts()).toMatchObject({ run: 1, file: 1 });
		},
	);

	it('takes no place from calls: ten of them stop neither starting nor polling', async () => {
		await wiro.emulator.settings({ workerSlots: 20 });
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'stall', times: 10 }]);
		const options = { ...DOWNLOADING, timeout: TWELVE_SECONDS, maxConcurrentTasks: 10 };
		const run = await wiro.run(
			{ ...EACH_PROMPT, options },
			{ startItems: prompts(14), node: { onError: 'continueRegularOutput' } },
		);

		const errors = jsonOf(run).filter(({ error }) => error !== undefined);
		expect(errors.map(({ error }) => error)).toEqual(
			Array.from({ length: 10 }, () => expect.stringMatching(/took longer than 0\.2 minutes/)),
		);
		expect(run.items(WIRO).filter(({ binary }) => binary !== undefined)).toHaveLength(4);
		// The last tasks are started and checked while the first files stall.
		const files = (await wiro.requests('file')).map(({ atMs }) => atMs);
		const runs = (await wiro.requests('run')).map(({ atMs }) => atMs);
		expect(Math.max(...runs)).toBeLessThan((files[5] ?? 0) + 1_000);
		expect(await wiro.counts()).toMatchObject({ run: 14, file: 14 });
	});

	it('ends with the execution that the user stops', async () => {
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'stall', times: 'always' }]);
		const stop = new AbortController();
		const execution = wiro.run({ ...SHORT_RUN, options: DOWNLOADING }, { signal: stop.signal });
		await until('the download begins', async () => (await wiro.requests('file')).length > 0, {
			timeoutMs: 20_000,
			intervalMs: 25,
		});

		stop.abort();

		expect((await execution).status).toBe('canceled');
		expect(await wiro.counts()).toMatchObject({ run: 1, file: 1 });
	});

	it(
		'for half a minute is made again, while a slow one that moves may take longer',
		async () => {
			await wiro.emulator.faults([
				{ endpoint: 'file', kind: 'stall' },
				{ endpoint: 'file', kind: 'trickle', pieces: 20, everyMs: 1_700 },
			]);
			const run = await wiro.run(
				{ ...EACH_PROMPT, options: DOWNLOADING },
				{ startItems: prompts(2) },
			);

			for (const item of run.items(WIRO)) {
				expect((await readBinary(item)).length).toBe(item.json.sizeBytes);
			}
			expect(run.items(WIRO)).toHaveLength(2);
			expect(await wiro.counts()).toMatchObject({ run: 2, file: 3 });
		},
		TIMEOUT_MS,
	);
});

describe('A download that fails', () => {
	const wiro = useWiro();

	/** A file that ends before Wiro says it does. */
	const CUT_OFF = { endpoint: 'file', kind: 'status', status: 200, body: 'cut off' } as const;

	it('for a file that is shorter than Wiro says is made again', async () => {
		await wiro.emulator.faults([CUT_OFF]);
		const run = await wiro.run({ ...SHORT_RUN, options: DOWNLOADING });

		for (const item of run.items(WIRO)) {
			expect((await readBinary(item)).length).toBe(item.json.sizeBytes);
		}
		expect(run.items(WIRO)).toHaveLength(1);
		expect(await wiro.counts()).toMatchObject({ run: 1, file: 2 });
	});

	it('for a file that stays too short says how much of it came', async () => {
		await wiro.emulator.faults([{ ...CUT_OFF, times: 'always' }]);
		const run = await wiro.run({ ...SHORT_RUN, options: DOWNLOADING });

		expect(run.error?.message).toMatch(
			/^The output of the task 700001 could not be downloaded: the file server sent 7 bytes of \d{3,} /,
		);
		expect(await wiro.counts()).toMatchObject({ run: 1, file: 4 });
	});

	it.each([SUSPEND_WAY, TRIGGER_WAY])(
		'leaves the item with its URL and says why ($name)',
		async (way) => {
			await wiro.emulator.faults([
				{ endpoint: 'file', kind: 'status', status: 403, times: 'always' },
			]);
			const { items } = await way.bring(wiro, { end: 'success' }, { downloadOutputs: true });

			expect(items).toMatchObject([
				{
					json: {
						succeeded: true,
						url: expect.stringMatching(/0\.mp4$/),
						error: expect.stringMatching(/could not be downloaded: .*HTTP 403/),
						errorDescription: expect.stringMatching(/itself succeeded.*still at http/),
					},
				},
			]);
			expect(items[0]).not.toHaveProperty('binary');
			expect((await wiro.counts()).file).toBe(1);
		},
	);
});
