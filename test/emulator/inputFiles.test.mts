import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';

import { lastLine, only, useEmulator } from './calls.mts';
import type { WireTask } from './calls.mts';
import { bytesOf } from './outputs.mts';

const wiro = useEmulator({ speed: 1000 });

/** Runs a model to its end. */
async function ran(slug: string, body: object | FormData): Promise<WireTask> {
	return await wiro.finished(await wiro.startTask(body, `/Run/${slug}`));
}

async function pictureFile(name: string): Promise<Blob> {
	const bytes = await readFile(join(process.cwd(), 'emulator/pictures', name));
	return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
}

/** A web address of a sample picture. */
function pictureUrl(name: string): string {
	return `${wiro.emulator.url}/pictures/${name}`;
}

describe('the input files of any model', () => {
	it('several images come as files and as URLs with commas', async () => {
		const form = new FormData();
		form.append('inputImage', await pictureFile('cat.jpg'), 'cat.jpg');
		form.append('inputImage', await pictureFile('coffee.jpg'), 'coffee.jpg');
		form.set('inputImageUrl', `${pictureUrl('rocket.jpg')}, ${pictureUrl('raccoon.jpg')}`);
		form.set('prompt', 'Side by side');
		const task = await ran('northlight/canvas-edit', form);

		expect(await wiro.emulator.requests('picture')).toHaveLength(2);
		expect(task.parameters).toMatchObject({
			inputImage: [expect.stringMatching(/cat\.jpg$/), expect.stringMatching(/coffee\.jpg$/)],
		});
		const { channels } = await sharp(await bytesOf(only(task.outputs))).stats();
		expect(channels[0]?.stdev).toBeGreaterThan(10);
	});

	it.each([
		['a list', (urls: string[]) => ({ inputImageClothes: urls })],
		['a list as a text', (urls: string[]) => ({ inputImageClothes: JSON.stringify(urls) })],
	])('a combined input takes its URLs as %s', async (_what, fieldFor) => {
		const clothes = fieldFor([pictureUrl('cat.jpg'), pictureUrl('coffee.jpg')]);
		const body = { inputImageHumanUrl: pictureUrl('rocket.jpg'), ...clothes };
		const task = await ran('paperlane/outfit-mix-v2', body);

		expect(task).toMatchObject({ pexit: '0', parameters: body });
		expect(await wiro.emulator.requests('picture')).toHaveLength(3);
	});

	it('a combined input takes files and URLs side by side in one field', async () => {
		const form = new FormData();
		form.set('inputImageHuman', await pictureFile('cat.jpg'), 'cat.jpg');
		form.set('inputImageHumanUrl', '');
		form.append('inputImageClothes', await pictureFile('coffee.jpg'), 'coffee.jpg');
		form.append('inputImageClothes', pictureUrl('rocket.jpg'));
		form.append('inputImageClothes', pictureUrl('raccoon.jpg'));
		const task = await ran('paperlane/outfit-mix-v2', form);

		expect(task.pexit).toBe('0');
		expect(task.parameters.inputImageClothes).toEqual([
			pictureUrl('rocket.jpg'),
			pictureUrl('raccoon.jpg'),
			expect.stringMatching(/coffee\.jpg$/),
		]);
	});

	it('a URL may stand in the field of the file itself', async () => {
		const body = { inputImage: pictureUrl('cat.jpg') };

		expect(await ran('polyform/image-to-mesh-2-0', body)).toMatchObject({ pexit: '0' });
	});

	it.each([
		['missing.jpg', /^Input file could not be fetched from .*HTTP 404$/],
		['share.html', /^Input image cannot be opened: /],
	])('the run fails when the URL leads to %s, and says why', async (name, reason) => {
		const task = await ran('northlight/canvas-edit', {
			prompt: 'A cat',
			inputImageUrl: pictureUrl(name),
		});

		expect(task).toMatchObject({ pexit: '1', outputs: [], totalcost: '0' });
		expect(lastLine(task)).toMatch(reason);
	});
});
