import { describe, expect, it } from '@jest/globals';

import { canConfirm, estimateCost } from '../../dist/nodes/Wiro/models/estimate.js';
import { readPrices } from '../../dist/nodes/Wiro/models/price.js';

type Fields = Record<string, string | number | boolean | string[] | null>;

/** The estimate by a price list with one entry for any inputs. */
function costOf(entry: object, fields: Fields, imageFiles?: number, others: object = {}) {
	const price = readPrices({ dynamicprice: JSON.stringify([{ inputs: {}, ...entry }]), ...others });
	return estimateCost(price, fields, imageFiles);
}

describe('A price per run', () => {
	it('is exact, whatever the inputs', () => {
		const estimate = costOf({ price: 0.09, priceMethod: 'cpr' }, { prompt: 'A cat', samples: 4 });
		expect(estimate).toEqual({ cost: 0.09, certainty: 'exact', method: 'cpr' });
	});

	it('may be nothing', () => {
		const estimate = costOf({ price: 0, priceMethod: 'cpr' }, {});
		expect(estimate).toEqual({ cost: 0, certainty: 'exact', method: 'cpr' });
		expect(canConfirm(estimate)).toBe(true);
	});
});

describe('A price per second of computing', () => {
	it('is multiplied with the usual time', () => {
		const others = { computingtime: '10 seconds' };
		// 10 s × $0.002
		expect(costOf({ price: 0.002, priceMethod: 'cps' }, {}, undefined, others)).toEqual({
			cost: 0.02,
			certainty: 'average',
			method: 'cps',
			note: 'This is for the usual 10 seconds of computing.',
		});
	});

	it('is multiplied with the time that the average cost was made from', () => {
		const others = { approximatelycost: '0.12', cps: '0.001' };
		// $0.12 ÷ $0.001 = 120 s; 120 s × $0.002
		expect(costOf({ price: 0.002, priceMethod: 'cps' }, {}, undefined, others)).toMatchObject({
			cost: 0.24,
			certainty: 'average',
		});
	});

	it.each([{}, { approximatelycost: '0.12' }, { cps: '0.001' }])(
		'gives no cost without a usual time: %j',
		(others) => {
			const entry = { price: 0.002, priceMethod: 'cps' };
			expect(costOf(entry, { duration: 5 }, undefined, others)).toEqual({
				certainty: 'unclear',
				method: 'cps',
				note: 'Wiro charges by the second of computing, and gives no usual time.',
			});
		},
	);
});

describe('A price per output', () => {
	it.each([
		[{ samples: 4 }, 0.12],
		[{ samples: '4' }, 0.12],
		[{ num_images: 3 }, 0.09],
		[{ numOutputs: 2 }, 0.06],
		[{ outputs: 1 }, 0.03],
		[{ batch: 5 }, 0.15],
		[{ samples: 3, batchSize: 1 }, 0.09],
		[{ samples: null, num_images: 3 }, 0.09],
		[{ samples: '', num_images: 3 }, 0.09],
		[{ maxImages: 1 }, 0.03],
	])('is exact with %j', (fields, cost) => {
		expect(costOf({ price: 0.03, priceMethod: 'cpo' }, fields)).toEqual({
			cost,
			certainty: 'exact',
			method: 'cpo',
		});
	});

	it('is free of rounding errors', () => {
		expect(costOf({ price: 0.1, priceMethod: 'cpo' }, { samples: 3 }).cost).toBe(0.3);
	});

	it('is an estimate when the inputs give the most outputs only', () => {
		const estimate = costOf({ price: 0.03, priceMethod: 'cpo' }, { maxImages: '4' });
		expect(estimate).toEqual({
			cost: 0.12,
			certainty: 'estimate',
			method: 'cpo',
			note: 'This is for 4 outputs, the most that the run may make.',
		});
	});

	it.each([
		['no field gives the number', { prompt: 'Cats' }],
		['the field is empty', { samples: '' }],
		['the field is no whole number', { samples: 'auto' }],
		['the field is zero', { samples: 0 }],
		['two fields may multiply', { samples: 2, batchSize: 3 }],
		['one of two fields is not a number', { samples: 3, batchSize: 'auto' }],
		['another field may mean it', { samples: 1, n: 4 }],
	])('is at least that of one output when %s', (_why, fields) => {
		const estimate = costOf({ price: 0.03, priceMethod: 'cpo' }, fields);
		expect(estimate).toEqual({
			cost: 0.03,
			certainty: 'atLeast',
			method: 'cpo',
			note: 'This is for one output. The inputs do not say how many there will be.',
		});
	});
});

