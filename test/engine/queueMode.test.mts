import { afterEach, describe, expect, it } from '@jest/globals';

import { isN8n2, mayBeInQueueMode } from '../../dist/nodes/Wiro/waiting/queueMode.js';
import { executeContext } from '../../n8n/engine/executeContext.mts';
import { wiroNode } from '../support/wiro/useWiro.mts';

describe('The node', () => {
	afterEach(() => {
		delete process.env.EXECUTIONS_MODE;
		delete process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE;
	});

	it.each([
		['queue', true],
		['regular', false],
		[undefined, false],
	])('reads whether n8n is in queue mode (%p) where n8n lets it', async (mode, expected) => {
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'false';
		if (mode !== undefined) process.env.EXECUTIONS_MODE = mode;

		expect(mayBeInQueueMode(await executeContext({ node: wiroNode({}) }))).toBe(expected);
	});

	it('expects queue mode where n8n does not tell', async () => {
		process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'true';
		process.env.EXECUTIONS_MODE = 'regular';

		expect(mayBeInQueueMode(await executeContext({ node: wiroNode({}) }))).toBe(true);
	});

	it.each([true, false])('tells n8n 1 from n8n 2 by the resume URL (%p)', async (isLikeN8n1) => {
		const context = await executeContext({ node: wiroNode({}), isLikeN8n1 });

		expect(isN8n2(context)).toBe(!isLikeN8n1);
	});
});
