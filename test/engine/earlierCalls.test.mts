import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { EarlierCalls } from '../../dist/nodes/Wiro/actions/earlierCalls.js';
import { executeContext, mcpContext } from '../../n8n/engine/executeContext.mts';
import { useClock } from '../support/clock.mts';
import { TOOL } from '../support/engine/agent.mts';

/** For so long, in milliseconds, the client of an MCP server waits for an answer. */
const PATIENCE_MS = 50_000;
/** For so long an order over MCP is remembered. */
const MEMORY_MS = 3_600_000;

const MODEL = 'Wan-AI/Wan2.2-I2V-A14B';
const FIRST = { task: { taskId: '1' } };
const SECOND = { task: { taskId: '2' } };

/** Inputs that differ from the plainest as written. */
const inputs = (fields: IDataObject = {}, model = MODEL) => ({
	model,
	fields: { prompt: 'A cat', seed: 42, ...fields },
	files: [],
});

const withFile = (field: string, fileName: string, bytes: string) => {
	const file = {
		fileName,
		mimeType: 'image/png',
		sizeBytes: bytes.length,
		open: async () => Readable.from([Buffer.from(bytes)]),
	};
	return { ...inputs(), files: [{ field, file }] };
};

const toolNode = (node: Partial<INode> = {}) => ({
	name: TOOL,
	type: 'n8n-nodes-wiro.wiroTool',
	...node,
});

/** Other tools than that of all other tests, since n8n's process remembers what was ordered. */
let tools = 0;
const newTool = () => ({ id: `tool ${(tools += 1)}` });

/** A call over MCP. */
async function overMcp(
	node: Partial<INode>,
	args: IDataObject = { prompt: 'A cat' },
	workflowId = 'one',
): Promise<EarlierCalls> {
	return new EarlierCalls(await mcpContext({ node: toolNode(node), workflowId }, args));
}

/** A call of an agent, in an execution of its own. */
const inExecution = async (node: Partial<INode>): Promise<IExecuteFunctions> =>
	await executeContext({ node: toolNode(node) });

const found = (call: EarlierCalls, asked = inputs()) => call.find(0, asked);