describe('A price per token', () => {
	it('is at least that of the prompt, four characters to a token', () => {
		const estimate = costOf({ price: 0.000002, priceMethod: 'cpt' }, { prompt: 'x'.repeat(401) });
		// 401 ÷ 4, rounded up = 101 tokens × $0.000002
		expect(estimate).toMatchObject({
			cost: 0.000202,
			certainty: 'atLeast',
			note: 'This is for the prompt alone, roughly 101 tokens. The tokens of the answer are added.',
		});
	});

	it('gives no cost without a prompt', () => {
		expect(costOf({ price: 0.000002, priceMethod: 'cpt' }, {})).toEqual({
			certainty: 'unclear',
			method: 'cpt',
			note: 'Wiro charges by the token.',
		});
	});
});

describe('A price per megapixel', () => {
	const entry = { price: 0.03, priceMethod: 'cp-pixel' };

	it.each([
		['1024 × 1024 pixels are one', { width: 1024, height: 1024 }, 0.03],
		['one pixel is one', { width: 1, height: 1 }, 0.03],
		['1024 × 1025 pixels are two', { width: '1024', height: '1025' }, 0.06],
		['2048 × 2048 pixels are four', { size: '2048x2048' }, 0.12],
		['1920 × 1080 pixels are two', { resolution: '1920*1080' }, 0.06],
		['a size and its width and height', { size: '1024x1024', width: 1024, height: 1024 }, 0.03],
		['a custom size', { size: 'custom', width: 1024, height: 1025 }, 0.06],
		['a ratio that the size has', { aspectRatio: '16:9', width: 1920, height: 1080 }, 0.06],
		['a ratio of two digits', { ratio: '16:10', width: 1920, height: 1200 }, 0.09],
		['a custom ratio', { aspectRatio: 'Custom', width: 1920, height: 1080 }, 0.06],
		['a size with its unit', { size: '1024x1025px' }, 0.06],
		['a size with its unit in words', { size: '1024 × 1025 pixels' }, 0.06],
	])('is exact when the size is known: %s', (_which, fields, cost) => {
		expect(costOf(entry, fields)).toEqual({ cost, certainty: 'exact', method: 'cp-pixel' });
	});

	it.each([
		['missing', {}],
		['a name', { size: '2K' }],
		['a short side', { resolution: '720p' }],
		['a ratio', { aspectRatio: '16:9' }],
		['that of the input image', { width: 0, height: 0 }],
		['half there', { width: 1024 }],
		['one thing and another', { size: '1024x1024', width: 2048, height: 2048 }],
		['not the ratio', { aspectRatio: '16:9', width: 1024, height: 1024 }],
		['too wide for the ratio', { aspectRatio: '9:16', width: 1024, height: 1024 }],
		['a tenth too high for the ratio', { aspectRatio: '11:10', width: 1000, height: 1000 }],
		['a tenth too wide for the ratio', { aspectRatio: '10:11', width: 1000, height: 1000 }],
		['beside a ratio in words', { aspectRatio: '1:1 (Square)', width: 1024, height: 1024 }],
		['beside a ratio after words', { aspectRatio: 'Square 1:1', width: 1024, height: 1024 }],
		['with two ratios', { size: '2048x512', width: 1024, height: 1024, ratio: '1:1' }],
		['several sizes', { size: '1024x1024, 2048x2048' }],
		['nothing on one side', { size: '0x1024' }],
		['nothing on both sides', { size: '0x0' }],
		['half there, beside another', { size: '1024x1024', width: 2048 }],
		['half there, beside another size', { size: '1024x1024', height: 2048 }],
		['of two widths', { width: 1024, outputWidth: 2048, height: 1024 }],
		['of two heights', { width: 1024, height: 1024, imageHeight: 2048 }],
		['named beside a width and a height', { size: '2K', width: 1024, height: 1024 }],
	])('is at least that of one megapixel when the size is %s', (_what, fields) => {
		expect(costOf(entry, fields)).toEqual({
			cost: 0.03,
			certainty: 'atLeast',
			method: 'cp-pixel',
			note: 'This is for up to 1024 × 1024 pixels. The inputs do not give the size.',
		});
	});

	it('has another price for each megapixel after the first', () => {
		// 2048 × 2048 = 4 megapixels: $0.03 + 3 × $0.015
		const estimate = costOf({ ...entry, priceExtra: 0.015 }, { width: 2048, height: 2048 });
		expect(estimate).toMatchObject({ cost: 0.075, certainty: 'exact' });
	});

	it('is multiplied with the outputs, as an estimate', () => {
		const estimate = costOf(entry, { width: 1024, height: 1024, samples: 3 });
		expect(estimate).toEqual({
			cost: 0.09,
			certainty: 'estimate',
			method: 'cp-pixel',
			note: 'This is for 3 outputs of this size.',
		});
	});

	it.each<[why: string, fields: Fields]>([
		['their field is empty', { samples: '' }],
		['their field is no whole number', { num_images: 'auto' }],
		['their field gives the most only', { maxImages: '' }],
		['two fields may multiply', { samples: 2, batchSize: 3 }],
		['a field may mean them', { n: 4 }],
		['a field may mean them, beside one that does', { samples: 2, n: 4 }],
		['a field of another name may mean them', { count: '2' }],
	])('is at least that of one output when %s', (_why, fields) => {
		expect(costOf(entry, { width: 1024, height: 1024, ...fields })).toEqual({
			cost: 0.03,
			certainty: 'atLeast',
			method: 'cp-pixel',
			note: 'The inputs do not say how many outputs there will be.',
		});
	});

	it.each<Fields>([{ n: 1 }, { samples: 1 }, { samples: 1, n: '1' }, { noise: 4 }])(
		'is exact for one output: %j',
		(fields) => {
			const estimate = costOf(entry, { width: 1024, height: 1024, ...fields });
			expect(estimate).toMatchObject({ cost: 0.03, certainty: 'exact' });
		},
	);

	it('tells everything that it does not know', () => {
		expect(costOf({ ...entry, priceInput: 0.01 }, { samples: 'auto' }).note).toBe(
			'This is for up to 1024 × 1024 pixels. The inputs do not give the size. The inputs do not say how many outputs there will be. Input images are charged by their size, which is not known.',
		);
	});

	it('tells that neither the size nor the input images are known', () => {
		expect(costOf({ ...entry, priceInput: 0.01 }, {}).note).toBe(
			'This is for up to 1024 × 1024 pixels. The inputs do not give the size. Input images are charged by their size, which is not known.',
		);
	});

	it('counts no image for a field that has no URL', () => {
		const fields = { width: 1024, height: 1024, imageStyle: 'oil, canvas' };
		expect(costOf({ ...entry, priceInput: 0.01 }, fields)).toMatchObject({
			cost: 0.03,
			certainty: 'atLeast',
		});
	});

	it('has a price for input images, whose sizes are not known', () => {
		const fields = {
			width: 1024,
			height: 1024,
			inputImage: '["https://example.com/a.png","https://example.com/b.png"]',
		};
		// $0.03 + 2 × $0.01
		const estimate = costOf({ ...entry, priceInput: 0.01 }, fields);
		expect(estimate).toMatchObject({ cost: 0.05, certainty: 'atLeast' });
	});

	it('counts image files and the URLs beside them', () => {
		const fields = { width: 1024, height: 1024, inputImageUrl: 'https://example.com/a.png' };
		// $0.03 + 3 × $0.01
		expect(costOf({ ...entry, priceInput: 0.01 }, fields, 2)).toMatchObject({
			cost: 0.06,
			certainty: 'atLeast',
		});
	});

	it('is exact when it is known that there is no input image', () => {
		const fields = { width: 1024, height: 1024, inputImageUrl: '' };
		expect(costOf({ ...entry, priceInput: 0.01 }, fields, 0)).toMatchObject({
			cost: 0.03,
			certainty: 'exact',
		});
		expect(costOf({ ...entry, priceInput: 0.01 }, fields).certainty).toBe('atLeast');
	});
});

