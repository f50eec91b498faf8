import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';

import { lastLine, only, useEmulator } from './calls.mts';
import type { WireTask } from './calls.mts';
import { bytesOf } from './outputs.mts';

const wiro = useEmulator({ speed: 1000 });

const PROMPT = { prompt: 'A paper boat' };

/** Runs a model to its end. */
async function ran(slug: string, body: object | FormData): Promise<WireTask> {
	return await wiro.finished(await wiro.startTask(body, `/Run/${slug}`));
}

/** A web address of a sample picture. */
function pictureUrl(name: string): string {
	return `${wiro.emulator.url}/pictures/${name}`;
}

describe('a run of any model', () => {
	it.each(['northlight/aurora-image-1-5', 'Northlight/Aurora%20Image%201.5'])(
		'%s makes PNGs, as many as were asked for',
		async (slug) => {
			const body = { ...PROMPT, samples: '3', aspectRatio: '16:9' };
			const { outputs, parameters } = await ran(slug, body);

			expect(parameters).toEqual(body);
			expect(outputs.map(({ name }) => name)).toEqual(['0.png', '1.png', '2.png']);
			const pixels = [];
			for (const output of outputs) {
				const bytes = await bytesOf(output);
				expect(await sharp(bytes).metadata()).toMatchObject({
					format: 'png',
					width: 512,
					height: 288,
				});
				pixels.push(bytes.toString('base64'));
			}
			expect(new Set(pixels).size).toBe(3);
		},
	);

	it('makes a WAV as long as it was asked for', async () => {
		const { outputs } = await ran('voxhall/soundscape-2', { ...PROMPT, duration: 3 });
		const wav = await bytesOf(only(outputs));

		expect(only(outputs)).toMatchObject({ name: '0.wav', contenttype: 'audio/wav' });
		expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 12)).toBe('RIFFWAVE');
		expect(wav.readUInt32LE(4)).toBe(wav.byteLength - 8);
		expect(wav.readUInt32LE(40) / wav.readUInt32LE(28)).toBe(3);
	});

	it('makes a GLB of an image', async () => {
		const { outputs } = await ran('polyform/image-to-mesh-2-0', { inputImageUrl: 'cat.jpg' });
		const glb = await bytesOf(only(outputs));

		expect(only(outputs).contenttype).toBe('model/gltf-binary');
		expect([glb.toString('latin1', 0, 4), glb.readUInt32LE(4)]).toEqual(['glTF', 2]);
		expect(glb.readUInt32LE(8)).toBe(glb.byteLength);
		const json: unknown = JSON.parse(glb.toString('utf8', 20, 20 + glb.readUInt32LE(12)));
		expect(json).toMatchObject({ asset: { version: '2.0' } });
	});

	it.each([{}, { inputImageUrl: 'cat.jpg' }])('makes an MP4 of a prompt and %j', async (image) => {
		const body = { ...PROMPT, ...image, resolution: '480p', duration: '2', ratio: '1:1' };
		const { outputs } = await ran('reelhouse/motion-3-0-pro', body);
		const mp4 = await bytesOf(only(outputs));

		expect(only(outputs)).toMatchObject({ name: '0.mp4', contenttype: 'video/mp4' });
		expect(mp4.toString('latin1', 4, 8)).toBe('ftyp');
		expect(mp4.includes('moov')).toBe(true);
	});

	it('answers with a text that is in debugoutput, too', async () => {
		const { outputs, debugoutput, pexit } = await ran('lexica/chat-small-3-1', {
			...PROMPT,
			thinking: 'true',
			inputDocumentMultipleUrl: `${pictureUrl('README.md')},${pictureUrl('cat.jpg')}`,
		});

		expect(pexit).toBe('0');
		expect(outputs).toEqual([
			{
				contenttype: 'raw',
				content: {
					prompt: PROMPT.prompt,
					raw: debugoutput,
					thinking: [expect.any(String)],
					answer: ['You wrote: A paper boat', expect.stringContaining('2 of your documents')],
					segments: [{ type: 'thinking' }, { type: 'answer' }, { type: 'answer' }].map(
						(segment) => ({
							...segment,
							text: expect.any(String),
						}),
					),
					finishreason: 'stop',
					usage: {
						prompt_tokens: 3,
						completion_tokens: expect.any(Number),
						total_tokens: expect.any(Number),
					},
				},
			},
		]);
		expect(debugoutput).toContain('You wrote: A paper boat');
	});

	it('does not think when it is told not to', async () => {
		const { outputs } = await ran('lexica/chat-small-3-1', { ...PROMPT, thinking: 'false' });

		expect(only(outputs).content).toMatchObject({ thinking: [] });
	});

	it('takes fates: a failed text model has no answer', async () => {
		await wiro.emulator.fates([{ end: 'fail' }]);
		const task = await ran('lexica/chat-small-3-1', PROMPT);

		expect(task).toMatchObject({ pexit: '1', outputs: [] });
		expect(lastLine(task)).toContain('RuntimeError');
	});

	it('makes as many outputs as the setting says when the model does not', async () => {
		await wiro.emulator.settings({ outputsPerTask: 2 });

		expect((await ran('fernhill/quick-sketch', PROMPT)).outputs).toHaveLength(2);
	});

	it('makes something without a schema', async () => {
		expect((await ran('oddlot-labs/no-schema', { anything: 1 })).outputs).toHaveLength(1);
	});

	it.each(['voxhall/live-voice', 'northlight/style-trainer'])('%s is refused', async (slug) => {
		expect(await wiro.call(`/Run/${slug}`, PROMPT)).toMatchObject({
			result: false,
			errors: [{ code: 1, message: 'tool-not-accessible' }],
		});
	});
});
