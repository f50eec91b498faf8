import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { downloader, type Download } from '../api/download';
import type { Task, TaskHandle } from '../api/task';
import { Throttle } from '../api/throttle';
import { connectionOf } from '../api/transport';
import { uncancelled } from '../api/uncancelled';
import { wiroAt, type Wiro } from '../api/client';
import { lookForFiles } from '../waiting/files';
import { Interruption } from '../waiting/interruption';
import { KnownTasks } from '../api/knownTasks';
import { withRetries } from '../waiting/retry';
import { Slots } from '../waiting/taskSlots';
import { EarlierTries } from './earlierTries';
import { StartedTasks } from './startedTasks';

/** What the items of one execution of the node share. */
export interface Session {
	/** Wiro behind the throttle. Ends with the user's Stop, except Run. */
	wiro: Wiro;
	/** The task as it stands. One that has just ended well is looked at until its files are there. */
	look(handle: TaskHandle): Promise<Task>;
	interruption: Interruption;
	/** The task of each item, by item index, as far as it is known. */
	tasks: Map<number, Task | TaskHandle>;
	/** The tasks that this execution started and that run. */
	started: StartedTasks;
	/** The tasks that n8n's Retry On Fail, or a retry of the execution, finds from before. */
	earlierTries: EarlierTries;
	/** The places for tasks that run at the same time; the first call says how many. */
	taskSlots(most: number): Slots;
	/** Asks for the execution to be parked, and to be woken after so many milliseconds at the latest. */
	parkFor(milliseconds: number): void;
	/** When a parked execution is to be woken at the latest; nothing when it need not be parked. */
	parkedUntil(): Date | undefined;
	/** Makes a call that may be repeated without harm; a passing failure is met with another try. */
	retrying<T>(makeCall: () => Promise<T>): Promise<T>;
	/** Fetches an output file into n8n's binary storage. @throws WiroError */
	download: (file: Download) => Promise<IBinaryData>;
}

/** Opens the session of an execution. @throws NodeOperationError when no credential is chosen */
export async function openSession(context: IExecuteFunctions): Promise<Session> {
	const connection = await connectionOf(context);
	const stopSignal = context.getExecutionCancelSignal();
	const interruption = new Interruption(stopSignal);
	const throttle = new Throttle(interruption);
	const known = new KnownTasks(interruption);
	known.addStartedBefore(context);
	const wiro = wiroAt(context, connection);
	// Not cut off by Stop: the answer to Run names a task that is paid, and Cancel and Kill stop it.
	const wiroAfterStop = wiroAt(uncancelled(context), connection);
	let taskSlots: Slots | undefined;
	let parkForMs: number | undefined;

	const retrying = async <T>(makeCall: () => Promise<T>): Promise<T> =>
		await withRetries(makeCall, interruption);
	const ask = async (handle: TaskHandle, call: () => Promise<Task>): Promise<Task> =>
		await known.ask(handle, async () => await throttle.pass(call));
	const detail = async (handle: TaskHandle): Promise<Task> =>
		await ask(handle, async () => await wiro.detail(handle));
	return {
		interruption,
		retrying,
		tasks: new Map(),
		started: new StartedTasks(wiroAfterStop, context.logger, stopSignal),
		earlierTries: new EarlierTries(context),
		taskSlots: (most) => (taskSlots ??= new Slots(most, interruption)),
		parkFor: (milliseconds) => {
			parkForMs = Math.min(milliseconds, parkForMs ?? Infinity);
		},
		parkedUntil: () => (parkForMs === undefined ? undefined : new Date(Date.now() + parkForMs)),
		look: async (handle) => await lookForFiles(async () => await detail(handle), interruption),
		download: downloader(context, connection, interruption),
		wiro: {
			run: async (inputs) => {
				const task = await throttle.pass(async () => await wiroAfterStop.run(inputs));
				known.addStarted(context, task);
				return task;
			},
			detail,
			kill: async (handle) => await ask(handle, async () => await wiro.kill(handle)),
			cancel: async (taskId) => await ask({ taskId }, async () => await wiro.cancel(taskId)),
		},
	};
}
