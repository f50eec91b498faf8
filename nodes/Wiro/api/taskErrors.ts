import { awaitsRecovery, type Task, type TaskReference } from './task';
import { quote } from './refusals';
import { WiroError } from './wiroError';

/** How a task is named in a sentence: by its id where that is known. */
export function nameOf({ taskId, taskToken }: TaskReference): string {
	return taskId === undefined ? `with the token ${taskToken ?? 'unknown'}` : taskId;
}

/** The last line of a log that says something: where a traceback has its message. */
function lastLine(log: string | undefined): string {
	const lines = (log ?? '')
		.slice(-2_000)
		.trim()
		.split(/[\r\n]+/);
	return quote(lines.at(-1)?.trim() ?? '');
}

/** What is said of a log, as the last sentence of a text. */
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

/** The error of a task that ended without success. */
export function unsuccessful(task: Task): WiroError {
	const name = nameOf(task);
	switch (task.end) {
		case 'cancel':
			return aboutTask(`The task ${name} was cancelled or killed before it had finished`, {
				nextStep:
					'Run again if that was not meant. If nobody stopped it, Wiro did: see the task on wiro.ai.',
			});
		case 'noFile':
			return aboutTask(
				// Without an exit code nothing says that it went well.
				task.exitCode === undefined
					? `The task ${name} failed on Wiro (no output)`
					: `The task ${name} ended without a file`,
				{
					nextStep:
						'Wiro calls the task finished but shows no file. Look again with the Get operation in a few minutes, or at the task on wiro.ai, before you run again.',
				},
			);
		default: {
			const reason = lastLine(task.debugOutput) || lastLine(task.debugError);
			return aboutTask(`The task ${name} failed on Wiro (exit code ${task.exitCode ?? '?'})`, {
				nextStep: `A failed task is not billed. Check the image and the parameters, then run again.${saying(reason)}`,
			});
		}
	}
}

/** A length of time in words, such as "30 minutes" or "1.5 minutes". */
function inMinutes(milliseconds: number): string {
	const minutes = Number((milliseconds / 60_000).toPrecision(3));
	return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

/**
 * The error of a task that ran longer than the user wanted to wait.
 * @param task as it was last seen; undefined when no check has succeeded
 * @param limit the parameter that says how long
 */
export function timedOut(
	reference: TaskReference,
	timeoutMs: number,
	task: Task | undefined,
	limit = 'Timeout',
): WiroError {
	const status = task?.status === undefined ? '' : ` (${task.status})`;
	const isInError = task !== undefined && awaitsRecovery(task);
	const state = isInError
		? 'It met an error on Wiro, which may still recover it, so it goes on running'
		: 'It goes on running on Wiro';
	return aboutTask(
		`The task ${nameOf(reference)} had not finished after ${inMinutes(timeoutMs)}${status}`,
		{
			nextStep: `${state}: fetch its result later with the Get operation and this task ID, stop it with Kill, or raise '${limit}'.${isInError ? saying(lastLine(task.debugError)) : ''}`,
		},
	);
}

/** A task that still runs after all the time that the user gives it, for an item that says so. */
export function givenUp(task: Task, giveUpAfterMs: number): Task {
	return { ...task, timedOut: true, failure: timedOut(task, giveUpAfterMs, task, 'Give Up After') };
}

/**
 * The error of a task that is known to exist and that Wiro does not show.
 * @param mayCome whether it is worth checking again
 */
export function notThereYet(reference: TaskReference, mayCome: boolean): WiroError {
	return aboutTask(`Wiro does not show the task ${nameOf(reference)}, although it was started`, {
		nextStep:
			'It may be running and be billed, so do not run again yet. Look for it with the Get operation in a few minutes, or in your tasks on wiro.ai.',
		mayRetry: mayCome,
		kind: 'notThereYet',
	});
}

/**
 * The error of a Run that brought no answer one can trust. It is never sent again by itself:
 * a task may be running, and a second one would be paid too.
 * @param happening what happened to the answer, as a sentence
 */
export function lostRun(happening: string, httpCode?: number): WiroError {
	// A page with HTTP 200 in the place of Wiro's answer is most often another server's.
	const address =
		httpCode === 200 ? ' If this happens every time, check the Base URL in the credential.' : '';
	return new WiroError(`${happening}, so the task may or may not have started`, {
		nextStep: `Look at your tasks on wiro.ai. If it started, fetch its result with the Get operation; if not, start a new execution. The node did not send the request a second time, so that nothing is paid twice.${address}`,
		accepted: 'unknown',
		kind: 'lostRun',
		httpCode,
	});
}

/** The error of stopping a task that has ended by itself. */
export function hasEnded(task: Task): WiroError {
	return aboutTask(
		`The task ${nameOf(task)} has already ended (${task.status ?? 'unknown status'})`,
		{
			nextStep:
				'It has ended already, so there is nothing to stop. Get fetches its outputs, if it has any.',
		},
	);
}

/** The error of a retry whose task of an earlier try the credential's project does not have. */
export function foreignTask(reference: TaskReference): WiroError {
	return aboutTask(
		`An earlier try of this execution started the task ${nameOf(reference)}, which Wiro does not know in this project`,
		{
			nextStep:
				'Choose the credential that was used then, or start a new execution to pay for a new task.',
		},
	);
}

/** The error of a file that Wiro made and that could not be fetched; the URL stays good for a while. */
export function downloadFailed(reference: TaskReference, url: string, cause: WiroError): WiroError {
	return aboutTask(
		`The output of the task ${nameOf(reference)} could not be downloaded: ${cause.message}`,
		{
			nextStep: `The task itself succeeded. Its file is still at ${url}; fetch it with the Get operation, which costs nothing.`,
			httpCode: cause.httpCode,
		},
	);
}

/** The task with its failure in words, for where an unsuccessful one is an item and not an error. */
export function withFailure(task: Task): Task {
	const hasFailed = task.end !== undefined && task.end !== 'success';
	return hasFailed ? { ...task, failure: unsuccessful(task) } : task;
}
