import type { IDataObject } from 'n8n-workflow';
import { Downloads, type FileContext } from './download';
import { KnownTasks } from './knownTasks';
import { MultipartForm, type FormFile } from './multipart';
import { jittered, pause, withRetries } from './pause';
import { emptyTaskList, missingTask } from './refusals';
import {
	isSameTask,
	lacksFiles,
	readStartedTask,
	readTask,
	type Task,
	type TaskReference,
} from './task';
import { Requests } from './requests';
import { connectionOf, type CallBody, type Connection, type TaskEndpoint } from './transport';
import { dataObjects } from './values';
import { WiroError } from './wiroError';

/**
 * Wiro can report a task as finished some seconds before it shows the files. These are the delays
 * between the checks for them, in milliseconds: ten seconds in all.
 */
const DELAYS_BEFORE_FILES_MS = [1_000, 2_000, 3_000, 4_000];

/** The checked inputs of a Run. */
export interface RunInputs {
	/** The model, such as `Wan-AI/Wan2.2-I2V-A14B`. */
	model: string;
	/** In the order in which they are sent. */
	fields: IDataObject;
	/** Files that are sent with the Run, beside the fields. */
	files: RunFile[];
}

/** A file that is sent with a Run. */
export interface RunFile {
	/** The input that it belongs to. Several files can have the same. */
	field: string;
	file: FormFile;
}

/**
 * Wiro's API, shared by the items of an execution. Requests wait for their turn, and those that
 * cost nothing are retried after a temporary failure. Every method throws a WiroError, or the
 * signal's reason once it is aborted.
 */
export class WiroClient {
	/** Fetches output files into n8n's binary storage. */
	readonly downloads: Downloads;
	/** Sends requests that are not about one task. */
	readonly requests: Requests;

	/**
	 * @param signal ends all requests and pauses, except a Run under way: its answer names a paid task
	 * @param known the tasks that exist, even if Wiro denies it for a moment
	 */
	constructor(
		private readonly context: FileContext,
		private readonly connection: Connection,
		readonly signal: AbortSignal,
		readonly known = new KnownTasks(),
	) {
		this.downloads = new Downloads(context, connection, signal);
		this.requests = new Requests(context, connection, signal);
	}

	/** A client that cannot be aborted, to cancel or kill tasks after the user's Stop. */
	endless(): WiroClient {
		return new WiroClient(this.context, this.connection, new AbortController().signal);
	}

	/** Starts a task. Never retries: that is the caller's decision. */
	async run(inputs: RunInputs): Promise<Task> {
		const { model } = inputs;
		const answer = await this.requests
			.sendAnyway({ endpoint: 'run', model, body: runBody(inputs) })
			.catch(async (error: unknown) => {
				const isMisplaced = error instanceof WiroError && error.kind === 'missingImage';
				const body = isMisplaced ? withUrlAsImage(inputs) : undefined;
				if (body === undefined) throw error;
				// The first Run was refused, so this one starts the only task.
				return await this.requests.sendAnyway({ endpoint: 'run', model, body });
			});
		const task = readStartedTask(answer);
		if (task.taskId === undefined && task.taskToken === undefined) throw missingTask();
		this.known.addStarted(task);
		return task;
	}

	/**
	 * The task as it stands now. After a success it is checked again until its files are there.
	 * @param isRetried whether to retry a failed check
	 */
	async detail(task: TaskReference, isRetried = true): Promise<Task> {
		let found = await this.ask('detail', task, isRetried);
		for (const delay of DELAYS_BEFORE_FILES_MS) {
			if (!lacksFiles(found)) break;
			await pause(jittered(delay), this.signal);
			found = await this.ask('detail', task, isRetried);
		}
		return found;
	}

	/** Stops a running task. */
	async kill(task: TaskReference): Promise<Task> {
		return await this.ask('kill', task);
	}

