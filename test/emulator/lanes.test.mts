import { describe, expect, it } from '@jest/globals';

import { only, RUN, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** A Run on a lane of this name. */
async function runOn(name: string) {
	return await wiro.call(RUN, SHORT_RUN, wiro.signed(), wiro.emulator.lane(name));
}

describe('a lane', () => {
	it('has faults of its own', async () => {
		await wiro.emulator
			.lane('a')
			.faults([{ endpoint: 'run', kind: 'errors', errors: ['on the lane'] }]);

		expect(await wiro.call(RUN, SHORT_RUN)).toMatchObject({ result: true });
		expect(await runOn('b')).toMatchObject({ result: true });
		expect(await runOn('a')).toMatchObject({ result: false, errors: ['on the lane'] });
		expect(await runOn('a')).toMatchObject({ result: true });
	});

	it('has fates of its own', async () => {
		await wiro.emulator.lane('a').fates([{ end: 'fail' }]);
		const ids = [
			await wiro.startTask(),
			(await runOn('b')).taskid,
			(await runOn('a')).taskid,
			(await runOn('a')).taskid,
		];
		const ended = await Promise.all(ids.map((id) => wiro.taskIn(id, 'task_postprocess_end')));

		expect(ended.map(({ pexit }) => pexit)).toEqual(['0', '0', '1', '0']);
	});

	it('has a log of requests of its own, with the faults that they met', async () => {
		const fault = { endpoint: 'run', kind: 'patch', patch: { taskid: null } } as const;
		await wiro.emulator.lane('a').faults([fault]);
		await runOn('a');
		await runOn('a');
		await wiro.call('/Task/Detail', { taskid: '700001' });

		const run = { endpoint: 'run', path: `/v1${RUN}`, body: SHORT_RUN };
		expect(await wiro.emulator.lane('a').requests()).toMatchObject([
			{ ...run, index: 0, fault, taskIds: ['700001'] },
			{ ...run, index: 1, fault: null, taskIds: ['700002'] },
		]);
		expect(await wiro.emulator.lane('b').requests()).toEqual([]);
		expect(await wiro.emulator.requests()).toMatchObject([{ endpoint: 'detail', index: 0 }]);
	});

	it('shares the tasks with all others, and gives them URLs on itself', async () => {
		const lane = wiro.emulator.lane('a');
		const id = await wiro.startTask();
		await wiro.finished(id);
		const { tasklist } = await wiro.call('/Task/Detail', { taskid: id }, wiro.signed(), lane);
		const { url } = only(only(tasklist).outputs);

		expect(url).toMatch(new RegExp(`^${lane.url}/files/`));
		expect((await fetch(url)).status).toBe(200);
		expect(await lane.requests('file')).toHaveLength(1);
	});

	it('shares the settings with all others, nonces included', async () => {
		await wiro.emulator.settings({ refuseReusedNonces: true });
		const headers = wiro.signed('5');

		expect(await wiro.call(RUN, SHORT_RUN, headers)).toMatchObject({ httpStatus: 200 });
		expect(await wiro.call(RUN, SHORT_RUN, headers, wiro.emulator.lane('a'))).toMatchObject({
			httpStatus: 401,
		});
	});

	it('is forgotten with a reset', async () => {
		const lane = wiro.emulator.lane('a');
		await lane.faults([{ endpoint: 'run', kind: 'resetBefore', times: 'always' }]);
		await wiro.emulator.reset();

		expect(await lane.unspentFaults()).toEqual([]);
		expect(await runOn('a')).toMatchObject({ result: true });
		expect(await lane.requests()).toHaveLength(1);
	});

	it.each(['/lanes/a', '/lanes//v1', '/lanes/a%20b/v1', '/lanes/a/lanes/b/v1'])(
		'is not at %s',
		async (path) => {
			expect((await fetch(`${wiro.emulator.url}${path}${RUN}`, { method: 'POST' })).status).toBe(
				404,
			);
		},
	);
});
