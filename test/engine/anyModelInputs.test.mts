import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { InputFile } from '../../n8n/engine/binaryData.mts';
import { MODELS, PICTURE, modelRun } from '../support/engine/anyModel.mts';
import { IMAGES, asSent } from '../support/wiro/images.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const VIDEO = 'reelhouse/motion-3-0-pro';
const SPEECH = 'voxhall/clear-speech';

const PHOTO: InputFile = { data: IMAGES.png, fileName: 'photo.png', mimeType: 'image/png' };
const PDF: InputFile = {
	data: Buffer.from('%PDF-1.7 …'),
	fileName: 'report.pdf',
	mimeType: 'application/pdf',
};

describe('The inputs of any model', () => {
	const wiro = useWiro();

	/** Starts a task, and gives the body and the files of its Run, or the error. */
	async function sent(
		model: string,
		fields: INodeParameters,
		binary: Record<string, InputFile> = {},
		inputs: IDataObject = {},
	) {
		const run = await wiro.run(
			{
				...modelRun(model, fields),
				inputsJson: JSON.stringify(inputs),
				waitForCompletion: false,
			},
			{ startItems: [{ binary }] },
		);
		const [request] = await wiro.requests('run');
		return { error: run.error, body: request?.body, files: request?.files };
	}

	it.each<[what: string, model: string, fields: INodeParameters, body: IDataObject]>([
		['a decimal comma', VIDEO, { prompt: 'x', scale: '7,5' }, { scale: '7.5' }],
		['a number that equals the default', VIDEO, { prompt: 'x', scale: 5 }, { scale: '5.0' }],
		[
			'the label of a choice',
			SPEECH,
			{ prompt: 'x', voice: 'Edda (Baltic)' },
			{ voice: 'baltic_edda' },
		],
		[
			'a choice in other letters',
			VIDEO,
			{ prompt: 'x', resolution: '720P' },
			{ resolution: '720p' },
		],
		['an emptied field', VIDEO, { prompt: 'x', seed: '' }, { seed: '42' }],
		['a number for a text', VIDEO, { prompt: 12 }, { prompt: '12' }],
	])('are sent in the form of the model: %s', async (_, model, fields, body) => {
		const { error, ...request } = await sent(model, fields);

		expect(error).toBeUndefined();
		expect(request.body).toMatchObject(body);
	});

	it('as JSON can hold objects, booleans, empty texts, and inputs that the model does not list', async () => {
		const inputs = { extra: { depth: 2 }, tile: true, seed: '', other: [1, 2] };
		const { error, body } = await sent(MODELS.quirk, { prompt: 'A hat' }, {}, inputs);

		expect(error).toBeUndefined();
		expect(body).toMatchObject({ extra: { depth: 2 }, tile: 'true', seed: '', other: [1, 2] });
	});

	it.each<[what: string, model: string, inputs: IDataObject, message: RegExp]>([
		['a fraction of a face', MODELS.mesh, { inputImage: PICTURE, faces: 100.5 }, /whole number/],
		[
			'a number that can mean two',
			MODELS.mesh,
			{ inputImage: PICTURE, faces: '20,000' },
			/20 or 20000/,
		],
		['text that is not JSON', MODELS.quirk, { prompt: 'x', extra: '{' }, /not valid JSON/],
		[
			'a switch that is neither on nor off',
			MODELS.quirk,
			{ prompt: 'x', tile: 'half' },
			/true or false/,
		],
		['an object for a text', VIDEO, { prompt: { words: 'x' } }, /must be text, but is an object/],
		['nothing where something is needed', VIDEO, {}, /'Prompt' is empty/],
	])('are refused: %s', async (_, model, inputs, message) => {
		const { error, body } = await sent(model, {}, {}, inputs);

		expect(error?.message).toMatch(message);
		expect(body).toBeUndefined();
	});

	const photo = asSent(IMAGES.png, 'photo.png', 'image/png');
	const base64 = IMAGES.png.toString('base64');

	it.each<[what: string, given: string | string[], files: unknown[], urls: string]>([
		['names with commas', 'photo, photo', [photo, photo], ''],
		['lines', `photo\n${PICTURE}`, [photo], PICTURE],
		['a list in JSON', JSON.stringify(['photo', PICTURE]), [photo], PICTURE],
		['a list', ['photo', PICTURE], [photo], PICTURE],
		[
			'URLs with commas inside',
			`${PICTURE}?a=1,2, ${PICTURE}`,
			[],
			`${PICTURE}?a=1%2C2,${PICTURE}`,
		],
		['a data URL', `data:image/png;base64,${base64}`, [{ contentType: 'image/png' }], ''],
		['base64', base64, [{ contentType: 'image/png' }], ''],
	])('take several files as %s', async (_, inputImage, files, urls) => {
		const inputs = { inputImage, prompt: 'Add a hat' };
		const request = await sent(MODELS.edit, {}, { photo: PHOTO }, inputs);

		expect(request.error).toBeUndefined();
		expect(request.files).toMatchObject(files);
		expect(request.body?.inputImageUrl).toBe(urls);
	});

	it('take files of other kinds, with their own names and types', async () => {
		const fields = { prompt: 'Sum it up', inputDocumentMultiple: 'report' };
		const { error, files } = await sent(MODELS.text, fields, { report: PDF });

		expect(error).toBeUndefined();
		expect(files).toMatchObject([
			{ field: 'inputDocumentMultiple', fileName: 'report.pdf', contentType: 'application/pdf' },
		]);
	});

	it.each<[what: string, inputImage: string, message: RegExp]>([
		['too many files', Array(6).fill(PICTURE).join('\n'), /has 6 files, but takes up to 5/],
		['a path on one computer', 'C:\\photos\\cat.jpg', /path of a file on one computer/],
		[
			'a share page',
			'https://drive.google.com/file/d/1abcdefghijklmnop/view',
			/page of Google Drive/,
		],
		['a file that is not an image', 'report', /not an image that Wiro takes/],
		['a name that no field has', 'picture', /neither a web address nor a binary field/],
	])('are refused before anything is sent: %s', async (_, inputImage, message) => {
		const fields = { inputImage, prompt: 'Add a hat' };
		const { error, body } = await sent(MODELS.edit, fields, { report: PDF });

		expect(error?.message).toMatch(message);
		expect(body).toBeUndefined();
	});
});
