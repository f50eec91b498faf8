import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { FAST, SHORT_RUN, expectRefusal, jsonOf, useWiro } from '../support/wiro/useWiro.mts';

const RUN: INodeParameters = { ...SHORT_RUN, waitForCompletion: false };

/** A parameter as an expression gives it. */
const given = (value: unknown): string => `={{ ${JSON.stringify(value)} }}`;

/** What is typed into a parameter of Run, and what the body holds of it. */
const TAKEN: Array<[name: string, typed: unknown, sent: string | number]> = [
	...[
		'720p',
		'720',
		720,
		'720 P',
		'720px',
		'720 pixels',
		'720P (Sharpest)',
		'1280x720',
		'\u00A0720p ',
	].map((typed): [string, unknown, string] => ['resolution', typed, '720P']),
	...['480P (Fastest)', '480p (fastest)', 480, '480.0', '854 × 480'].map(
		(typed): [string, unknown, string] => ['resolution', typed, '480P'],
	),
	['resolution', '580p', '580P'],
	...[
		'16/9',
		'16x9',
		'16×9',
		'16 : 9',
		'16-9',
		'16：9',
		'16:09:00',
		'1920x1080',
		'landscape',
		'Horizontal',
		'WIDESCREEN',
		'16:9 (Landscape)',
		'Landscape (16:9)',
	].map((typed): [string, unknown, string] => ['aspectRatio', typed, '16:9']),
	...['9/16', 'portrait', 'Vertical', '9:16 (Portrait)', '1080 x 1920'].map(
		(typed): [string, unknown, string] => ['aspectRatio', typed, '9:16'],
	),
	...['square', '1x1', '1/1', '1:1 (Square)', '512x512'].map((typed): [string, unknown, string] => [
		'aspectRatio',
		typed,
		'1:1',
	]),
	...['default', 'AUTO', 'original', 'Same as the Image', 'same as image'].map(
		(typed): [string, unknown, string] => ['aspectRatio', typed, 'Default'],
	),
	['scale', '7,5', '7.5'],
	['scale', '0,125', '0.125'],
	['scale', ' 5.0\u00A0', '5.0'],
	['scale', '.5', '0.5'],
	['scale', '1.000,5', '1000.5'],
	['scale', '1,000.5', '1000.5'],
	['scale', '1 000,5', '1000.5'],
	['steps', '1,234,567', 1_234_567],
	['steps', '1.234.567', 1_234_567],
	['steps', '1 000', 1_000],
	['steps', '1\u00A0000', 1_000],
	['steps', "1'000", 1_000],
	['steps', '25.0', 25],
	['steps', '25,0', 25],
	['steps', '\u200B25', 25],
	['steps', '２５', 25],
	['numFrames', '81.0', 81],
	['fps', ' 16 ', 16],
	['seed', 42, '42'],
	['seed', '42.0', '42'],
	['seed', '42,0', '42'],
	['seed', ' 7 ', '7'],
	['seed', 0, '0'],
	['seed', '12345678901234567890', '12345678901234567890'],
];

const NUMBER_REFUSED: Array<[typed: unknown, message: string, nextStep: RegExp]> = [
	['1,000', `'Guidance Scale' is "1,000", which can mean 1 or 1000`, /^Write 1 or 1000\./],
	['12,345', `'Guidance Scale' is "12,345", which can mean 12.345 or 12345`, /12\.345 or 12345/],
	['0x10', `'Guidance Scale' must be a number, but is "0x10"`, /0 or more/],
	['1,00.5', `'Guidance Scale' must be a number, but is "1,00.5"`, /0 or more/],
	['8 1', `'Guidance Scale' must be a number, but is "8 1"`, /0 or more/],
	['Infinity', `'Guidance Scale' must be a number, but is "Infinity"`, /0 or more/],
	['NaN', `'Guidance Scale' must be a number, but is "NaN"`, /0 or more/],
	['5 fps', `'Guidance Scale' must be a number, but is "5 fps"`, /0 or more/],
	['5²', `'Guidance Scale' must be a number, but is "5²"`, /0 or more/],
	['', "'Guidance Scale' is empty", /0 or more/],
	[true, "'Guidance Scale' must be a number, but is true", /0 or more/],
	[[5], "'Guidance Scale' must be a number, but is a list", /0 or more/],
	[{ value: 5 }, "'Guidance Scale' must be a number, but is an object", /0 or more/],
];

