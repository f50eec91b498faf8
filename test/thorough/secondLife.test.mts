import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataDeduplicator, IDeduplicationOutput, INodeParameters } from 'n8n-workflow';

import { n8nCore } from '../../n8n/engine/modules.mts';
import { EACH_PROMPT, type Setup, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

/**
 * What n8n's database keeps for nodes, read and written in two steps as n8n's own does, so that of
 * two who write in the same instant the first one's entries are lost.
 */
class Database implements IDataDeduplicator {
	private readonly entries = new Map<string, string[]>();
	/** Whether calls fail, from now on. */
	isDown = false;
	/** How long it takes from reading to writing. */
	milliseconds = 0;

	checkProcessedAndRecord: IDataDeduplicator['checkProcessedAndRecord'] = async (
		items,
		_scope,
		{ node, workflow },
		{ maxEntries = Infinity },
	) => {
		const { key, kept } = await this.read(workflow.id, node?.id);
		const known = new Set(kept);
		const result: IDeduplicationOutput = { new: [], processed: [] };
		for (const item of items) (known.has(String(item)) ? result.processed : result.new).push(item);
		this.entries.set(key, [...kept, ...result.new.map(String)].slice(-maxEntries));
		return result;
	};

	removeProcessed: IDataDeduplicator['removeProcessed'] = async (
		items,
		_scope,
		{ node, workflow },
	) => {
		const { key, kept } = await this.read(workflow.id, node?.id);
		this.entries.set(
			key,
			kept.filter((entry) => !items.includes(entry)),
		);
	};

	clearAllProcessedItems: IDataDeduplicator['clearAllProcessedItems'] = async () => {
		this.clear();
	};

	getProcessedDataCount: IDataDeduplicator['getProcessedDataCount'] = async () => this.count;

	get count(): number {
		return [...this.entries.values()].flat().length;
	}

	clear(): void {
		this.entries.clear();
		this.isDown = false;
		this.milliseconds = 0;
	}

	private async read(workflow = '', node = '') {
		if (this.isDown) throw new Error('The database is down.');
		const key = `${workflow}/${node}`;
		const kept = this.entries.get(key) ?? [];
		await setTimeout(this.milliseconds);
		return { key, kept };
	}
}

const database = new Database();

describe('When n8n runs an execution again from its start', () => {
	const wiro = useWiro();

	beforeAll(async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		await n8nCore.DataDeduplicationService.init(database);
	});
	afterAll(() => {
		delete process.env.EXECUTIONS_MODE;
	});
	beforeEach(() => {
		database.clear();
	});

	const run = async (parameters: INodeParameters, setup: Setup = {}) =>
		await wiro.run(parameters, { ...setup, isLikeN8n1: true });
	const STARTS_ONLY = { ...EACH_PROMPT, waitForCompletion: false };
	const items = (...prompts: string[]) => prompts.map((prompt) => ({ json: { prompt } }));

	it('takes up the tasks of its first life, each for its own item, and pays for none again', async () => {
		const parameters = { ...EACH_PROMPT, seed: '={{ Math.floor(Math.random() * 1000000) }}' };
		const startItems = items('one', 'two', 'two', 'three');
		await run({ ...parameters, waitForCompletion: false }, { startItems, executionId: 'again' });

		const second = await run(parameters, { startItems, executionId: 'again' });

		const tasks = await wiro.emulator.tasks();
		const prompts = jsonOf(second).map(
			({ taskId }) => tasks.find(({ id }) => id === taskId)?.parameters.prompt,
		);
		expect(prompts).toEqual(['one', 'two', 'two', 'three']);
		expect(new Set(jsonOf(second).map(({ taskId }) => taskId)).size).toBe(4);
		expect(jsonOf(second).every(({ succeeded }) => succeeded === true)).toBe(true);
		expect(await wiro.counts()).toMatchObject({ run: 4 });
	});

	it('starts the items that its first life had not reached', async () => {
		await run(STARTS_ONLY, { startItems: items('one'), executionId: 'again' });

		const second = await run(STARTS_ONLY, {
			startItems: items('one', 'two'),
			executionId: 'again',
		});

		expect(jsonOf(second).map(({ taskId }) => taskId)).toEqual(['700001', '700002']);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('does not send a Run again whose answer its first life never got', async () => {
		await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter' }]);
		await run(STARTS_ONLY, { startItems: items('one'), executionId: 'again' });

		const second = await run(STARTS_ONLY, { startItems: items('one'), executionId: 'again' });

		expect(second.error).toMatchObject({
			message: expect.stringMatching(/may or may not have started/),
			description: expect.stringMatching(/wiro\.ai/),
		});
		expect(await wiro.counts()).toEqual({ run: 1 });
	});

	it('makes a task that ended badly anew, once', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		await run(EACH_PROMPT, { startItems: items('one'), executionId: 'again' });

		const lives = [
			await run(EACH_PROMPT, { startItems: items('one'), executionId: 'again' }),
			await run(EACH_PROMPT, { startItems: items('one'), executionId: 'again' }),
		];

		expect(lives.flatMap((life) => jsonOf(life).map(({ taskId }) => taskId))).toEqual([
			'700002',
			'700002',
		]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('leaves the tasks of other executions alone', async () => {
		await run(STARTS_ONLY, { startItems: items('one'), executionId: 'first' });

		const other = await run(STARTS_ONLY, { startItems: items('one'), executionId: 'other' });

		expect(jsonOf(other).map(({ taskId }) => taskId)).toEqual(['700002']);
		expect(await wiro.counts()).toEqual({ run: 2 });
	});

	it.each([
		['quick', 0],
		['slow', 30],
	])('knows the tasks of executions of one instant, with a %s database', async (_, latency) => {
		database.milliseconds = latency;
		const executions = Array.from({ length: 10 }, (_, index) => `execution ${index}`);
		const startAll = async () =>
			await Promise.all(
				executions.map(async (executionId) => {
					const life = await run(STARTS_ONLY, { startItems: items('a', 'b'), executionId });
					return jsonOf(life).map(({ taskId }) => taskId);
				}),
			);

		const first = await startAll();

		expect(await startAll()).toEqual(first);
		expect(await wiro.counts()).toMatchObject({ run: 20 });
	});

	it('still makes its videos when n8n cannot save what it does', async () => {
		database.isDown = true;

		const made = await run(EACH_PROMPT, { startItems: items('one') });

		expect(jsonOf(made)).toMatchObject([{ succeeded: true }]);
		expect(await wiro.counts()).toMatchObject({ run: 1 });
	});

	it('keeps no more than n8n needs, however many videos it makes', async () => {
		const startItems = items(...Array.from({ length: 200 }, (_, index) => `${index}`));

		await run(STARTS_ONLY, { startItems });
		await run(STARTS_ONLY, { startItems });

		expect(database.count).toBeLessThanOrEqual(200 * 16);
		expect(await wiro.counts()).toEqual({ run: 400 });
	});
});
