/** The call Run, which starts a task. */
import { answered, refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import { NO_SUCH_MODEL } from './modelCalls.mts';
import { readModelRun } from './modelRun.mts';
import { isNamed, modelsWith } from './models/models.mts';
import type { Model } from './models/model.mts';
import { readWanRun } from './wanRun.mts';

/** Kinds of models that Run does not take. */
const NOT_RUNNABLE: ReadonlyArray<Model['kind']> = ['realtime', 'training'];

/** `POST /Run/{owner}/{project}`: starts a task of the model with these slugs, clean or raw. */
export function run(emulator: Emulator, call: Call): CallAnswer {
	const { project, lane, slug } = call;
	const { callbackUrl, ...fields } = call.body.fields ?? {};
	const asked = { ...call, body: { ...call.body, fields } };
	const model = modelOf(slug, emulator.settings.moreModels);
	if (model === undefined) return refused(1, NO_SUCH_MODEL);
	const { refusal, insufficientBalance, concurrentTaskLimit } = emulator.settings;
	if (refusal !== null) return refused(refusal.code, refusal.message);
	if (NOT_RUNNABLE.includes(model.kind)) return refused(1, 'tool-not-accessible');
	const order =
		model.kind === 'wan' ? readWanRun(emulator, asked) : readModelRun(emulator, asked, model);
	if ('refusal' in order) return refused(0, order.refusal);
	if (insufficientBalance) {
		return refused(97, 'Insufficient balance. Please add funds to your account.');
	}
	const running = emulator.tasks.unfinishedCount(project.name);
	if (concurrentTaskLimit !== null && running >= concurrentTaskLimit) {
		return refused(96, limitText(concurrentTaskLimit));
	}

	const task = emulator.tasks.create({
		...order,
		project: project.name,
		model,
		callbackUrl: textOf(callbackUrl),
		fate: lane.fates.shift() ?? { end: 'success' },
	});
	return answered({ errors: [], taskid: task.id, socketaccesstoken: task.token, result: true });
}

function modelOf(slug: string, moreModels: number): Model | undefined {
	const [owner = '', ...project] = slug.split('/');
	return modelsWith(moreModels).find((model) => isNamed(model, owner, project.join('/')));
}

/** Wiro's words for code 96, with a balance that allows so many tasks: one for each ten dollars. */
function limitText(limit: number): string {
	return [
		'You have reached your concurrent task limit.',
		`With your current balance of $${(limit * 10).toFixed(2)}, you can run up to ${limit}`,
		`${limit === 1 ? 'task' : 'tasks'} at the same time.`,
		'Please wait for a task to finish or add funds to your account.',
	].join(' ');
}