describe('A tool that is called over MCP', () => {
	const clock = useClock();

	/** A call that has started the first task, and has ended without handing it over. */
	async function ordered(
		node: Partial<INode>,
		asked: Parameters<EarlierCalls['remember']>[1] = inputs(),
		args?: IDataObject,
	): Promise<void> {
		const call = await overMcp(node, args);
		call.remember(0, asked, FIRST);
		call.release();
	}

	it('knows the task of a call in the same words, whatever the order of its arguments', async () => {
		const tool = newTool();
		await ordered(tool, inputs(), { prompt: 'A cat', style: 'Noir' });

		expect(found(await overMcp(tool, { style: 'Noir', prompt: 'A cat' }))).toMatchObject(FIRST);
	});

	it('takes other arguments for another call, also if the inputs are the same', async () => {
		const tool = newTool();
		await ordered(tool);

		expect(found(await overMcp(tool, { prompt: 'A dog' }))).toBeUndefined();
		expect(found(await overMcp(tool))).toMatchObject(FIRST);
	});

	it('takes other inputs, another model or another credential for another call', async () => {
		const tool = newTool();
		await ordered(tool);

		expect(found(await overMcp(tool), inputs({ steps: 4 }))).toBeUndefined();
		expect(found(await overMcp(tool), inputs({}, 'klingai/kling-v3'))).toBeUndefined();
		const credentials = { wiroApi: { id: '2', name: 'Another project' } };
		expect(found(await overMcp({ ...tool, credentials }))).toBeUndefined();
	});

	it('takes a file of another name, size or input for another call', async () => {
		const tool = newTool();
		await ordered(tool, withFile('image', 'cat.png', 'cat'));

		for (const other of [
			inputs(),
			withFile('mask', 'cat.png', 'cat'),
			withFile('image', 'dog.png', 'cat'),
			withFile('image', 'cat.png', 'a cat'),
		]) {
			expect((await overMcp(tool)).find(0, other)).toBeUndefined();
		}
		const same = withFile('image', 'cat.png', 'cat');
		expect((await overMcp(tool)).find(0, same)).toMatchObject(FIRST);
	});

	it('takes another seed for another call only if the node has another one', async () => {
		const random = { ...newTool(), parameters: { seed: 'random' } };
		await ordered(random);

		expect(found(await overMcp({ ...random, parameters: { seed: 43 } }))).toBeUndefined();
		expect(found(await overMcp(random), inputs({ seed: 43 }))).toMatchObject(FIRST);
	});

	it('does not know the tasks of another tool, or of a copy of its workflow', async () => {
		const tool = newTool();
		await ordered(tool);

		expect(found(await overMcp(newTool()))).toBeUndefined();
		expect(found(await overMcp(tool, undefined, 'a copy'))).toBeUndefined();
		expect(found(await overMcp(tool))).toMatchObject(FIRST);
	});

	it('makes a video of its own for a call while an equal one works, until its client has given up', async () => {
		const tool = newTool();
		const first = await overMcp(tool);
		first.remember(0, inputs(), FIRST);

		await clock.pass(PATIENCE_MS);
		expect(found(await overMcp(tool))).toBeUndefined();
		await clock.pass(1);
		const second = await overMcp(tool);
		expect(found(second)).toMatchObject(FIRST);

		// Now the second one works on it, whatever becomes of the first.
		first.handOver(0);
		first.release();
		expect(found(await overMcp(tool))).toBeUndefined();
		second.release();
		expect(found(await overMcp(tool))).toMatchObject(FIRST);
	});

	it('forgets a task that was handed over, and no other', async () => {
		const tool = newTool();
		const first = await overMcp(tool);
		first.remember(0, inputs(), FIRST);
		const second = await overMcp(tool, { prompt: 'A dog' });
		second.remember(0, inputs(), SECOND);
		// An operation that orders nothing.
		(await overMcp(tool)).handOver(0);
		first.handOver(0);
		first.release();
		second.release();

		expect(found(await overMcp(tool))).toBeUndefined();
		expect(found(await overMcp(tool, { prompt: 'A dog' }))).toMatchObject(SECOND);
	});

	it('remembers a task for an hour', async () => {
		const tool = newTool();
		await ordered(tool);

		await clock.pass(MEMORY_MS);
		const last = await overMcp(tool);
		expect(found(last)).toMatchObject(FIRST);
		last.release();
		await clock.pass(1);
		expect(found(await overMcp(tool))).toBeUndefined();
	});

	it('knows the new task of a repeated call, in place of the one before', async () => {
		const tool = newTool();
		await ordered(tool);
		const again = await overMcp(tool);
		expect(found(again)).toMatchObject(FIRST);
		again.remember(0, inputs(), SECOND);
		again.release();

		await clock.pass(PATIENCE_MS + 1);
		const third = await overMcp(tool);
		expect(found(third)).toMatchObject(SECOND);
		third.handOver(0);
		expect(found(await overMcp(tool))).toBeUndefined();
	});
});

describe('A tool that an agent calls', () => {
	const clock = useClock();

	it('makes a video of its own for a call while an equal one works, however long', async () => {
		const context = await inExecution(newTool());
		const first = new EarlierCalls(context);
		first.remember(0, inputs(), FIRST);
		await clock.pass(2 * PATIENCE_MS);

		expect(found(new EarlierCalls(context))).toBeUndefined();
		first.release();
		expect(found(new EarlierCalls(context))).toMatchObject(FIRST);
	});

	it('knows no task of another execution', async () => {
		const tool = newTool();
		const first = new EarlierCalls(await inExecution(tool));
		first.remember(0, inputs(), FIRST);
		first.release();

		expect(found(new EarlierCalls(await inExecution(tool)))).toBeUndefined();
	});
});
