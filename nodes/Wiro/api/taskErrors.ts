import { awaitsRecovery, type Task, type TaskReference } from './task';
import { quote } from './refusals';
import { WiroError } from './wiroError';

/** How a sentence names a task: by its ID if known, otherwise by its token. */
export function nameOf({ taskId, taskToken }: TaskReference): string {
	return taskId === undefined ? `with the token ${taskToken ?? 'unknown'}` : taskId;
}

/** The last line of a log that is not empty: there a traceback has its message. */
function lastLine(log: string | undefined): string {
	const lines = (log ?? '')
		.slice(-2_000)
		.trim()
		.split(/[\r\n]+/);
	return quote(lines.at(-1)?.trim() ?? '');
}

/** Quotes a log as the last sentence of a text. */
function saying(log: string): string {
	return log === '' ? '' : ` It said: ${log}`;
}

/** An error about a task that Wiro has accepted. */
function aboutTask(
	message: string,
	facts: Omit<ConstructorParameters<typeof WiroError>[1], 'accepted'>,
): WiroError {
	return new WiroError(message, { ...facts, accepted: 'yes' });
}

/** The error of a task that did not succeed. */
export function unsuccessful(task: Task): WiroError {
	const name = nameOf(task);
	switch (task.end) {
		case 'cancel':
			return aboutTask(`The task ${name} was cancelled or killed before it had finished`, {
				nextStep:
					'Run again if this was not intended. If you did not stop it, Wiro did: see the task on wiro.ai.',
			});
		case 'noFile':
			return aboutTask(
				// Without an exit code there is no sign of success.
				task.exitCode === undefined
					? `The task ${name} failed on Wiro (no output)`
					: `The task ${name} ended without a file`,
				{
					nextStep:
						'Wiro reports the task as finished but shows no file. Check again with the Get Task operation in a few minutes, or see the task on wiro.ai, before you run again.',
				},
			);
		default: {
			const reason = lastLine(task.debugOutput) || lastLine(task.debugError);
			return aboutTask(`The task ${name} failed on Wiro (exit code ${task.exitCode ?? '?'})`, {
				nextStep: `A failed task is not billed. Check its inputs, then run again.${saying(reason)}`,
			});
		}
	}
}

/** A duration in words, such as "30 minutes" or "1.5 minutes". */
export function inMinutes(milliseconds: number): string {
	const minutes = Number((milliseconds / 60_000).toPrecision(3));
	return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

/**
 * The error of a task that ran longer than the user wanted to wait.
 * @param task its last known state
 * @param limit the label of the parameter that sets the time
 */
export function timedOut(task: Task, timeoutMs: number, limit = 'Timeout'): WiroError {
	const status = task.status === undefined ? '' : ` (${task.status})`;
	const isInError = awaitsRecovery(task);
	const state = isInError
		? 'The run failed on Wiro, which may still recover it'
		: 'It has not ended on Wiro';
	return aboutTask(
		`The task ${nameOf(task)} had not finished after ${inMinutes(timeoutMs)}${status}`,
		{
			nextStep: `${state}. Fetch its result later with the Get Task operation and this task ID, stop it with Kill Task (Cancel Task while it is in the queue), or raise '${limit}'.${isInError ? saying(lastLine(task.debugError)) : ''}`,
			kind: 'timedOut',
		},
	);
}

/** A task that is still running when the user's time is up, for an item that says so. */
export function givenUp(task: Task, giveUpAfterMs: number): Task {
	return { ...task, timedOut: true, failure: timedOut(task, giveUpAfterMs, 'Give Up After') };
}

/**
 * The error of a known task that Wiro does not show.
 * @param mayCome whether it may still appear
 */
export function notThereYet(reference: TaskReference, mayCome: boolean): WiroError {
	return aboutTask(`Wiro does not show the task ${nameOf(reference)}, although it was started`, {
		nextStep:
			'It may be running and be billed, so do not run again yet. Check it with the Get Task operation in a few minutes, or find it in your tasks on wiro.ai.',
		mayRetry: mayCome,
		kind: 'notThereYet',
	});
}

/**
 * The error of a Run without a usable answer. It is never sent again automatically: a task may be
 * running, and a second one would be billed too.
 * @param happening what happened to the answer, without a full stop
 */
export function lostRun(happening: string, httpCode?: number): WiroError {
	// A page with HTTP 200 instead of Wiro's answer usually comes from another server.
	const address =
		httpCode === 200 ? " If this happens every time, check the 'Base URL' in the credential." : '';
	return new WiroError(`${happening}, so the task may or may not have started`, {
		nextStep: `Check your tasks on wiro.ai. If it started, fetch its result with the Get Task operation. If not, start a new execution. The node did not send the request again, so nothing is paid twice.${address}`,
		accepted: 'unknown',
		kind: 'lostRun',
		httpCode,
	});
}

/** The error of cancelling or killing a task that has already ended. */
export function hasEnded(task: Task): WiroError {
	return aboutTask(
		`The task ${nameOf(task)} has already ended (${task.status ?? 'unknown status'})`,
		{
			kind: 'hasEnded',
			nextStep:
				'There is nothing left to stop. The Get Task operation fetches its outputs, if it has any.',
		},
	);
}

/** The error of a retry whose earlier task does not belong to the credential's project. */
export function foreignTask(reference: TaskReference): WiroError {
	return aboutTask(
		`An earlier try of this execution started the task ${nameOf(reference)}, which Wiro does not know in this project`,
		{
			nextStep:
				'Choose the credential that was used before, or start a new execution to pay for a new task.',
		},
	);
}

/** The error of an output that could not be downloaded. Its URL works for a while. */
export function downloadFailed(reference: TaskReference, url: string, cause: WiroError): WiroError {
	return aboutTask(
		`The output of the task ${nameOf(reference)} could not be downloaded: ${cause.message}`,
		{
			nextStep: `The task itself succeeded. Its file is still at ${url}. Fetch it with the Get Task operation, which costs nothing.`,
			httpCode: cause.httpCode,
		},
	);
}

/** The task with its failure in words, for cases where it becomes an item and not an error. */
export function withFailure(task: Task): Task {
	const hasFailed = task.end !== undefined && task.end !== 'success';
	return hasFailed ? { ...task, failure: unsuccessful(task) } : task;
}
