import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { JsonObject } from '../../emulator/json.mts';
import type { InputFile } from '../../n8n/engine/binaryData.mts';
import { MODELS, PICTURE, form, modelById, modelRun } from '../support/engine/anyModel.mts';
import { IMAGES, asSent } from '../support/wiro/images.mts';
import { expectRefusal, useWiro } from '../support/wiro/useWiro.mts';

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

	it('go with objects and lists, which are JSON in the form', async () => {
		const inputs = { inputImage: 'photo', prompt: 'Add a hat', extra: { hats: [1, 2] } };
		const { files, body } = await sent(MODELS.edit, {}, { photo: PHOTO }, inputs);

		expect(files).toMatchObject([photo]);
		expect(body?.extra).toBe('{"hats":[1,2]}');
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

describe('The inputs as JSON', () => {
	const wiro = useWiro();

	/** The body of the Run with these inputs as JSON, and the run. */
	async function sent(inputsJson: string) {
		const run = await wiro.run({
			...modelRun(MODELS.image, { prompt: 'From the field' }),
			inputsJson,
			waitForCompletion: false,
		});
		const [request] = await wiro.requests('run');
		return { run, prompt: request?.body?.prompt };
	}

	it.each([
		['a code block', '```json\n{ "prompt": "A fox" }\n```', 'A fox'],
		['a code block without a language', '```\n{ "prompt": "A fox" }\n```', 'A fox'],
		['a code block on one line', '```{ "prompt": "A fox" }```', 'A fox'],
		[
			'a code block with empty lines around it',
			'\n\n```json\n\n{ "prompt": "A fox" }\n\n```\n',
			'A fox',
		],
		['a code block with such marks inside', '```json\n{ "prompt": "``` fox" }\n```', '``` fox'],
		['a text with such marks inside', '{ "prompt": "A ```fox```" }', 'A ```fox```'],
		['an object', '={{ ({ prompt: "A fox" }) }}', 'A fox'],
		['an object with a space before its braces', '= {{ ({ prompt: "A fox" }) }}', 'A fox'],
		['nothing', '', 'From the field'],
		['white space', ' \n', 'From the field'],
		['null', 'null', 'From the field'],
		['an input that is null', '{ "prompt": null }', 'From the field'],
	])('may be %s', async (_what, inputsJson, prompt) => {
		expect((await sent(inputsJson)).prompt).toBe(prompt);
	});

	it.each([
		['a list', '["A fox"]', 'a list'],
		['a number', '12', '12'],
		['a text', '"A fox"', '"A fox"'],
	])('are refused if they are %s', async (_what, inputsJson, shown) => {
		const { run } = await sent(inputsJson);
		expectRefusal(
			run,
			`'Inputs as JSON' must be a JSON object, but is ${shown}`,
			/^Enter an object with the names of the inputs, such as \{ "prompt": "A red fox in the snow" \}\.$/,
		);
	});

	it('are refused with the place where they break off', async () => {
		const { run } = await sent('{ "prompt": "A fox", }');
		expect(run.error?.message).toMatch(
			/^'Inputs as JSON' is not valid JSON: it breaks off in line 1, column 22 \[item 0\]$/,
		);
		expect(run.error?.description).toMatch(
			/^Enter a JSON object, such as \{ "prompt": .*\}\. Names and/,
		);
	});

	it('are refused without a place if there is none', async () => {
		const { run } = await sent('{ "prompt": "A fox"');
		expect(run.error?.message).toMatch(
			/^'Inputs as JSON' is not valid JSON(: it breaks off .*)? \[item 0\]$/,
		);
		const other = await sent('A fox');
		expect(other.run.error?.message).toBe("'Inputs as JSON' is not valid JSON [item 0]");
	});
});

describe('The inputs of a model', () => {
	const wiro = useWiro();

	interface Given {
		fields?: INodeParameters;
		/** What the workflow has stored of the fields. */
		schema?: INodeParameters[];
		inputs?: IDataObject;
		model?: INodeParameters;
	}

	/** Starts a task of a model that takes everything, and gives what its Run sends. */
	async function sent({ fields = {}, schema = [], inputs = {}, model = NO_SCHEMA }: Given) {
		const run = await wiro.run(
			{
				...modelRun('', {}),
				model,
				modelInputs: { ...form(fields), schema },
				inputsJson: JSON.stringify(inputs),
				waitForCompletion: false,
			},
			{ startItems: [{ binary: { photo: PHOTO }, json: { model: 'oddlot-labs/no-schema' } }] },
		);
		const [request] = await wiro.requests('run');
		return { run, body: request?.body, files: request?.files };
	}

	const NO_SCHEMA = modelById('oddlot-labs/no-schema');

	/** Has Wiro describe the model with these inputs. */
	async function describeModel(...items: JsonObject[]) {
		const patch = { parameters: [{ title: '', items }] };
		await wiro.emulator.faults([{ endpoint: 'model', kind: 'patch', times: 'always', patch }]);
	}

	const prompt = { id: 'prompt', type: 'textarea', label: 'Prompt' };
	const image = { id: 'inputImage', type: 'fileinput', label: 'Image' };
	const url = { id: 'inputImageUrl', type: 'text', label: 'Image URL', default: PICTURE };
	const required = { required: true };

	it.each<[what: string, item: JsonObject, nextStep: RegExp]>([
		['a text', prompt, /^The model needs a value for it\. Enter one\./],
		[
			'a choice, with ten values',
			{ id: 'size', type: 'select', options: Array.from({ length: 12 }, (_, at) => at) },
			/^Choose a value, such as 0, 1, 2, 3, 4, 5, 6, 7, 8, 9\./,
		],
		[
			'an image',
			image,
			/^Enter a URL that begins with https:\/\/ and opens the image file, or the name of the binary field that holds it, usually data\./,
		],
		[
			'a file of any kind',
			{ id: 'upload', type: 'fileinput' },
			/^Enter a URL that begins with https:\/\/ and opens the file, or the name/,
		],
	])('are refused if a required one is empty: %s', async (_what, item, nextStep) => {
		await describeModel({ ...item, ...required });
		const { run, body } = await sent({});
		expect(run.error?.message).toMatch(/^'.+' is empty \[item 0\]$/);
		expect(run.error?.description).toMatch(nextStep);
		expect(body).toBeUndefined();
	});

	it('are refused if a required one is emptied in the JSON', async () => {
		await describeModel({ ...prompt, ...required });
		const { run } = await sent({ inputs: { prompt: ' ' } });
		expectRefusal(run, "'Prompt' is empty", /Enter one/);
	});

	it('are sent by default if a required one with a default is emptied in the JSON', async () => {
		await describeModel({ ...prompt, ...required, default: 'A fox' });
		expect((await sent({ inputs: { prompt: '' } })).body).toEqual({ prompt: 'A fox' });
	});

	it.each([
		['the label of a choice', '={{ "Small" }}', 's'],
		['a choice that is new since the fields were loaded', '={{ "xl" }}', 'xl'],
	])('are sent even if the stored fields do not have %s', async (_what, size, expected) => {
		await describeModel({
			id: 'size',
			type: 'select',
			options: [
				{ label: 'Small', value: 's' },
				{ label: 'Huge', value: 'xl' },
			],
		});
		const field = { id: 'size', displayName: 'Size', type: 'options', display: true };
		const options = [{ name: 'Small', value: 's' }];
		const { run, body } = await sent({
			fields: { size },
			schema: [{ ...field, required: false, defaultMatch: false, options }],
		});
		expect(run.error).toBeUndefined();
		expect(body).toEqual({ size: expected });
	});

	it('are sent with the file that a file input has by default', async () => {
		await describeModel({ ...image, default: PICTURE });
		expect((await sent({})).body).toEqual({ inputImage: '', inputImageUrl: PICTURE });
	});

	it('are sent by default beside a file that is given', async () => {
		await describeModel(image, { ...prompt, default: 'A fox' });
		const { body } = await sent({ fields: { inputImage: 'photo' } });
		expect(body).toEqual({ prompt: 'A fox', inputImageUrl: '' });
	});

	it('are sent without a file if its default is no URL', async () => {
		await describeModel({ ...image, default: 'sample.png' });
		const { run, body } = await sent({});
		expect(run.error).toBeUndefined();
		expect(body).toEqual({ inputImage: '', inputImageUrl: '' });
	});

	it('need no image if the JSON has its URL', async () => {
		await describeModel({ ...image, ...required });
		const { run, body } = await sent({ inputs: { inputImageUrl: PICTURE } });
		expect(run.error).toBeUndefined();
		expect(body).toEqual({ inputImage: '', inputImageUrl: PICTURE });
	});

	describe.each([
		['before', [url, image]],
		['after', [image, url]],
	])('with an image, and its URL as an input of its own %s it', (_where, items) => {
		it.each<[what: string, fields: INodeParameters, body: IDataObject, files: number]>([
			['the file', { inputImage: 'photo' }, { inputImageUrl: '' }, 1],
			[
				'the URL of the image',
				{ inputImage: `${PICTURE}?1` },
				{ inputImage: '', inputImageUrl: `${PICTURE}?1` },
				0,
			],
			[
				'the URL of its own',
				{ inputImageUrl: `${PICTURE}?2` },
				{ inputImage: '', inputImageUrl: `${PICTURE}?2` },
				0,
			],
			[
				'a file and a URL, if both are given',
				{ inputImage: 'photo', inputImageUrl: `${PICTURE}?2` },
				{ inputImageUrl: `${PICTURE}?2` },
				1,
			],
			['the default URL', {}, { inputImage: '', inputImageUrl: PICTURE }, 0],
		])('send no more than %s', async (_what, fields, body, files) => {
			await describeModel(...items);
			const request = await sent({ fields });
			expect(request.run.error).toBeUndefined();
			expect(request.body).toEqual(body);
			expect(request.files ?? []).toHaveLength(files);
		});
	});

	describe('that Wiro does not tell', () => {
		const field = { displayName: 'X', display: true, defaultMatch: false, type: 'string' };
		const message = 'You have no permission for this.';

		/** Has Wiro refuse to tell the inputs. */
		async function tellNothing() {
			await wiro.emulator.faults([
				{ endpoint: 'model', kind: 'errors', times: 'always', errors: [message] },
			]);
		}

		it('never have words of the model worked out as expressions', async () => {
			await tellNothing();
			const input = { type: 'text', label: '={{ 1 + 1 }}' };
			const { run } = await sent({ schema: [{ ...field, ...required, id: 'x', input }] });
			expect(run.error?.message).toBe("'={{ 1 + 1 }}' is empty [item 0]");
		});

		it('are not the stored ones if an expression chooses the model', async () => {
			await tellNothing();
			const { run, body } = await sent({
				model: modelById('={{ $json.model }}'),
				schema: [{ ...field, ...required, id: 'prompt' }],
				fields: { prompt: 'A fox' },
			});
			expect(run.error?.message).toContain(message);
			expect(body).toBeUndefined();
		});

		it('stop the run if none are stored', async () => {
			await tellNothing();
			const { run, body } = await sent({ inputs: { prompt: 'A fox' } });
			expect(run.error?.message).toContain(message);
			expect(body).toBeUndefined();
		});
	});
});
