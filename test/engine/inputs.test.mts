import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { FAST, SHORT_RUN, expectRefusal, useWiro } from '../support/wiro/useWiro.mts';

/** What is wrong, the message without its item number, and what the description must hold. */
type Case = [what: string, parameters: INodeParameters, message: string, nextStep: RegExp];

// The values come from expressions, which the editor does not check.
const run = (parameters: INodeParameters): INodeParameters => ({ ...SHORT_RUN, ...parameters });
const runOptions = (options: INodeParameters) => run({ options: { ...FAST, ...options } });
const byId = (taskId: string): INodeParameters => ({ operation: 'get', taskId });

/** A token of a task, as long as Wiro's are. */
const TOKEN = 'eDcCm5yyUfIvMFspTwww49OUfgXkQt';

const WRONG: Case[] = [
	[
		'80 frames',
		run({ numFrames: '={{ 80 }}' }),
		"'Number of Frames' is 80, but must be one more than a multiple of 4",
		/Use 81\b/,
	],
	[
		'82.4 frames',
		run({ numFrames: '={{ 82.4 }}' }),
		"'Number of Frames' is 82.4, but must be one more than a multiple of 4",
		/Use 81\b/,
	],
	[
		'no frames',
		run({ numFrames: '={{ 0 }}' }),
		"'Number of Frames' is 0, but must be 1 or more",
		/\b81\b/,
	],
	[
		'a text for the number of frames',
		run({ numFrames: '={{ "abc" }}' }),
		`'Number of Frames' must be a number, but is "abc"`,
		/\b81\b/,
	],
	['an empty prompt', run({ prompt: '={{ "  " }}' }), "'Prompt' is empty", /Describe what happens/],
	[
		'no image URL',
		run({ inputImageUrl: '={{ $json.nothing }}' }),
		"'Image URL' is empty",
		/URL of the image, or set 'Image Source' to Binary File/,
	],
	[
		'a file name for the image URL',
		run({ inputImageUrl: '={{ "cat.jpg" }}' }),
		'\'Image URL\' is "cat.jpg", which is not a web address',
		/https:\/\//,
	],
	[
		'a resolution that Wiro does not have',
		run({ resolution: '={{ "1080P" }}' }),
		`'Resolution' is "1080P", which is not one of its values`,
		/480P, 580P, 720P/,
	],
	[
		'an aspect ratio that Wiro does not have',
		run({ aspectRatio: '={{ "4:3" }}' }),
		`'Aspect Ratio' is "4:3", which is not one of its values`,
		/1:1, 16:9, 9:16, Default/,
	],
	[
		'half a step',
		run({ steps: '={{ 2.5 }}' }),
		"'Inference Steps' is 2.5, but must be a whole number",
		/Use 3\b/,
	],
	[
		'no frames per second',
		run({ fps: '={{ 0 }}' }),
		"'Frames per Second' is 0, but must be 1 or more",
		/\b1 or more/,
	],
	[
		'a guidance scale below 0',
		run({ scale: '={{ -1 }}' }),
		"'Guidance Scale' is -1, but must be 0 or more",
		/\b0 or more/,
	],
	[
		'a seed of letters',
		run({ seed: '={{ "abc" }}' }),
		`'Seed' must be a whole number, but is "abc"`,
		/whole number such as 42/,
	],
	[
		'a seed with a fraction',
		run({ seed: '={{ 4.2 }}' }),
		"'Seed' must be a whole number, but is 4.2",
		/whole number/,
	],
	[
		'a list for the prompt',
		run({ prompt: '={{ ["a cat", "a dog"] }}' }),
		"'Prompt' must be text, but is a list",
		/text/,
	],
	[
		'an object for the negative prompt',
		run({ negativePrompt: '={{ { avoid: "blur" } }}' }),
		"'Negative Prompt' must be text, but is an object",
		/text/,
	],
	[
		'a switch that is neither on nor off',
		run({ waitForCompletion: '={{ "later" }}' }),
		`'Wait for Completion' must be true or false, but is "later"`,
		/true or false/,
	],
	[
		'a callback URL that is no URL',
		runOptions({ callbackUrl: 'my server' }),
		'\'Callback URL\' is "my server", which is not a web address',
		/https:\/\//,
	],
	[
		'a timeout of nothing',
		runOptions({ timeout: '={{ 0 }}' }),
		"'Timeout' is 0, but must be above 0",
		/above 0/,
	],
	[
		'a timeout below nothing',
		runOptions({ timeout: '={{ -5 }}' }),
		"'Timeout' is -5, but must be above 0",
		/above 0/,
	],
	[
		'a poll interval of letters',
		runOptions({ pollInterval: '={{ "often" }}' }),
		`'Poll Interval' must be a number, but is "often"`,
		/above 0/,
	],
	[
		'no task at a time',
		runOptions({ maxConcurrentTasks: '={{ 0 }}' }),
		"'Max Concurrent Tasks' is 0, but must be above 0",
		/above 0/,
	],
	[
		'a task id with letters',
		byId('={{ "task 534574" }}'),
		`'Task ID' is "task 534574", but Wiro's IDs are whole numbers`,
		/such as 534574/,
	],
	[
		'a task token in the place of the id',
		byId(TOKEN),
		"'Task ID' holds what looks like a task token",
		/Set 'Task Reference' to Task Token/,
	],
	['no task id', byId('={{ $json.taskId }}'), "'Task ID' is empty", /Connect .* Wiro Run node/],
	[
		'no task token',
		{ operation: 'get', taskReference: 'taskToken' },
		"'Task Token' is empty",
		/Connect .* Wiro Run node/,
	],
	[
		'a timeout of letters for waiting',
		{ operation: 'waitForCompletion', taskId: '1', options: { timeout: '={{ "soon" }}' } },
		`'Timeout' must be a number, but is "soon"`,
		/above 0/,
	],
	[
		'an operation that there is not',
		{ operation: 'stop' },
		`'Operation' is "stop", which is not one of its values`,
		/cancel, deleteFiles, getMany, getPrice, get, kill, run, waitForCompletion/,
	],
	[
		'an operation that is a list',
		{ operation: ['stop'] },
		"'Operation' must be text, but is a list",
		/Enter text/,
	],
];

describe('Before anything is sent, the node refuses', () => {
	const wiro = useWiro();

	it.each(WRONG)('%s', async (_what, parameters, message, nextStep) => {
		const run = await wiro.run(parameters);

		expectRefusal(run, message, nextStep);
		expect(await wiro.counts()).toEqual({});
	});
});
