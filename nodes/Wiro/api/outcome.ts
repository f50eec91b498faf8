import { WiroError } from './wiroError';

/** What came of a piece of work: its result, or what it threw. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** Does the work and gives back what came of it, to be looked at where it matters. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
	return await work().then(
		(value): Outcome<T> => ({ ok: true, value }),
		(error: unknown): Outcome<T> => ({ ok: false, error }),
	);
}

/** Whether a call that failed like this may succeed when it is made again. */
export function isPassing(error: unknown): error is WiroError {
	return (
		error instanceof WiroError && (error.remedy === 'notAccepted' || error.remedy === 'unclear')
	);
}

/** Whether Wiro said that the credential's project has no such task. */
export function isUnknownTask(error: unknown): error is WiroError {
	return error instanceof WiroError && error.reason === 'unknownTask';
}
