import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { RunFile } from '../../dist/nodes/Wiro/api/client.js';
import { readTask } from '../../dist/nodes/Wiro/api/task.js';
import { areEqual, isTaskOf } from '../../dist/nodes/Wiro/api/taskInputs.js';

const MODEL = 'Wan-AI/Wan2.2-I2V-A14B';

const runOf = (fields: IDataObject, files: RunFile[] = [], model = MODEL) => ({
	model,
	fields,
	files,
});

/** A task that Wiro lists with these parameters. */
function listed(parameters: unknown, model = MODEL) {
	const [modelslugowner, modelslugproject] = model.split('/');
	const raw: IDataObject = { id: '7', modelslugowner, modelslugproject };
	return readTask(Object.assign(raw, { parameters }), {});
}

const fileFor = (field: string): RunFile => ({
	field,
	file: {
		fileName: 'my cat.png',
		mimeType: 'image/png',
		sizeBytes: 3,
		open: async () => await Promise.reject(new Error('It is not sent here.')),
	},
});

describe('A task that Wiro lists may be of a Run', () => {
	it.each<[what: string, sent: IDataObject, parameters: IDataObject]>([
		['with the same inputs', { prompt: 'A cat', steps: 25 }, { prompt: 'A cat', steps: 25 }],
		['whose numbers are listed as texts', { scale: 5, steps: '25' }, { scale: '5.0', steps: 25 }],
		['whose line breaks are listed in another way', { prompt: 'A\r\ncat ' }, { prompt: 'A\ncat' }],
		['whose lists are listed in another way', { sizes: [1, 2] }, { sizes: ' [1, 2]' }],
		['whose text only begins like a list', { prompt: '[cat' }, { prompt: '[cat' }],
		['whose empty inputs are not listed', { prompt: '', seed: null }, {}],
		['whose callback URL is not listed', { callbackUrl: 'https://a.b' }, {}],
		[
			'whose URL is listed in the place of the file',
			{ imageUrl: 'https://a.b' },
			{ image: 'https://a.b' },
		],
	])('%s', (_what, sent, parameters) => {
		expect(isTaskOf(listed(parameters), runOf(sent))).toBe(true);
	});

	it('whose model is written in another way', () => {
		const task = listed({}, 'wan-ai/wan2-2-i2v-a14b');
		expect(isTaskOf(task, runOf({}))).toBe(true);
	});

	it.each([
		['by the name of its field', 'https://cdn.wiro.ai/image-1a2b.png'],
		['by its own name', 'https://cdn.wiro.ai/my%20cat.png'],
		['beside others', '["https://cdn.wiro.ai/other.png","https://cdn.wiro.ai/image-1.png"]'],
	])('whose file is listed %s', (_how, image) => {
		expect(isTaskOf(listed({ image }), runOf({ image: '' }, [fileFor('image')]))).toBe(true);
	});
});

describe('A task that Wiro lists is not of a Run', () => {
	it.each<[what: string, sent: IDataObject, parameters: IDataObject]>([
		['with another text', { prompt: 'A cat' }, { prompt: 'A dog' }],
		['with another text that begins like a list', { prompt: '[cat' }, { prompt: '[dog' }],
		['with one other input', { prompt: 'A cat', seed: 1 }, { prompt: 'A cat', seed: 2 }],
		['with an input that is not listed', { prompt: 'A cat' }, {}],
		['with a number in place of nothing', { seed: '' }, { seed: '0' }],
		['with nothing in place of a number', { seed: 0 }, { seed: '' }],
		['with another list', { sizes: [1, 2] }, { sizes: '[2, 1]' }],
		['whose URL is listed under another name', { image: 'https://a.b' }, { img: 'https://a.b' }],
	])('%s', (_what, sent, parameters) => {
		expect(isTaskOf(listed(parameters), runOf(sent))).toBe(false);
	});

	it('of another model, or of none', () => {
		expect(isTaskOf(listed({}, 'wiro/other'), runOf({}))).toBe(false);
		expect(isTaskOf(readTask({ id: '7', parameters: {} }, {}), runOf({}))).toBe(false);
	});

	it('if its parameters are not listed at all', () => {
		expect(isTaskOf(listed(undefined), runOf({}))).toBe(false);
	});

	it.each([
		['is missing', undefined],
		['has another name', 'https://cdn.wiro.ai/video-1a2b.png'],
	])('if its file %s', (_what, image) => {
		const files = [fileFor('image'), fileFor('other')];
		expect(isTaskOf(listed({ image, other: '/other-1.png' }), runOf({}, files))).toBe(false);
	});
});

describe('Two Runs ask for the same', () => {
	it('if model and inputs mean the same, in whatever order', () => {
		const one = runOf({ prompt: 'A cat', seed: 1, negative: '' });
		const other = runOf({ seed: '1', prompt: 'A cat\n' }, [], 'wan-ai/wan2-2-i2v-a14b');
		expect(areEqual(one, other)).toBe(true);
	});

	it.each([
		['an input differs', runOf({ prompt: 'A dog' })],
		['one has an input more', runOf({ prompt: 'A cat', seed: 1 })],
		['the model differs', runOf({ prompt: 'A cat' }, [], 'wiro/other')],
		[
			'one has a file, whose content is not compared',
			runOf({ prompt: 'A cat' }, [fileFor('image')]),
		],
	])('but not if %s', (_what, other) => {
		expect(areEqual(runOf({ prompt: 'A cat' }), other)).toBe(false);
		expect(areEqual(other, runOf({ prompt: 'A cat' }))).toBe(false);
	});

	it('but not if both have files', () => {
		const run = runOf({ prompt: 'A cat' }, [fileFor('image')]);
		expect(areEqual(run, run)).toBe(false);
	});
});
