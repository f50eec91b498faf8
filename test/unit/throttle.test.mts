import { describe, expect, it } from '@jest/globals';

import { Throttle } from '../../dist/nodes/Wiro/api/throttle.js';
import { WiroError } from '../../dist/nodes/Wiro/api/wiroError.js';

/** HTTP 429, with the time to wait that Wiro gives, if it does. */
const tooMany = (retryAfterMs?: number) =>
	new WiroError('Too many requests', { nextStep: '', kind: 'tooManyRequests', retryAfterMs });

const waitOf = (error: unknown) => (error instanceof WiroError ? error.retryAfterMs : undefined);

describe('After HTTP 429, the throttle', () => {
	it('lets nothing through for as long as Wiro asks, whatever the answers to other requests say', async () => {
		const throttle = new Throttle(new AbortController().signal);

		const first = throttle.afterFailure(tooMany(60_000));
		const second = throttle.afterFailure(tooMany());

		expect(waitOf(first)).toBeGreaterThan(50_000);
		expect(waitOf(second)).toBeGreaterThan(50_000);
		await expect(throttle.enter()).rejects.toMatchObject({ kind: 'tooManyRequests' });
	});

	it('keeps no place for a request that it did not let through', async () => {
		const throttle = new Throttle(new AbortController().signal);
		throttle.afterFailure(tooMany(60_000));

		const entries = Array.from({ length: 20 }, async () => await throttle.enter());

		const states = (await Promise.allSettled(entries)).map(({ status }) => status);
		expect(new Set(states)).toEqual(new Set(['rejected']));
	});

	it('does not care about other failures', async () => {
		const throttle = new Throttle(new AbortController().signal);
		const other = new WiroError('Something else', { nextStep: '' });

		expect(throttle.afterFailure(other)).toBe(other);
		await expect(throttle.enter()).resolves.toBeUndefined();
	});
});