	/** Takes a task out of the queue. Wiro's Cancel takes an ID only: a token is checked for it first. */
	async cancel(task: TaskReference): Promise<Task> {
		const taskId = task.taskId ?? (await this.ask('detail', task)).taskId;
		if (taskId === undefined) throw missingTask();
		return await this.ask('cancel', { taskId });
	}

	/** Deletes the input and output files of a task that has ended. Returns what is known to name it. */
	async deleteFiles(task: TaskReference): Promise<TaskReference> {
		// Wiro's call takes a token only.
		const named = task.taskToken === undefined ? await this.ask('detail', task) : task;
		const { taskToken } = named;
		if (taskToken === undefined) throw missingTask();
		const body = { json: { tasktoken: taskToken } };
		await this.requests.sendFree({ endpoint: 'deleteFiles', body });
		return named;
	}

	/** Sends a request about a task, again after a temporary failure if it is to be retried. */
	private async ask(endpoint: TaskEndpoint, task: TaskReference, isRetried = true): Promise<Task> {
		const askOnce = async () => await this.askOnce(endpoint, task);
		const found = await (isRetried ? withRetries(askOnce, this.signal) : askOnce());
		return found ?? (await this.ask('detail', task));
	}

	/**
	 * Sends a request about a task, but not in the first second of its life. Returns undefined if Wiro
	 * answers without the task, as Kill and Cancel may.
	 */
	private async askOnce(endpoint: TaskEndpoint, task: TaskReference): Promise<Task | undefined> {
		await pause(this.known.youngForMs(task), this.signal);
		try {
			const request = { endpoint, body: { json: naming(endpoint, task) } };
			const found = taskIn(await this.requests.send(request), task);
			if (found !== undefined) this.known.addSeen({ ...task, ...found });
			else if (endpoint === 'detail') throw emptyTaskList();
			return found;
		} catch (error) {
			this.signal.throwIfAborted();
			throw this.known.errorAbout(task, error);
		}
	}
}

/**
 * Opens Wiro with the node's credential.
 * @param signal ends everything but a Run under way
 * @throws NodeOperationError if no credential is chosen
 */
export async function openWiro(
	context: FileContext,
	signal = new AbortController().signal,
	known?: KnownTasks,
): Promise<WiroClient> {
	return new WiroClient(context, await connectionOf(context), signal, known);
}

/** JSON without files, or a form with them. Source: Wiro's documentation of file inputs. */
function runBody({ fields, files }: RunInputs): CallBody {
	if (files.length === 0) return { json: fields };
	const form = new MultipartForm();
	for (const [name, value] of Object.entries(fields)) {
		form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
	}
	for (const { field, file } of files) form.append(field, file);
	return { form };
}

/**
 * The same Run with the image's URL in `inputImage`: Wiro moves its models to that field, and some
 * require it already. Undefined if the Run has no URL.
 */
function withUrlAsImage({ fields, files }: RunInputs): CallBody | undefined {
	if (files.length > 0 || !fields.inputImageUrl) return undefined;
	const { inputImageUrl } = fields;
	const others = Object.entries(fields).filter(([name]) => !/^inputImage(Url)?$/.test(name));
	return { json: { inputImage: inputImageUrl, ...Object.fromEntries(others) } };
}

/** The field that names the task in a call. Source: Wiro's documentation and its own client. */
function naming(endpoint: TaskEndpoint, { taskId, taskToken }: TaskReference): IDataObject {
	if (taskId !== undefined) return { taskid: taskId };
	return endpoint === 'kill' ? { socketaccesstoken: taskToken } : { tasktoken: taskToken };
}

/** The task that was asked for, wherever it is in the list; undefined if the list is empty. */
function taskIn(answer: IDataObject, known: TaskReference): Task | undefined {
	const tasks = dataObjects(answer.tasklist).map((raw) => readTask(raw, known));
	return tasks.find((task) => isSameTask(task, known)) ?? tasks[0];
}
