/** Whether Wiro accepted the request: `unknown` without a readable answer. */
export type Acceptance = 'no' | 'unknown' | 'yes';

/** The failures that the node acts on. */
export type WiroErrorKind =
	/** All task slots are taken (code 96). */
	| 'noFreeSlot'
	| 'tooManyRequests'
	| 'notCancellable'
	| 'notKillable'
	/** A task that should be stopped has ended before. */
	| 'hasEnded'
	| 'unknownTask'
	| 'unknownModel'
	/** Wiro does not show a known task (yet). */
	| 'notThereYet'
	/** Wiro did not find the image in the field where the model expects it. */
	| 'missingImage'
	/** A Run that may have started a task, but its answer was lost. */
	| 'lostRun'
	/** A task that was still running when the user's time was up. */
	| 'timedOut'
	/** Anything else that came with `result: false`. */
	| 'refused';

interface WiroErrorFacts {
	/** What to do next, for a person who does not know the API. */
	nextStep: string;
	/** Default `no`. */
	accepted?: Acceptance;
	/** Whether the same request may succeed later. Default false. A Run is retried only if `accepted` is `no`. */
	mayRetry?: boolean;
	kind?: WiroErrorKind;
	/** Whether the cause is the user's input or a setting, not Wiro. Default false. */
	isUserInput?: boolean;
	httpCode?: number;
	/** How long Wiro asks the node to wait before the next request, in milliseconds. */
	retryAfterMs?: number;
}

/**
 * Any failure between an item and its video, before the router turns it into n8n's errors. The
 * message says what happened, in the user's words. It never keeps a cause: HTTP errors carry the
 * request with its key and signature.
 */
export class WiroError extends Error {
	readonly nextStep: string;
	readonly accepted: Acceptance;
	readonly mayRetry: boolean;
	readonly kind?: WiroErrorKind;
	readonly isUserInput: boolean;
	readonly httpCode?: number;
	readonly retryAfterMs?: number;

	constructor(message: string, facts: WiroErrorFacts) {
		super(message);
		this.nextStep = facts.nextStep;
		this.accepted = facts.accepted ?? 'no';
		this.mayRetry = facts.mayRetry ?? false;
		this.kind = facts.kind;
		this.isUserInput = facts.isUserInput ?? false;
		this.httpCode = facts.httpCode;
		this.retryAfterMs = facts.retryAfterMs;
	}
}

/** Whether the request that failed may succeed when it is sent again. */
export function mayRetry(error: unknown): error is WiroError {
	return error instanceof WiroError && error.mayRetry;
}

/** Whether Wiro said that the credential's project has no such task. */
export function isUnknownTask(error: unknown): error is WiroError {
	return error instanceof WiroError && error.kind === 'unknownTask';
}

/** Whether Wiro said that it has no such model. */
export function isUnknownModel(error: unknown): error is WiroError {
	return error instanceof WiroError && error.kind === 'unknownModel';
}

/** The outcome of some work: its result, or what it threw. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** Does some work and returns its outcome, for callers that treat a failure as data. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
	return await work().then(
		(value): Outcome<T> => ({ ok: true, value }),
		(error: unknown): Outcome<T> => ({ ok: false, error }),
	);
}