const OTHERS_REFUSED: Array<[parameters: INodeParameters, message: string, nextStep: RegExp]> = [
	[{ scale: '={{ 1/0 }}' }, "'Guidance Scale' must be a number, but is Infinity", /0 or more/],
	[
		{ resolution: given('1080P') },
		`'Resolution' is "1080P", which is not one of its values`,
		/^Choose one of: 480P, 580P, 720P\.$/,
	],
	[{ resolution: given('') }, "'Resolution' is empty", /480P, 580P, 720P/],
	[
		{ resolution: given('480P (720P)') },
		`'Resolution' is "480P (720P)", which is not one of its values`,
		/480P, 580P, 720P/,
	],
	[
		{ resolution: given(['720P']) },
		"'Resolution' is a list, which is not one of its values",
		/480P, 580P, 720P/,
	],
	[
		{ aspectRatio: given('4:3') },
		`'Aspect Ratio' is "4:3", which is not one of its values`,
		/1:1, 16:9, 9:16, Default/,
	],
	[
		{ aspectRatio: given('16:9 or 9:16') },
		`'Aspect Ratio' is "16:9 or 9:16", which is not one of its values`,
		/1:1, 16:9, 9:16, Default/,
	],
	[
		{ waitForCompletion: given(2) },
		"'Wait for Completion' must be true or false, but is 2",
		/true or false/,
	],
	[{ prompt: given(['a', 'b']) }, "'Prompt' must be text, but is a list", /text/],
	[
		{ resolution: given('x'.repeat(5_000)) },
		`'Resolution' is "${'x'.repeat(99)}…", which is not one of its values`,
		/480P/,
	],
	[
		{ seed: given('42.5') },
		`'Seed' must be a whole number, but is "42.5"`,
		/whole number such as 42/,
	],
	[{ seed: given('1,000') }, `'Seed' is "1,000", which can mean 1 or 1000`, /whole number/],
	[{ seed: given(true) }, "'Seed' must be a whole number, but is true", /whole number/],
];

