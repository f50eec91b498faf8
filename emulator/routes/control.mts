import type { FastifyInstance } from 'fastify';

import type { Fate, Fault, PlantedTask, Settings } from '../control.mts';
import type { Emulator } from '../emulator.mts';
import { loadPicture, SAMPLE_PICTURE } from '../pictures.mts';
import { controlAnswer } from '../tasks/answers.mts';
import type { Video } from '../video/store.mts';
import { FATES, FAULTS, PLANTED_TASK, SETTINGS } from './controlSchemas.mts';

/** What the videos of planted tasks are like: small, so that planting is quick. */
const PLANTED_VIDEO = {
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: 5,
	fps: 16,
	seed: '42',
};

/** The control API under /_emulator. Bodies are checked by the schemas, so their types hold. */
export function controlRoutes(emulator: Emulator) {
	return async (app: FastifyInstance): Promise<void> => {
		app.get('/requests', async () => emulator.requests.all());
		app.get('/faults', async () => emulator.faults.unspent());
		app.get('/settings', async () => emulator.settings);
		app.get('/tasks', async (request) => {
			emulator.clock.catchUp();
			const origin = `http://${request.host}`;
			return emulator.tasks.all().map((task) => controlAnswer(task, origin));
		});

		app.post<{ Body: Partial<Settings> }>(
			'/reset',
			{ schema: { body: SETTINGS } },
			async (request) => {
				await emulator.reset(request.body);
				return emulator.settings;
			},
		);
		app.patch<{ Body: Partial<Settings> }>(
			'/settings',
			{ schema: { body: SETTINGS } },
			(request) => {
				emulator.change(request.body);
				return emulator.settings;
			},
		);
		app.post<{ Body: Fate[] }>('/fates', { schema: { body: FATES } }, (request) => {
			emulator.tasks.addFates(request.body);
			return {};
		});
		app.post<{ Body: Fault[] }>('/faults', { schema: { body: FAULTS } }, (request) => {
			emulator.faults.arm(request.body);
			return emulator.faults.unspent();
		});
		app.post<{ Body: PlantedTask }>(
			'/tasks',
			{ schema: { body: PLANTED_TASK } },
			async (request) => {
				const videos = await plantedVideos(emulator, request.body.outputs ?? 0);
				const task = emulator.tasks.plant(request.body, videos);
				return controlAnswer(task, `http://${request.host}`);
			},
		);
	};
}

async function plantedVideos(emulator: Emulator, count: number): Promise<Video[]> {
	const picture = await loadPicture(SAMPLE_PICTURE);
	return await Promise.all(
		Array.from({ length: count }, () => emulator.videos.videoOf(picture, PLANTED_VIDEO)),
	);
}
