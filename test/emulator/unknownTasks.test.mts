import { describe, expect, it } from '@jest/globals';

import type { UnknownTaskAnswer } from '../../emulator/control.mts';
import { only, SHORT_RUN, useEmulator } from './calls.mts';

const wiro = useEmulator({ speed: 1000 });

/** So slow that nothing happens by itself. */
const FROZEN = { speed: 1e-6 };
const PATHS = ['/Task/Detail', '/Task/Kill', '/Task/Cancel'];

/** The answer for a task that is not known. */
function refusal(message: string, httpStatus = 200) {
	return { httpStatus, result: false, errors: [{ code: 1, message }] };
}

const ANSWERS: Record<UnknownTaskAnswer, object> = {
	noTaskYet: refusal('There is no task yet.'),
	notFounded: refusal('task-not-founded'),
	notExist: refusal('task-not-exist'),
	http404: refusal('task-not-exist', 404),
	emptyList: { httpStatus: 200, result: true, total: '0', errors: [], tasklist: [] },
};

const KINDS = [
	'noTaskYet',
	'notFounded',
	'notExist',
	'http404',
	'emptyList',
] as const satisfies UnknownTaskAnswer[];

describe('a task that is not known', () => {
	it.each(KINDS)('is answered with %s when so set, hidden or not there', async (kind) => {
		await wiro.emulator.settings({ ...FROZEN, unknownTaskAnswer: kind });
		await wiro.emulator.fates([{ end: 'success', hiddenSeconds: 10 }]);
		const hidden = await wiro.startTask();

		for (const path of PATHS) {
			expect(await wiro.call(path, { taskid: hidden })).toEqual(ANSWERS[kind]);
			expect(await wiro.call(path, { taskid: '404' })).toEqual(ANSWERS[kind]);
		}
		expect(await wiro.emulator.tasks()).toMatchObject([{ id: hidden, status: 'task_queue' }]);
	});

	it('is answered with "There is no task yet." unless set', async () => {
		expect(await wiro.call('/Task/Detail', { taskid: '404' })).toEqual(ANSWERS.noTaskYet);
	});

	it('leaves no task in the log of requests', async () => {
		await wiro.emulator.settings({ unknownTaskAnswer: 'http404' });
		await wiro.call('/Task/Detail', { taskid: '404' });

		expect(await wiro.emulator.requests('detail')).toMatchObject([
			{ statusCode: 404, result: false, taskIds: [] },
		]);
	});
});

describe('a hidden task', () => {
	it('becomes known when its seconds are over', async () => {
		await wiro.emulator.settings(FROZEN);
		await wiro.emulator.fates([{ end: 'success', hiddenSeconds: 30, seconds: 60 }]);
		const id = await wiro.startTask();
		expect(await wiro.call('/Task/Detail', { taskid: id })).toEqual(ANSWERS.noTaskYet);

		await wiro.emulator.settings({ speed: 1e5 });
		await wiro.finished(id);
		await wiro.emulator.settings(FROZEN);
		expect(await wiro.detailOf(id)).toMatchObject({ pexit: '0' });
	});

	it.each([1, 3])('becomes known after %i checks, whatever the time', async (hiddenChecks) => {
		await wiro.emulator.fates([{ end: 'success', hiddenChecks }]);
		const { taskid, socketaccesstoken } = await wiro.call('/Run/Wan-AI/Wan2.2-I2V-A14B', {
			...SHORT_RUN,
		});
		await wiro.emulator.settings({ speed: 1e9 });
		for (let checks = 0; checks < hiddenChecks; checks++) {
			const body = checks % 2 === 0 ? { taskid } : { tasktoken: socketaccesstoken };
			expect(await wiro.call('/Task/Detail', body)).toEqual(ANSWERS.noTaskYet);
		}

		expect(await wiro.detailOf(taskid)).toMatchObject({ id: taskid });
	});

	it('by checks is known to Kill and Cancel at once', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_start', hiddenChecks: 9 });
		await wiro.emulator.plantTask({ id: '2', token: 'b', status: 'task_queue', hiddenChecks: 9 });

		expect(await wiro.call('/Task/Kill', { taskid: '1' })).toMatchObject({ result: true });
		expect(await wiro.call('/Task/Cancel', { taskid: '2' })).toMatchObject({ result: true });
	});

	it('leaves other tasks visible', async () => {
		await wiro.emulator.fates([{ end: 'success', hiddenChecks: 2 }, { end: 'success' }]);
		const hidden = await wiro.startTask();
		const other = await wiro.startTask();

		expect(await wiro.detailOf(other)).toMatchObject({ id: other });
		expect(await wiro.call('/Task/Detail', { taskid: hidden })).toEqual(ANSWERS.noTaskYet);
	});
});

describe('a planted task', () => {
	it('can be hidden for some checks', async () => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_queue', hiddenChecks: 1 });

		expect(await wiro.call('/Task/Detail', { tasktoken: 'a' })).toEqual(ANSWERS.noTaskYet);
		expect(await wiro.detailOf('1')).toMatchObject({ status: 'task_queue' });
	});

	it.each([0, 90, 86_400, 30 * 86_400])('can be %i seconds old', async (createdSecondsAgo) => {
		await wiro.emulator.plantTask({ id: '1', token: 'a', status: 'task_start', createdSecondsAgo });
		const { createtime } = only((await wiro.call('/Task/Detail', { taskid: '1' })).tasklist);

		const ageSeconds = Date.now() / 1000 - Number(createtime);
		expect(Math.abs(ageSeconds - createdSecondsAgo)).toBeLessThan(30);
	});
});
