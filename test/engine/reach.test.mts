import { describe, expect, it } from '@jest/globals';

import type { RunResult } from '../../n8n/engine/run.mts';
import { withPublicAddress } from '../support/wiro/publicAddress.mts';
import {
	type Setup,
	SHORT_RUN,
	WIRO,
	expectRefusal,
	jsonOf,
	useWiro,
} from '../support/wiro/useWiro.mts';

const START: typeof SHORT_RUN = { ...SHORT_RUN, waitForCompletion: false };

/** What n8n shows beside the node's output. */
function hintsOf(run: RunResult) {
	return run.runData[WIRO]?.at(-1)?.hints ?? [];
}

describe('Where Wiro is on the internet', () => {
	const wiro = useWiro();

	/** Runs the node with a Base URL that is public. */
	async function runInPublic(parameters: typeof SHORT_RUN, setup: Setup = {}): Promise<RunResult> {
		const { type, data } = wiro.credential;
		return await withPublicAddress(wiro.emulator.baseUrl, async (baseUrl) => {
			const credential = { type, data: { ...data, baseUrl } };
			return await wiro.run(parameters, { credential, ...setup });
		});
	}

	it.each([
		['http://localhost:5678/webhook-waiting/12?signature=abc', 'localhost:5678'],
		['http://127.0.0.1:5678/webhook/a', '127.0.0.1:5678'],
		['http://n8n:5678/webhook/a', 'n8n:5678'],
		['http://192.168.1.7/webhook/a', '192.168.1.7'],
		['http://host.docker.internal:5678/webhook/a', 'host.docker.internal:5678'],
	])('a hint says that no callback comes to %s', async (callbackUrl, host) => {
		const parameters = { ...START, options: { callbackUrl } };
		const run = await runInPublic(parameters, { startItems: [{}, {}, {}] });

		expect(hintsOf(run)).toEqual([
			{
				message: expect.stringMatching(
					new RegExp(`^Wiro cannot reach ${host}, .*'Callback URL'.*WEBHOOK_URL`),
				),
				type: 'warning',
				location: 'outputPane',
			},
		]);
		expect(JSON.stringify(hintsOf(run))).not.toContain('abc');
		expect(jsonOf(run)).toHaveLength(3);
		expect((await wiro.requests('run'))[0]?.body).toMatchObject({ callbackUrl });
		expect(await wiro.counts()).toEqual({ run: 3 });
	});

	it.each(['https://n8n.example.com/webhook-waiting/12', ''])(
		'nothing is said of the callback URL "%s"',
		async (callbackUrl) => {
			const run = await runInPublic({ ...START, options: { callbackUrl } });

			expect(run.status).toBe('success');
			expect(hintsOf(run)).toEqual([]);
			expect(await wiro.counts()).toEqual({ run: 1 });
		},
	);

	it.each([
		['http://localhost:5678/webhook/cat.jpg', 'localhost:5678'],
		['http://192.168.1.7/cat.jpg', '192.168.1.7'],
		['http://nas/photos/cat.jpg', 'nas'],
		['https://nas.local/cat.jpg', 'nas.local'],
	])('an image at %s is refused before any task is started', async (url, host) => {
		const run = await runInPublic(
			{ ...START, inputImageUrl: '={{ $json.url }}' },
			{ startItems: [{ json: { url: SHORT_RUN.inputImageUrl } }, { json: { url } }] },
		);

		expectRefusal(
			run,
			`'Image URL' leads to ${host}, which Wiro cannot reach from the internet`,
			/Binary File.*WEBHOOK_URL/,
			1,
		);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('Where Wiro is an emulator in the own network', () => {
	const wiro = useWiro();

	it('callbacks and images in the own network are fine', async () => {
		const run = await wiro.run({
			...START,
			inputImageUrl: 'http://localhost:5678/webhook/cat.jpg',
			options: { callbackUrl: 'http://localhost:5678/webhook-waiting/12' },
		});

		expect(run.status).toBe('success');
		expect(hintsOf(run)).toEqual([]);
		expect(await wiro.counts()).toEqual({ run: 1 });
	});
});
