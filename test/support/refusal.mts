import { expect } from '@jest/globals';

import type { RunResult } from './engine.mts';

/**
 * Expects that a run failed for a parameter that will not do.
 * @param message without the item's number at its end
 * @param nextStep what the description must hold
 */
export function expectRefusal(
	run: RunResult,
	message: string,
	nextStep: RegExp,
	itemIndex = 0,
): void {
	expect(run.status).toBe('error');
	expect(run.error).toMatchObject({
		name: 'NodeOperationError',
		message: `${message} [item ${itemIndex}]`,
		description: expect.stringMatching(nextStep),
		context: { itemIndex },
	});
}
