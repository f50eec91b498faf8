import { describe, expect, it } from '@jest/globals';

import { readableHelp, readableLabel } from '../../dist/nodes/Wiro/models/labels.js';

describe('The label of an input', () => {
	it.each([
		['inferencesteps', 'steps', 'Inference Steps'],
		['guidancescale', 'scale', 'Guidance Scale'],
		['negativeprompt', 'negativePrompt', 'Negative Prompt'],
		['input-image-url', 'inputImageUrl', 'Image URL'],
		['inputimage', 'inputImage', 'Input Image'],
		['numberofoutputs', 'num_images', 'Number of Outputs'],
		['aspectratio', 'aspectRatio', 'Aspect Ratio'],
		['aspect_ratio', 'aspectRatio', 'Aspect Ratio'],
		['prompt', 'prompt', 'Prompt'],
		['fps', 'fps', 'Frames per Second'],
		['loraweight', 'loraWeight', 'LoRA Weight'],
		['enable-nsfw-filter', 'nsfw', 'Enable NSFW Filter'],
		['lip-sync', 'lipsync', 'Lip Sync'],
		['lipsync', 'lip_sync', 'Lip Sync'],
		['lip-sync', '_lipsync', 'Lip Sync'],
	])('is made readable of the translation key %s', (label, id, expected) => {
		expect(readableLabel(label, id)).toBe(expected);
	});

	it.each([
		['numFrames', 'Number of Frames'],
		['num_images', 'Number of Images'],
		['cameraFixed', 'Camera Fixed'],
		['texture_size', 'Texture Size'],
		['constructor', 'Constructor'],
		['has_own_property', 'Has Own Property'],
		['input3dModel', 'Input3d Model'],
		['toLanguage', 'To Language'],
		['translateTo', 'Translate to'],
	])('is made of the name %s if there is none', (id, expected) => {
		expect(readableLabel(undefined, id)).toBe(expected);
	});

	it.each(['First Frame', 'Prompt', 'Top-P', 'Ölfarbe', 'Seed (0 = random)', 'CFG'])(
		'stays as it is if it is readable: %s',
		(label) => {
			expect(readableLabel(label, 'x')).toBe(label);
		},
	);

	it('takes a key of very many known words as one word', () => {
		const key = 'image'.repeat(20_000);
		expect(readableLabel(key, 'x')).toBe(`I${key.slice(1)}`);
	});

	it('takes a long key of unknown words as one word, at once', () => {
		const key = 'image'.repeat(40) + 'q';
		expect(readableLabel(key, 'x')).toBe(`I${key.slice(1)}`);
	});
});

describe('The help of an input', () => {
	it('is left out if it is a translation key', () => {
		expect(readableHelp('seed-help')).toBeUndefined();
		expect(readableHelp(undefined)).toBeUndefined();
	});

	it('stays if it is a text', () => {
		expect(readableHelp('The sampling steps.')).toBe('The sampling steps.');
	});
});