describe('What people type', () => {
	const wiro = useWiro();

	async function sentBody(parameters: INodeParameters) {
		const run = await wiro.run({ ...RUN, ...parameters });
		expect(run.error).toBeUndefined();
		const requests = await wiro.requests('run');
		expect(requests).toHaveLength(1);
		return requests[0]?.body ?? {};
	}

	it.each(TAKEN)('into %s is taken as it is meant: %j is %j', async (name, typed, sent) => {
		const run = await wiro.run({ ...RUN, [name]: given(typed) });

		// The emulator has bounds of its own, but the node sends what it was given.
		expect(run.error?.message ?? '').not.toMatch(/^'/);
		expect(await wiro.requests('run')).toMatchObject([{ body: { [name]: sent } }]);
	});

	it.each([
		[true, false],
		['true', 'false'],
		['TRUE', 'False'],
		[1, 0],
		['1', '0'],
		['yes', 'no'],
		[' Yes ', 'NO'],
		['on', 'off'],
		['y', 'N'],
	])('into a switch is on or off: %j and %j', async (on, off) => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const simplified = async (simplify: unknown) => {
			const run = await wiro.run({
				operation: 'get',
				taskId: TASK_REFERENCE.taskId,
				simplify: given(simplify),
			});
			return jsonOf(run).map((json) => 'taskId' in json);
		};

		expect([await simplified(on), await simplified(off)]).toEqual([[true], [false]]);
		expect(await wiro.counts()).toEqual({ detail: 2 });
	});

	it.each(NUMBER_REFUSED)(
		'into a number is refused where it is none: %j',
		async (typed, message, nextStep) => {
			expectRefusal(await wiro.run({ ...RUN, scale: given(typed) }), message, nextStep);
			expect(await wiro.counts()).toEqual({});
		},
	);

	it.each(OTHERS_REFUSED)(
		'is refused, with the values that would do: %j',
		async (parameters, message, nextStep) => {
			const run = await wiro.run({ ...RUN, ...parameters });

			expectRefusal(run, message, nextStep);
			expect(await wiro.counts()).toEqual({});
		},
	);

	it.each([undefined, null, '', '  ', -1, '-1', '-1.0', 'random', 'Random', ' RANDOM '])(
		'for a random seed gives a new one each time: %j',
		async (seed) => {
			const parameters = { seed: seed === undefined ? '={{ $json.none }}' : given(seed) };
			const first = await sentBody(parameters);
			await wiro.emulator.reset();
			const second = await sentBody(parameters);

			const seeds = [first.seed, second.seed];
			for (const value of seeds) expect(value).toMatch(/^\d{1,7}$/);
			expect(seeds[0]).not.toBe(seeds[1]);
		},
	);

	it.each<INodeParameters>([
		{ operation: 'get', taskReference: given('Task Token') },
		{ operation: 'get', taskReference: given('TOKEN') },
		{ operation: 'waitForCompletion', waitMode: given('Poll (Simple)') },
		{ operation: 'waitForCompletion', waitMode: given('POLL') },
		{ operation: 'waitForCompletion', taskReference: given('task id') },
	])('as the label of a choice is understood: %j', async (parameters) => {
		await wiro.emulator.plantTask(taskIn('task_cancel'));

		const run = await wiro.run({ ...TASK_REFERENCE, ...parameters });

		expect(JSON.stringify([jsonOf(run), run.error?.message])).toMatch(/task_cancel|was cancelled/);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});

	it('as the label of the image source is understood', async () => {
		const run = await wiro.run({
			...RUN,
			imageSource: given('Binary File'),
			binaryPropertyName: 'data',
		});
		expect(run.error?.message).toMatch(/binary/i);
		expect(await sentBody({ imageSource: given('Url') })).toMatchObject({
			inputImageUrl: RUN.inputImageUrl,
		});
	});

	it.each([
		'534574.0',
		534574,
		'534574,0',
		'534574.00',
		'#534574',
		' 534574 ',
		'534,574',
		'# 534574',
		'\u200B534574',
		'５３４５７４',
	])('for a task ID is the ID: %j', async (typed) => {
		await wiro.run({ operation: 'get', taskId: given(typed) });
		expect(await wiro.requests('detail')).toMatchObject([{ body: { taskid: '534574' } }]);
	});

	it.each<[unknown, RegExp]>([
		['534574.5', /^Enter only the digits of the ID/],
		[534574.5, /^Enter only the digits of the ID/],
		['5.3e5', /^Enter only the digits of the ID/],
		['534,000', /^Enter only the digits of the ID/],
		['534.574', /^Enter only the digits of the ID/],
		['534574, 534575', /^Enter only the digits of the ID/],
		['534#574', /^Enter only the digits of the ID/],
		['12 of 534574', /^Enter only the digits of the ID/],
		['-534574', /^Enter only the digits of the ID/],
		['task -534574', /^Enter only the digits of the ID/],
		['task-534574', /such as 534574\.$/],
		['0x53', /^Enter only the digits of the ID/],
		['abc', /^Enter only the digits of the ID/],
		['task 534574', /such as 534574\.$/],
		['Task ID: 534574', /such as 534574\.$/],
		['"534574"', /such as 534574\.$/],
	])(
		'for a task ID that names none is refused without naming another: %j',
		async (typed, nextStep) => {
			const run = await wiro.run({ operation: 'get', taskId: given(typed) });

			expectRefusal(
				run,
				`'Task ID' is ${JSON.stringify(String(typed))}, but Wiro's IDs are whole numbers`,
				nextStep,
			);
			// No digits but those that were typed together.
			for (const digits of run.error?.description?.match(/\d+/g) ?? []) {
				expect(String(typed).match(/\d+/g)).toEqual([digits]);
			}
			expect(await wiro.counts()).toEqual({});
		},
	);

	it.each(['={{ 0.01 }}', '={{ 0.001 }}', '={{ "0,02" }}'])(
		'for too short a poll interval checks no more than ten times a second: %s',
		async (pollInterval) => {
			await wiro.emulator.plantTask(taskIn('task_start'));
			const options = { pollInterval, timeout: 0.02 };

			const run = await wiro.run({ operation: 'waitForCompletion', ...TASK_REFERENCE, options });

			expect(run.error?.message).toMatch(/had not finished/);
			const { detail = 0 } = await wiro.counts();
			// 1.2 seconds, and one check at either end.
			expect(detail).toBeLessThanOrEqual(14);
			expect(detail).toBeGreaterThan(2);
		},
	);

	it.each([0, -1, '0'])('for a poll interval must be above 0: %j', async (pollInterval) => {
		const run = await wiro.run({
			...SHORT_RUN,
			options: { ...FAST, pollInterval: given(pollInterval) },
		});

		expectRefusal(
			run,
			`'Poll Interval' is ${Number(pollInterval)}, but must be above 0`,
			/above 0/,
		);
		expect(await wiro.counts()).toEqual({});
	});
});
