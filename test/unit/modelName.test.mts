import { describe, expect, it } from '@jest/globals';
import {
	NodeHelpers,
	updateDisplayOptions,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';

import {
	isOwnModel,
	modelNameInText,
	modelNameOf,
	OWN_MODEL,
	showsOtherModel,
	showsOwnModel,
} from '../../dist/nodes/Wiro/fields/model.js';

describe("A model's name", () => {
	it.each([
		['owner/model', 'owner/model'],
		['  owner/model/ ', 'owner/model'],
		['"owner/model"', 'owner/model'],
		['/owner/model', 'owner/model'],
		['models/owner/model', 'owner/model'],
		['owner / model', 'owner/model'],
		['owner/100% model', 'owner/100% model'],
		['Oddlot Labs/Raw.Slugs Only', 'Oddlot Labs/Raw.Slugs Only'],
		['Oddlot Labs/Quirk.One [beta]', 'Oddlot Labs/Quirk.One [beta]'],
		['https://wiro.ai/models/wan-ai/wan2-2-i2v-a14b', 'wan-ai/wan2-2-i2v-a14b'],
		['https://wiro.ai/tr/models/owner/model?tab=api#top', 'owner/model'],
		['wiro.ai/models/owner/model', 'owner/model'],
		['https://api.wiro.ai/v1/Run/Wan-AI/Wan2.2-I2V-A14B', 'Wan-AI/Wan2.2-I2V-A14B'],
		['https://api.wiro.ai/v1/run/owner/model', 'owner/model'],
		['https://api.wiro.ai/v1/Run/Some%20One/A%20Model', 'Some One/A Model'],
	])('is read from %j', (written, name) => {
		expect(modelNameInText(written)).toBe(name);
	});

	it.each([
		'',
		'model',
		'owner/',
		'/',
		'https://wiro.ai/pricing',
		'a/b/c',
		'owner/<model>',
		'a/b?c',
	])('is not %j', (written) => {
		expect(modelNameInText(written)).toBeUndefined();
	});

	it.each([
		[undefined, "'Model' is empty"],
		['  ', "'Model' is empty"],
		[true, "'Model' is true"],
		['model', `'Model' is "model", which is not the name of a model`],
	])('is asked for where %j is given', (given, message) => {
		const nextStep = expect.stringMatching(/^Choose a model from the list/);
		expect(() => modelNameOf(given)).toThrow(expect.objectContaining({ message, nextStep }));
	});

	it.each([OWN_MODEL, 'wan-ai/wan2-2-i2v-a14b', 'Wan-AI/wan2.2-i2v-a14b'])(
		"means the node's own model: %s",
		(name) => {
			expect(isOwnModel(name)).toBe(true);
		},
	);

	it("does not mean the node's own model if it is another version", () => {
		expect(isOwnModel('wan-ai/wan2-2-t2v-a14b')).toBe(false);
	});
});

describe('In the editor', () => {
	const field = (name: string): INodeProperties => ({
		displayName: name,
		name,
		type: 'string',
		default: '',
	});
	const [own] = updateDisplayOptions(showsOwnModel, [
		{ ...field('own'), displayOptions: { show: { imageSource: ['url'] } } },
	]);
	const [other] = updateDisplayOptions(showsOtherModel, [field('other')]);

	/** Which of the two fields n8n shows. */
	function shown(
		model: INodeParameters[string] | undefined,
		imageSource = 'url',
	): [own: boolean, other: boolean] {
		const values: INodeParameters = {
			operation: 'run',
			...(model !== undefined && { model }),
			imageSource,
		};
		const isShown = (property?: INodeProperties) => {
			if (property === undefined) throw new Error('no property');
			const { displayOptions = {} } = property;
			const inRun = {
				...property,
				displayOptions: { ...displayOptions, show: { ...displayOptions.show, operation: ['run'] } },
			};
			return NodeHelpers.displayParameter(values, inRun, { typeVersion: 1 }, null);
		};
		return [isShown(own), isShown(other)];
	}
	const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

	it.each([
		locator('list', OWN_MODEL),
		locator('id', 'wan-ai/wan2-2-i2v-a14b'),
		locator('url', 'https://wiro.ai/models/wan-ai/wan2-2-i2v-a14b'),
		locator('url', `https://wiro.ai/models/${OWN_MODEL}`),
		OWN_MODEL,
		undefined,
	])("the own model's fields show for %j", (model) => {
		expect(shown(model)).toEqual([true, false]);
		expect(shown(model, 'binary')).toEqual([false, false]);
	});

	it.each([
		locator('list', 'a/b'),
		locator('id', ''),
		'a/b',
		'wan-ai/wan2-2-i2v-a14a',
		'wan-ai/wan2-2-i2v-a14b-fast',
		'wan-ai/wan2-2-t2v-a14b',
		'Wan-AI/Wan2.2-I2V-A14B-Lightning',
		'https://wiro.ai/models/a/b',
		'zoo/model',
		'3d/model',
		locator('id', '={{ $json.model }}'),
		'={{ $json.model }}',
	])('the fields of other models alone show for %j', (model) => {
		expect(shown(model)).toEqual([false, true]);
	});
});
