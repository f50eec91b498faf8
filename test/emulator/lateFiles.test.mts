import { describe, expect, it } from '@jest/globals';

import { only, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** A task at its end, by its id; it has not been checked yet. */
async function endedTask(): Promise<string> {
	const id = await wiro.startTask();
	await wiro.taskIn(id, 'task_postprocess_end');
	return id;
}

/** How many files each of the next checks shows, and how many of them have a URL. */
async function checks(id: string, count: number): Promise<Array<[number, number]>> {
	const seen: Array<[number, number]> = [];
	for (let index = 0; index < count; index++) {
		const { outputs } = await wiro.detailOf(id);
		seen.push([outputs.length, outputs.filter((output) => 'url' in output).length]);
	}
	return seen;
}

describe('a finished task without its files', () => {
	it('shows no outputs for as many checks as its fate says', async () => {
		await wiro.emulator.fates([{ end: 'success', filesAfterChecks: 2 }]);
		const id = await endedTask();

		expect(await wiro.detailOf(id)).toMatchObject({ pexit: '0', outputs: [], size: '0' });
		expect(await checks(id, 3)).toEqual([
			[0, 0],
			[1, 1],
			[1, 1],
		]);
	});

	it('can list its outputs without their URLs', async () => {
		await wiro.emulator.fates([
			{ end: 'success', outputs: 2, filesAfterChecks: 2, lateFiles: 'noUrl' },
		]);
		const id = await endedTask();

		expect(await checks(id, 3)).toEqual([
			[2, 0],
			[2, 0],
			[2, 2],
		]);
	});

	it('does not show them before its end either, and counts no such check', async () => {
		await wiro.emulator.plantTask({
			id: '1',
			token: 'a',
			status: 'task_postprocess_start',
			outputs: 1,
			filesAfterChecks: 1,
		});

		expect(await checks('1', 3)).toEqual([
			[0, 0],
			[0, 0],
			[0, 0],
		]);
	});

	it.each([
		['empty', [0, 0]],
		['noUrl', [1, 0]],
	] as const)('can be planted: %s', async (lateFiles, late) => {
		await wiro.emulator.plantTask({
			id: '1',
			token: 'a',
			status: 'task_postprocess_end',
			outputs: 1,
			filesAfterChecks: 1,
			lateFiles,
		});

		expect(await checks('1', 2)).toEqual([late, [1, 1]]);
	});

	it('never has one when it succeeds with 0 outputs', async () => {
		await wiro.emulator.fates([{ end: 'success', outputs: 0 }]);
		const id = await endedTask();

		expect(await wiro.detailOf(id)).toMatchObject({ pexit: '0', outputs: [] });
		expect(await checks(id, 2)).toEqual([
			[0, 0],
			[0, 0],
		]);
	});

	it('can come after the task was hidden and had recovered', async () => {
		await wiro.emulator.fates([
			{ end: 'recovers', errorSeconds: 1, hiddenChecks: 1, filesAfterChecks: 1 },
		]);
		const id = await endedTask();

		expect((await wiro.call('/Task/Detail', { taskid: id })).result).toBe(false);
		expect(await checks(id, 2)).toEqual([
			[0, 0],
			[1, 1],
		]);
		expect(only(await wiro.emulator.tasks()).outputs).toHaveLength(1);
	});
});
