import type { IDataObject } from 'n8n-workflow';
import type { CallContext } from './context';
import { emptyTaskList, missingTask } from './refusals';
import { WiroError } from './wiroError';
import { MultipartForm, type FormFile } from './multipart';
import { readStartedTask, readTask, type Task, type TaskHandle } from './task';
import { call, type CallBody, type Connection } from './transport';
import { dataObjects } from './values';

/** What a Run is started with, checked. */
export interface RunInputs {
	/** The model, as in `Wan-AI/Wan2.2-I2V-A14B`. */
	model: string;
	fields: Record<string, string | number>;
	/** An image that travels with the Run. */
	image?: FormFile;
}

/** Wiro's four calls, typed. Each throws a WiroError. */
export interface Wiro {
	run(inputs: RunInputs): Promise<Task>;
	detail(handle: TaskHandle): Promise<Task>;
	kill(handle: TaskHandle): Promise<Task>;
	/** Takes the id only: Cancel knows no tokens. */
	cancel(taskId: string): Promise<Task>;
}

/** Source: Wiro's documentation of file inputs: the file in `inputImage`, `inputImageUrl` empty beside it. */
function runBody({ fields, image }: RunInputs): CallBody {
	if (image === undefined) return { json: fields };
	const form = new MultipartForm();
	for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
	form.append('inputImage', image);
	return { form };
}

/**
 * The same Run with the image's URL in `inputImage`, where Wiro is moving its models to: some
 * require it there. Undefined where the Run has no URL.
 */
function withUrlAsImage({ fields, image }: RunInputs): CallBody | undefined {
	if (image !== undefined || !fields.inputImageUrl) return undefined;
	const moved = Object.entries(fields).map(([name, value]): [string, string | number] => [
		name === 'inputImageUrl' ? 'inputImage' : name,
		value,
	]);
	return { json: Object.fromEntries(moved) };
}

/** The task that was asked about, wherever it stands in the list; undefined where the list is empty. */
function taskIn(answer: IDataObject, known: TaskHandle): Task | undefined {
	const tasks = dataObjects(answer.tasklist).map((raw) => readTask(raw, known));
	const isMeant = ({ taskId, taskToken }: Task) =>
		known.taskId === undefined ? taskToken === known.taskToken : taskId === known.taskId;
	return tasks.find(isMeant) ?? tasks[0];
}

/** Wiro, as the credential of this node reaches it. */
export function wiroAt(context: CallContext, connection: Connection): Wiro {
	const detail = async (handle: TaskHandle): Promise<Task> => {
		const { taskId, taskToken } = handle;
		const json: IDataObject = taskId === undefined ? { tasktoken: taskToken } : { taskid: taskId };
		const answer = await call(context, connection, { endpoint: 'detail', body: { json } });
		const task = taskIn(answer, handle);
		if (task === undefined) throw emptyTaskList();
		return task;
	};

	return {
		detail,
		async run(inputs) {
			const send = async (body: CallBody) =>
				await call(context, connection, { endpoint: 'run', model: inputs.model, body });
			const answer = await send(runBody(inputs)).catch(async (error: unknown) => {
				const isMisplaced = error instanceof WiroError && error.reason === 'filesRequired';
				const moved = isMisplaced ? withUrlAsImage(inputs) : undefined;
				if (moved === undefined) throw error;
				// Nothing was started.
				return await send(moved);
			});
			const task = readStartedTask(answer);
			if (task.taskId === undefined && task.taskToken === undefined) throw missingTask();
			return task;
		},
		async kill(handle) {
			const { taskId, taskToken } = handle;
			const json: IDataObject =
				taskId === undefined ? { socketaccesstoken: taskToken } : { taskid: taskId };
			const answer = await call(context, connection, { endpoint: 'kill', body: { json } });
			return taskIn(answer, handle) ?? (await detail(handle));
		},
		async cancel(taskId) {
			const answer = await call(context, connection, {
				endpoint: 'cancel',
				body: { json: { taskid: taskId } },
			});
			return taskIn(answer, { taskId }) ?? (await detail({ taskId }));
		},
	};
}
