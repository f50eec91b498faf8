import { describe, expect, it } from '@jest/globals';

import { ParameterReader } from '../../dist/nodes/Wiro/fields/parameters.js';
import { readShape, shapeProperties } from '../../dist/nodes/Wiro/models/shape.js';

const shapeOf = (values: Map<string, string>) =>
	readShape(new ParameterReader((name) => values.get(name) ?? 'Default', shapeProperties));
const resolutionOf = (given: string) => shapeOf(new Map([['resolution', given]])).resolution;
const ratioOf = (given: string) =>
	shapeOf(
		new Map([
			['resolution', '480P'],
			['aspectRatio', given],
		]),
	).aspectRatio;

describe('The resolution of a video', () => {
	it.each([
		['480', '480P'],
		['0480', '480P'],
		['480.0', '480P'],
		['480.00', '480P'],
		['480,000', '480P'],
		['480px', '480P'],
		['480 pixel', '480P'],
		['480 pixels', '480P'],
		['720p', '720P'],
		['1280x720', '720P'],
		['720 × 1280 px', '720P'],
	])('can be written as %j', (given, resolution) => {
		expect(resolutionOf(given)).toBe(resolution);
	});

	it.each(['under 720p', '720p or more', '1480', '4800', '480.5', '1920x1080', 'HD', '0'])(
		'is refused as %j',
		(given) => {
			expect(() => resolutionOf(given)).toThrow(
				expect.objectContaining({ nextStep: 'Choose one of: 480P, 580P, 720P.' }),
			);
		},
	);
});

describe('The aspect ratio of a video', () => {
	it.each([
		['1:1', '1:1'],
		['512x512', '1:1'],
		['16/9', '16:9'],
		['1920 × 1080', '16:9'],
		['09:16', '9:16'],
		['Portrait', '9:16'],
		['Auto', 'Default'],
	])('can be written as %j', (given, ratio) => {
		expect(ratioOf(given)).toBe(ratio);
	});

	it.each(['4:3', '0:0', '0:9', 'wider'])('is refused as %j', (given) => {
		expect(() => ratioOf(given)).toThrow(
			expect.objectContaining({ nextStep: 'Choose one of: 1:1, 16:9, 9:16, Default.' }),
		);
	});
});