describe('A price per second of input audio', () => {
	const entry = { price: 0.0001, priceMethod: 'cp-audiosecondslength' };

	it('is an estimate when a field gives the length', () => {
		expect(costOf(entry, { audioDuration: '90' })).toMatchObject({
			cost: 0.009,
			certainty: 'estimate',
		});
	});

	it('is the same for several outputs, and if their number is open', () => {
		for (const fields of [{ samples: 2 }, { samples: 'auto' }]) {
			expect(costOf(entry, { audioDuration: '90', ...fields })).toEqual({
				cost: 0.009,
				certainty: 'estimate',
				method: 'cp-audiosecondslength',
				note: 'This is for 90 seconds of input audio.',
			});
		}
	});

	it('gives no cost otherwise, not by the length of the output either', () => {
		expect(costOf(entry, { duration: 30 })).toEqual({
			certainty: 'unclear',
			method: 'cp-audiosecondslength',
			note: 'Wiro charges by the second of input audio, and the inputs do not give its length.',
		});
	});
});

describe('A price per character', () => {
	const entry = { price: 0.00003, priceMethod: 'cp-promptlength' };

	it.each([
		['the prompt', { prompt: 'Hello, world' }],
		['the text of a model that reads it out', { text: 'Hello, world', voice: 'Ada' }],
		['a prompt that begins like an expression', { prompt: '=== Hello ==' }],
		['the prompt, not a text beside it', { prompt: 'Hello, world', text: 'On a wall' }],
		['a prompt that has braces', { prompt: 'x = {{ yz }}' }],
		['an input text', { input_text: 'Hello, world' }],
	])('is multiplied with the length of %s', (_what, fields) => {
		// 12 characters × $0.00003
		expect(costOf(entry, fields)).toEqual({
			cost: 0.00036,
			certainty: 'estimate',
			method: 'cp-promptlength',
			note: 'This is for a prompt of 12 characters.',
		});
	});

	it('says for how many in the singular too', () => {
		expect(costOf(entry, { prompt: '?' }).note).toBe('This is for a prompt of 1 character.');
	});

	it.each<Fields>([
		{},
		{ prompt: '' },
		{ negativePrompt: 'blurred' },
		{ promptStrength: 'high' },
		{ overlayText: 'Hello' },
		{ textColor: 'red' },
	])('gives no cost for the inputs %j', (fields) => {
		expect(costOf(entry, fields)).toEqual({
			certainty: 'unclear',
			method: 'cp-promptlength',
			note: 'Wiro charges by the character of the prompt, and the inputs have no prompt.',
		});
	});
});

