/** Whether Wiro accepted the request: `unknown` where no answer came that can be read. */
export type Acceptance = 'no' | 'unknown' | 'yes';

/** What went wrong, where the node acts on it. */
export type WiroErrorKind =
	/** All task slots are taken (code 96). */
	| 'noFreeSlot'
	| 'tooManyRequests'
	| 'notCancellable'
	| 'notKillable'
	| 'unknownTask'
	/** A task that is known to exist is not shown, or not yet. */
	| 'notThereYet'
	/** Wiro did not find the image where the model now expects it. */
	| 'missingImage'
	/** A Run that may have started a task whose ID never came. */
	| 'lostRun'
	/** Anything else that came with `result: false`. */
	| 'refused';

interface WiroErrorFacts {
	/** What to do next, for a person who does not know the API. */
	nextStep: string;
	/** Default `no`. */
	accepted?: Acceptance;
	/** Whether the same request may succeed later. Default false. A Run also has to be certainly not accepted. */
	mayRetry?: boolean;
	kind?: WiroErrorKind;
	/** Whether the user's input or a setting is at fault, not Wiro. Default false. */
	isUserInput?: boolean;
	httpCode?: number;
	/** How long Wiro asks to wait before the next request, in milliseconds. */
	retryAfterMs?: number;
}

/**
 * Anything that can go wrong between an item and its video, before the router turns it into n8n's
 * errors. The message says what happened, in the user's words. It is always built from scratch and
 * keeps no cause: HTTP errors carry the request with its key and signature.
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

/** Whether a request that failed like this may succeed when it is sent again. */
export function mayRetry(error: unknown): error is WiroError {
	return error instanceof WiroError && error.mayRetry;
}

/** Whether Wiro said that the credential's project has no such task. */
export function isUnknownTask(error: unknown): error is WiroError {
	return error instanceof WiroError && error.kind === 'unknownTask';
}

/** What came of a piece of work: its result, or what it threw. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** Does the work and gives its outcome, where a failure is one of the results to deal with. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
	return await work().then(
		(value): Outcome<T> => ({ ok: true, value }),
		(error: unknown): Outcome<T> => ({ ok: false, error }),
	);
}
