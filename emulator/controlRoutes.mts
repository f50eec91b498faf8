import { type TypeBoxTypeProvider, Type } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';

import { Fate, Fault, PlantedTask, SettingsChange } from './control.mts';
import { originOf } from './emulator.mts';
import type { Emulator } from './emulator.mts';
import { slugOf } from './models/model.mts';
import { modelsWith } from './models/models.mts';
import { WAN_22_I2V_A14B } from './models/wan22I2vA14b.mts';
import { loadInput, SAMPLE_PICTURE } from './runInput.mts';
import { controlAnswer } from './taskAnswers.mts';
import type { StoredFile } from './outputStore.mts';

/** What the videos of planted tasks are like: small, so that planting is quick. */
const PLANTED_VIDEO = {
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: 5,
	fps: 16,
	seed: '42',
};

/** The control API under /_emulator. The schemas check the bodies and give them their types. */
export function controlRoutes(emulator: Emulator) {
	return async (untyped: FastifyInstance): Promise<void> => {
		const app = untyped.withTypeProvider<TypeBoxTypeProvider>();

		app.get('/requests', async (request) => emulator.laneOf(request).requests.all());
		app.get('/faults', async (request) => emulator.laneOf(request).faults.unspent());
		app.post('/faults', { schema: { body: Type.Array(Fault) } }, (request) => {
			const { faults } = emulator.laneOf(request);
			faults.add(request.body);
			return faults.unspent();
		});
		app.post('/fates', { schema: { body: Type.Array(Fate) } }, (request) => {
			emulator.laneOf(request).fates.push(...request.body);
			return {};
		});

		app.get('/tasks', async (request) => {
			emulator.clock.catchUp();
			const origin = originOf(request, emulator.laneOf(request));
			return emulator.tasks.all().map((task) => controlAnswer(task, origin));
		});
		app.post('/tasks', { schema: { body: PlantedTask } }, async (request, reply) => {
			const { outputs = 0, model: slug = slugOf(WAN_22_I2V_A14B) } = request.body;
			const { moreModels } = emulator.settings;
			const model = modelsWith(moreModels).find((each) => slugOf(each) === slug);
			if (model === undefined) return await reply.status(400).send({ message: `no model ${slug}` });
			const videos = await plantedVideos(emulator, outputs);
			const task = emulator.tasks.plant(request.body, model, videos);
			return controlAnswer(task, originOf(request, emulator.laneOf(request)));
		});

		app.get('/models', async () =>
			modelsWith(emulator.settings.moreModels).map(
				({ slugowner, slugproject, cleanslugowner, cleanslugproject, title, kind }) => ({
					slugowner,
					slugproject,
					cleanslugowner,
					cleanslugproject,
					title,
					kind,
				}),
			),
		);

		app.get('/settings', async () => emulator.settings);
		app.patch('/settings', { schema: { body: SettingsChange } }, (request) => {
			emulator.change(request.body);
			return emulator.settings;
		});
		app.post('/reset', { schema: { body: SettingsChange } }, async (request) => {
			await emulator.reset(request.body);
			return emulator.settings;
		});
	};
}

async function plantedVideos(emulator: Emulator, count: number): Promise<StoredFile[]> {
	const picture = await loadInput(SAMPLE_PICTURE, 'Input image');
	return await Promise.all(
		Array.from({ length: count }, () => emulator.videos.videoOf(picture, PLANTED_VIDEO)),
	);
}
