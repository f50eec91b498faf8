import { describe, expect, it } from '@jest/globals';

import { taskReferences } from '../../dist/nodes/Wiro/callbacks/taskReferences.js';

const list = <T,>(length: number, make: (index: number) => T) =>
	Array.from({ length }, (_, i) => make(i));

describe('The tasks that a callback may be about', () => {
	it.each([
		[{ taskid: '7' }, [{ taskId: '7' }]],
		[{ taskId: 7 }, [{ taskId: '7' }]],
		[{ task_id: ' 7 ' }, [{ taskId: '7' }]],
		[{ 'Task-ID': '7' }, [{ taskId: '7' }]],
		[{ id: '7' }, [{ taskId: '7' }]],
		[{ tasktoken: 'abc' }, [{ taskToken: 'abc' }]],
		[{ socketAccessToken: 'abc' }, [{ taskToken: 'abc' }]],
		[{ data: { task: { id: '7' } } }, [{ taskId: '7' }]],
		[[[[{ taskid: '7' }]]], [{ taskId: '7' }]],
		['{"tasklist":[{"id":"7"}]}', [{ taskId: '7' }]],
		[{ payload: ' [{"taskid":"7"}]' }, [{ taskId: '7' }]],
	])('in %j are %j', (callback, expected) => {
		expect(taskReferences(callback)).toEqual(expected);
	});

	it.each([
		[undefined],
		[null],
		[true],
		[7],
		['7'],
		['{"taskid":"7"'],
		[{ taskid: '' }],
		[{ taskid: '7a' }],
		[{ taskid: '-7' }],
		[{ taskid: 7.5 }],
		[{ taskid: NaN }],
		[{ taskid: 1e30 }],
		[{ taskid: null }],
		[{ userid: '7', uuid: '7', parentid: '7', taskids: '7' }],
	])('in %j are none', (callback) => {
		expect(taskReferences(callback)).toEqual([]);
	});

	it.each([
		['an ID', { taskid: '7'.repeat(201) }],
		['a token', { tasktoken: 'x'.repeat(201) }],
		['a text', { payload: `{"taskid":"7","log":"${'x'.repeat(100_000)}"}` }],
		['a text that is not complete', '{"taskid":'.repeat(5_000)],
	])('in %s that is too long are none', (_what, callback) => {
		expect(taskReferences(callback)).toEqual([]);
	});

	it('come with the certain ones first, then those that stand further out', () => {
		const callback = {
			id: '1',
			data: { id: '2', task: { taskid: '3' } },
			tasktoken: 'four',
			taskid: '5',
		};
		expect(taskReferences(callback)).toEqual([
			{ taskToken: 'four' },
			{ taskId: '5' },
			{ taskId: '3' },
			{ taskId: '1' },
			{ taskId: '2' },
		]);
	});

	it('are five at most, so that a forged callback costs five checks', () => {
		const callback = list(1_000, (index) => ({ taskid: `${index}` }));
		expect(taskReferences(callback)).toEqual(list(5, (index) => ({ taskId: `${index}` })));
	});

	it('are each named once, so that a repetition does not crowd out another task', () => {
		const callback = {
			taskid: '1',
			data: list(10, () => ({ taskid: '1' })),
			more: [{ taskid: '2' }],
		};
		expect(taskReferences(callback)).toEqual([{ taskId: '1' }, { taskId: '2' }]);
	});

	it('are looked for in a bounded number of values, however many a stranger sends', () => {
		let reads = 0;
		const counted = (values: unknown[]) =>
			new Proxy(values, {
				get: (target, key) => {
					if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
					const value: unknown = Reflect.get(target, key);
					return value;
				},
			});
		taskReferences(list(500, () => counted(list(2_000, () => 0))));

		expect(reads).toBeGreaterThan(0);
		expect(reads).toBeLessThan(20_000);
	});

	it('are found however deep they stand, and without running out of stack', () => {
		let callback: unknown = { taskid: '7' };
		for (let level = 0; level < 1_000; level++) callback = [callback];
		expect(taskReferences(callback)).toEqual([{ taskId: '7' }]);

		for (let level = 0; level < 1_000_000; level++) callback = [callback];
		expect(taskReferences(callback)).toEqual([]);
	});

	it('are none of what every object inherits', () => {
		const callback: unknown = JSON.parse('{"__proto__":{"id":"7"},"constructor":{"taskid":"8"}}');
		expect(taskReferences(callback)).toEqual([{ taskId: '8' }, { taskId: '7' }]);
		expect(taskReferences(Object.create({ taskid: '7' }))).toEqual([]);
	});
});
