import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { EACH_PROMPT, SHORT_RUN, jsonOf, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

type Refused = [code: number, words: string, message: RegExp, nextStep: RegExp];

const parameters = (words: string): Refused => [
	0,
	words,
	/^Wiro did not accept the parameters: /,
	/parameter that Wiro names.*No task was started/,
];
const atWiro = (words: string): Refused => [
	0,
	words,
	/^Wiro could not handle the request and did not start the task: /,
	/run again.*No task was started/,
];

const REFUSED: Refused[] = [
	[0, 'Team spend limit has been reached', /^The team's spend limit on Wiro/, /Raise the limit/],
	[
		0,
		'Your personal spend limit in this team has been reached',
		/^Your personal spend limit in the team/,
		/raise your limit/,
	],
	[
		0,
		'This model is not available for your team.',
		/^This model is not available for your team on Wiro: /,
		/team's owner/,
	],
	[
		0,
		'Your account has been suspended. Please contact support.',
		/^Your account on Wiro has been suspended: /,
		/support/,
	],
	[
		0,
		"You don't have any permission for this action.",
		/^The account of this project is not allowed/,
		/permission/,
	],
	[0, 'Please sign in to continue.', /^You have to sign in/, /Sign in on wiro\.ai/],
	[98, 'Login required', /^You have to sign in/, /Sign in on wiro\.ai/],
	[97, 'Insufficient balance.', /^The balance on Wiro is too low/, /Add funds/],
	[0, 'Your balance must be at least $0.50.', /^The balance on Wiro is too low/, /Add funds/],
	[97, 'Something about 0.50 dollars', /^The balance on Wiro is too low/, /Add funds/],
	[1, 'tool-not-accessible', /^Wiro did not start the task: tool-not/, /model is available/],
	[1, 'slug-owner-project-not-exist', /^Wiro did not start the task: slug/, /model is available/],
	parameters('Request parameter [prompt] required'),
	parameters('Request parameter [scale] must be integer or float'),
	parameters('Request parameter [numFrames] must be between 1 and 200'),
	parameters('Request files [endImage] required'),
	parameters('Request parameters are invalid.'),
	parameters('Request parameter [prompt] must not say "at the same time" of a balance'),
	parameters('numFrames must be integer or float'),
	atWiro('Internal server error'),
	atWiro('Something went wrong. Please try again later.'),
	atWiro('Database connection lost'),
	atWiro('Request timeout'),
	[
		0,
		'The moon is full',
		/^Wiro did not start the task: The moon is full \[item 0\]$/,
		/Wiro asks for/,
	],
	[55, 'Bad weather', /^Wiro did not start the task: Bad weather/, /No task was started/],
];

describe('A Run that Wiro refuses', () => {
	const wiro = useWiro();
	const refuse = async (code: number, message: string, times: number | 'always' = 1) =>
		await wiro.emulator.faults([
			{ endpoint: 'run', kind: 'errors', errors: [{ code, message }], times },
		]);

	it.each(REFUSED)(
		'with code %d and "%s" fails once, in words of its own',
		async (code, words, message, nextStep) => {
			await refuse(code, words);

			const run = await wiro.run(SHORT_RUN);

			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(message),
				description: expect.stringMatching(nextStep),
			});
			expect(run.error?.message).toContain(words);
			if (!message.source.includes('parameters')) {
				expect(`${run.error?.message} ${run.error?.description}`).not.toMatch(
					/change the parameter/i,
				);
			}
			expect(await wiro.counts()).toEqual({ run: 1 });
		},
	);

	it('is not remembered as a task that may have started', async () => {
		await refuse(0, 'Something went wrong');

		const run = await wiro.run(
			{ ...SHORT_RUN, waitForCompletion: false },
			{ node: retryOnFail(2) },
		);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001' }]);
		expect(await wiro.counts()).toEqual({ run: 2 });
	});

	it('for the slots that a balance allows waits for one, although the text names the balance', async () => {
		await refuse(
			96,
			'You have reached your concurrent task limit. With your current balance of $50.00, you can run up to 5 tasks at the same time. Add funds to run more.',
		);

		const run = await wiro.run(SHORT_RUN);

		expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
		expect((await wiro.counts()).run).toBe(2);
	});

	describe('because it does not find the image', () => {
		const image = SHORT_RUN.inputImageUrl;

		it('is sent once more with the URL in inputImage', async () => {
			await wiro.emulator.settings({ imageField: 'inputImage' });

			const run = await wiro.run(SHORT_RUN);

			expect(jsonOf(run)).toMatchObject([{ taskId: '700001', succeeded: true }]);
			const [first, second, ...more] = (await wiro.requests('run')).map(({ body }) => body ?? {});
			expect(more).toEqual([]);
			const { inputImageUrl, ...rest } = first ?? {};
			expect(inputImageUrl).toBe(image);
			expect(second).toEqual({ inputImage: image, ...rest });
			expect(Object.keys(second ?? {})).toEqual(['inputImage', ...Object.keys(rest)]);
			await wiro.counts();
		});

		it.each(['Request files [inputImage] required', 'Request parameter [inputImage] required'])(
			'is sent once more, item by item: %s',
			async (words) => {
				await wiro.emulator.settings({ imageField: 'inputImage' });
				await refuse(0, words);

				const run = await wiro.run(
					{ ...EACH_PROMPT, waitForCompletion: false },
					{ startItems: [{ json: { prompt: 'one' } }, { json: { prompt: 'two' } }] },
				);

				expect(jsonOf(run)).toHaveLength(2);
				expect(await wiro.counts()).toEqual({ run: 4 });
			},
		);

		it('fails with the second refusal when it is refused again', async () => {
			await wiro.emulator.faults([
				{
					endpoint: 'run',
					kind: 'errors',
					errors: [{ code: 0, message: 'Request files [inputImage] required' }],
				},
				{
					endpoint: 'run',
					kind: 'errors',
					errors: [{ code: 97, message: 'Insufficient balance.' }],
				},
			]);

			const run = await wiro.run(SHORT_RUN);

			expect(run.error?.message).toMatch(/^The balance on Wiro is too low/);
			expect(await wiro.counts()).toEqual({ run: 2 });
		});

		it('fails in words of its own when it is not found in inputImage either', async () => {
			await refuse(0, 'Request files [inputImage] required', 'always');

			const run = await wiro.run(SHORT_RUN);

			expect(run.error).toMatchObject({
				message: expect.stringMatching(/^Wiro did not receive the image: /),
				description: expect.stringMatching(/Image URL.*Binary File.*No task was started/),
			});
			expect(await wiro.counts()).toEqual({ run: 2 });
		});

		it('may have started a task when the answer to the second try is lost', async () => {
			await wiro.emulator.settings({ imageField: 'inputImage' });
			await wiro.emulator.faults([{ endpoint: 'run', kind: 'resetAfter', after: 1 }]);

			const run = await wiro.run(SHORT_RUN, { node: retryOnFail(2) });

			expect(run.error?.message).toMatch(/may or may not have started/);
			expect(await wiro.counts()).toEqual({ run: 2 });
		});

		it('is not sent again where a file travelled', async () => {
			await refuse(0, 'Request files [inputImage] required');
			const data = { data: await readFile('emulator/pictures/cat.jpg'), fileName: 'cat.jpg' };

			const run = await wiro.run(
				{ ...SHORT_RUN, imageSource: 'binary' },
				{ startItems: [{ binary: { data } }] },
			);

			expect(run.error?.message).toMatch(/^Wiro did not receive the image/);
			expect(await wiro.counts()).toEqual({ run: 1 });
		});
	});
});
