import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { isDataObject } from '../api/values';
import { outcomeOf } from '../api/wiroError';
import { isN8n2, mayBeInQueueMode } from '../waiting/queueMode';

/** n8n's answer to a call to an execution that no longer waits. */
const CONFLICT = 409;

/*
 * n8n 2 lets only one callback or timer resume an execution. n8n 1 runs the following nodes again for
 * each one that comes before n8n has saved the first. What is here keeps that from happening.
 */

/**
 * n8n sets the timer of an execution up to 70 seconds before its time, and does not look whether a
 * callback has resumed it since. In milliseconds, with some seconds for the resume itself.
 */
const TIMER_IS_SET_MS = 80_000;

/** Whether n8n's timer is about to wake the execution, so that a callback must not. */
export function isDueSoon(context: IWebhookFunctions, until: number): boolean {
	return Date.now() > until - TIMER_IS_SET_MS && !isN8n2(context);
}

/**
 * Every twelve seconds, each process has a window of 400 ms in which it may resume. It decides in the
 * first half, and the second half is left to n8n to save that the execution has resumed.
 */
const WINDOWS = 30;
const WINDOW_MS = 400;
const DECISION_MS = WINDOW_MS / 2;
/** Processes with neighbouring addresses or ports get windows that are this far apart. */
const WINDOWS_APART = 7;

/** In how many of its windows a process that is too slow tries to decide. */
const MOST_TRIES = 3;

/** Milliseconds until the next window of a process, by the address and port where it listens. */
export function untilWindow(address: string, port: number, now: number): number {
	const lastNumber = address.split(/[.:]/).at(-1) ?? '';
	const processNumber = Number.parseInt(lastNumber, address.includes('.') ? 10 : 16) + port;
	const window = (processNumber * WINDOWS_APART) % WINDOWS;
	const cycleMs = WINDOWS * WINDOW_MS;
	return (window * WINDOW_MS - (now % cycleMs) + cycleMs) % cycleMs;
}

/** This n8n process, as a call has reached it. */
interface Receiver {
	address: string;
	port: number;
	/** The call's URL, by which this process can be called again. */
	url: URL;
}

/** Reads how a call has reached this process; must be done before it is answered, when the caller may hang up. */
export function receiverOf(context: IWebhookFunctions): Receiver | undefined {
	const request = context.getRequestObject();
	if (!('socket' in request)) return undefined;
	const { socket, originalUrl } = request;
	const { localAddress: address, localPort: port } = socket;
	if (address === undefined || port === undefined) return undefined;
	const host = address.includes(':') ? `[${address}]` : address;
	const protocol = 'encrypted' in socket ? 'https' : 'http';
	return { address, port, url: new URL(originalUrl, `${protocol}://${host}:${port}`) };
}

/** The query parameter of a call that asks whether the execution still waits. */
const QUESTION = 'isWaiting';

/** How long to wait for n8n's answer to such a call, in milliseconds. */
const ANSWER_MS = 5_000;

/** Whether a call only asks whether the execution still waits. n8n answers 409 in our place if not. */
export function asksWhetherWaiting(context: IWebhookFunctions): boolean {
	return isDataObject(context.getQueryData()) && QUESTION in context.getQueryData();
}

/**
 * Whether this process is the first to resume the execution. Takes some seconds to find out.
 * @param receiver this process, as the callback has reached it
 */
export async function isFirstToResume(
	context: IWebhookFunctions,
	receiver?: Receiver,
): Promise<boolean> {
	if (receiver === undefined || isN8n2(context) || !mayBeInQueueMode(context)) return true;
	receiver.url.searchParams.set(QUESTION, 'true');
	for (let tries = 1; ; tries++) {
		const delay = untilWindow(receiver.address, receiver.port, Date.now());
		const windowStart = Date.now() + delay;
		await sleep(delay);
		// Every process knows, because n8n reads it from the database. This one can be reached for certain.
		const outcome = await outcomeOf(
			async (): Promise<unknown> =>
				await context.helpers.httpRequest({
					method: 'POST',
					url: receiver.url.href,
					timeout: ANSWER_MS,
					skipSslCertificateValidation: true,
					ignoreHttpStatusErrors: true,
					returnFullResponse: true,
				}),
		);
		if (outcome.ok && isDataObject(outcome.value) && outcome.value.statusCode === CONFLICT) {
			return false;
		}
		// A busy process may wake late, in the window of another one.
		const isInTime = Date.now() - windowStart < DECISION_MS;
		// Without an answer, twice is better than never.
		if (isInTime || !outcome.ok || tries === MOST_TRIES) return true;
	}
}
