/** What a failed request may be met with. */
export type Remedy =
	/** It was certainly not accepted (429, code 96, connection refused, name not found): send it again later. */
	| 'notAccepted'
	/** Nobody knows whether it was accepted (reset, timeout, 5xx, unreadable answer): only what is free to repeat is sent again. */
	| 'unclear'
	/** It was a Run that may have started a task nobody knows of: it is never sent again by itself. */
	| 'lost'
	/** It will not work however often it is sent. */
	| 'none';

/** What Wiro refused, where the node can do something about it. */
export type Reason =
	/** All task slots are taken (code 96). */
	| 'noFreeSlot'
	| 'tooManyRequests'
	| 'notCancellable'
	| 'notKillable'
	| 'unknownTask'
	/** A task that is known to exist is not shown (yet). */
	| 'notThereYet'
	/** Wiro did not find the image where the model now expects it. */
	| 'filesRequired'
	/** Anything else that came with `result: false`. */
	| 'refused';

interface WiroErrorFacts {
	/** What to do next, for a person who does not know the API. */
	nextStep: string;
	/** Default `none`. */
	remedy?: Remedy;
	/** The user's input or setting is at fault, not Wiro. */
	isUserInput?: boolean;
	httpCode?: number;
	reason?: Reason;
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
	readonly remedy: Remedy;
	readonly isUserInput: boolean;
	readonly httpCode?: number;
	readonly reason?: Reason;
	readonly retryAfterMs?: number;

	constructor(message: string, facts: WiroErrorFacts) {
		super(message);
		this.nextStep = facts.nextStep;
		this.remedy = facts.remedy ?? 'none';
		this.isUserInput = facts.isUserInput ?? false;
		this.httpCode = facts.httpCode;
		this.reason = facts.reason;
		this.retryAfterMs = facts.retryAfterMs;
	}
}
