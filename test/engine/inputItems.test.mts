import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { SHORT_RUN, WIRO, expectRefusal, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const GOOD = 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg';
const BAD = 'cat.jpg';
const images = (...urls: string[]) => urls.map((image) => ({ json: { image } }));
const RUN_OF_ITEM: INodeParameters = { ...SHORT_RUN, inputImageUrl: '={{ $json.image }}' };

describe('Before anything is sent, the node refuses', () => {
	const wiro = useWiro();

	it('all items when the third of three is wrong', async () => {
		const run = await wiro.run(RUN_OF_ITEM, { startItems: images(GOOD, GOOD, BAD) });

		expectRefusal(run, `'Image URL' is "${BAD}", which is not a web address`, /https:/, 2);
		expect(await wiro.counts()).toEqual({});
	});

	it('naming the first when several are wrong', async () => {
		const run = await wiro.run(RUN_OF_ITEM, { startItems: images(GOOD, '', BAD) });

		expectRefusal(run, "'Image URL' is empty", /URL of the image/, 1);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('With continue-on-fail', () => {
	const wiro = useWiro();
	const message = `'Image URL' is "${BAD}", which is not a web address [item 2]`;

	it('the other items run, and the wrong one comes out with its error', async () => {
		const run = await wiro.run(RUN_OF_ITEM, {
			startItems: images(GOOD, GOOD, BAD),
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.status).toBe('success');
		const [first, second, third, ...more] = run.items(WIRO);
		expect(more).toEqual([]);
		expect([first, second]).toMatchObject([
			{ json: { succeeded: true }, pairedItem: { item: 0 } },
			{ json: { succeeded: true }, pairedItem: { item: 1 } },
		]);
		expect(third).toEqual({
			json: { error: message, errorDescription: expect.stringContaining('https://') },
			pairedItem: { item: 2 },
		});
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});

	it('the wrong one goes to the error output, if there is one', async () => {
		const run = await wiro.run(RUN_OF_ITEM, {
			startItems: images(GOOD, GOOD, BAD),
			node: { onError: 'continueErrorOutput' },
		});

		expect(jsonOf(run).map(({ succeeded }) => succeeded)).toEqual([true, true]);
		expect(jsonOf(run, 1)).toMatchObject([{ error: { message } }]);
		expect(await wiro.counts()).toMatchObject({ run: 2 });
	});
});