describe('A price per second of video', () => {
	const entry = { price: 0.05, priceMethod: 'cp-outputVideoLength' };

	it.each([
		[{ duration: 5 }, 0.25],
		[{ duration: '10' }, 0.5],
		[{ duration: '5s' }, 0.25],
		[{ duration: '5 sec' }, 0.25],
		[{ duration: '5 secs' }, 0.25],
		[{ duration: '5 second' }, 0.25],
		[{ duration: '5 Seconds' }, 0.25],
		[{ duration: 5, numFrames: 81 }, 0.25],
		[{ duration: 5, fps: 16 }, 0.25],
		[{ duration: 5, seconds: 5.5 }, 0.275],
		[{ seconds: 8 }, 0.4],
		[{ length: 6 }, 0.3],
		// 81 ÷ 16 = 5.0625 s
		[{ numFrames: 81, fps: 16 }, 0.253125],
		[{ num_frames: '49', frame_rate: '24.5' }, 0.1],
		[{ duration: 5, numFrames: 81, fps: 16 }, 0.253125],
		[{ duration: 5, samples: 2 }, 0.5],
	])('is an estimate with %j', (fields, cost) => {
		expect(costOf(entry, fields)).toMatchObject({ cost, certainty: 'estimate' });
	});

	it('says how long the videos are together', () => {
		expect(costOf(entry, { duration: 5, samples: 2 }).note).toBe(
			'This is for 10 seconds of video.',
		);
	});

	it.each<Fields>([
		{},
		{ duration: 'auto' },
		{ duration: -1 },
		{ duration: '' },
		{ numFrames: 81 },
		{ fps: 16 },
		{ duration: 5, seconds: 10 },
		{ duration: 5, numFrames: 161, fps: 16 },
		{ videoLength: 129, fps: 24 },
	])('gives no cost for the inputs %j', (fields) => {
		const estimate = costOf(entry, fields);
		expect(estimate.certainty).toBe('unclear');
		expect(estimate).not.toHaveProperty('cost');
	});

	it.each<Fields>([{ samples: 'auto' }, { n: 4 }, { samples: 2, batchSize: 2 }])(
		'is at least that of one video while it is open how many there will be: %j',
		(fields) => {
			const estimate = costOf(entry, { duration: 5, ...fields });
			expect(estimate).toEqual({
				cost: 0.25,
				certainty: 'atLeast',
				method: 'cp-outputVideoLength',
				note: 'This is for 5 seconds of video. The inputs do not say how many outputs there will be.',
			});
			expect(canConfirm(estimate)).toBe(false);
		},
	);

	it('has its method in any case', () => {
		const lower = { ...entry, priceMethod: 'cp-outputvideolength' };
		expect(costOf(lower, { duration: 5 }).cost).toBe(0.25);
	});
});

describe('A price that only the run tells', () => {
	it.each(['cp-realtimeturn', 'cp-readoutput'])('gives no cost: %s', (priceMethod) => {
		const estimate = costOf({ price: 0.05, priceMethod }, { prompt: 'Hello' });
		expect(estimate).toMatchObject({ certainty: 'unclear', method: priceMethod });
		expect(estimate).not.toHaveProperty('cost');
		expect(canConfirm(estimate)).toBe(false);
	});

	it.each([
		['cp-realtimeturn', 'Wiro charges for every turn of the conversation.'],
		['cp-readoutput', 'The model itself reports its cost after the run.'],
	])('says what it depends on: %s', (priceMethod, note) => {
		expect(costOf({ price: 0.05, priceMethod }, {}).note).toBe(note);
	});

	it('needs no price where the model reports it', () => {
		expect(costOf({ priceMethod: 'cp-readoutput' }, {}).certainty).toBe('unclear');
		expect(costOf({ priceMethod: 'cp-realtimeturn' }, {}).certainty).toBe('unknown');
	});
});

describe('A price that the node does not understand', () => {
	const METHOD = 'Wiro uses a billing method for this model that this node does not know.';
	const PRICE = 'Wiro gives no valid price for these inputs.';

	it.each([
		['an undocumented method', { price: 0.05, priceMethod: 'cp-outputPictureCount' }, METHOD],
		['no method', { price: 0.05 }, METHOD],
		['a negative price', { price: -0.05, priceMethod: 'cpr' }, PRICE],
		['a price that is not a number', { price: 'NaN', priceMethod: 'cpr' }, PRICE],
	])('is unknown: %s', (_what, entry, note) => {
		const estimate = costOf(entry, { samples: 1 });
		expect(estimate).toMatchObject({ certainty: 'unknown', note });
		expect(estimate).not.toHaveProperty('cost');
		expect(canConfirm(estimate)).toBe(false);
	});

	it('is a lower bound when there is a surcharge with another method than per megapixel', () => {
		const estimate = {
			cost: 0.05,
			certainty: 'atLeast',
			method: 'cpr',
			note: 'Wiro adds a surcharge that it does not explain.',
		};
		const entry = { price: 0.05, priceMethod: 'cpr' };
		expect(costOf({ ...entry, priceExtra: 0.01 }, {})).toEqual(estimate);
		expect(costOf({ ...entry, priceInput: 0.01 }, {})).toEqual(estimate);
		const none = costOf({ price: 0.05, priceMethod: 'cpr', priceExtra: 0, priceInput: 0 }, {});
		expect(none).toMatchObject({ cost: 0.05, certainty: 'exact' });
	});
});

describe('A surcharge that nobody explains', () => {
	it('is told after what the cost rests on', () => {
		const entry = { price: 0.05, priceMethod: 'cp-outputVideoLength', priceExtra: 0.01 };
		expect(costOf(entry, { duration: 5 })).toMatchObject({
			cost: 0.25,
			certainty: 'atLeast',
			note: 'This is for 5 seconds of video. Wiro adds a surcharge that it does not explain.',
		});
	});

	it('makes no lower bound of a cost that cannot be told', () => {
		expect(costOf({ price: 0.05, priceMethod: 'cpt', priceExtra: 0.01 }, {})).toEqual({
			certainty: 'unclear',
			method: 'cpt',
			note: 'Wiro charges by the token.',
		});
	});
});

describe('A model without a price list', () => {
	it.each([
		['its average cost', { approximatelycost: '0.12', cps: '0.000585' }, 0.12],
		// 20 s × $0.000585
		['its usual time', { computingtime: '20 seconds', cps: '0.000585' }, 0.0117],
		[
			'its average cost when the list is broken',
			{ dynamicprice: '[{', approximatelycost: 1.5 },
			1.5,
		],
	])('costs by %s, on average', (_what, tool, cost) => {
		const estimate = estimateCost(readPrices(tool), { prompt: 'A cat' });
		expect(estimate).toMatchObject({ cost, certainty: 'average', method: 'cps' });
		expect(canConfirm(estimate)).toBe(true);
	});

	it('has no cost when only the price of a second is known', () => {
		const estimate = estimateCost(readPrices({ cps: '0.000585' }), {});
		expect(estimate).toMatchObject({ certainty: 'unclear', method: 'cps' });
		expect(canConfirm(estimate)).toBe(false);
	});

	it('has an unknown price when nothing is known', () => {
		expect(estimateCost(readPrices({}), {})).toEqual({ certainty: 'unknown' });
	});
});

describe('A spending limit', () => {
	it.each([
		['exact', true],
		['estimate', true],
		['average', true],
		['atLeast', false],
		['unclear', false],
		['unknown', false],
	] as const)('takes a cost that is %s: %j', (certainty, isTaken) => {
		expect(canConfirm({ cost: 0.01, certainty })).toBe(isTaken);
		expect(canConfirm({ certainty })).toBe(false);
	});
});
