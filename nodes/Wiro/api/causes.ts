/** One error in a chain of causes, reduced to what explains a failed request. */
export interface CausedError {
	name: string;
	/** Node's or axios's code, such as ECONNRESET; empty if it has none. */
	code: string;
	message: string;
	/** The system call that failed, such as `connect` or `getaddrinfo`; empty if there was none. */
	syscall: string;
	/** Whether the TLS handshake had finished; undefined if unknown. */
	isSecure?: boolean;
}

/** A limit for the search: n8n, axios and Node each wrap the original error, sometimes several. */
const MOST_ERRORS = 20;

function textIn(error: object, name: string): string {
	const value: unknown = Reflect.get(error, name);
	return typeof value === 'string' ? value : '';
}

function objectIn(parent: object, name: string): object | undefined {
	const value: unknown = Reflect.get(parent, name);
	return typeof value === 'object' && value !== null ? value : undefined;
}

/** Errors inside an error: its cause, n8n's `errorResponse`, and those of an AggregateError. */
function inside(error: object): object[] {
	const errors: unknown = Reflect.get(error, 'errors');
	const list: unknown[] = Array.isArray(errors) ? errors : [];
	return [objectIn(error, 'cause'), objectIn(error, 'errorResponse'), ...list].filter(
		(entry): entry is object => typeof entry === 'object' && entry !== null,
	);
}

/** Whether the request's socket had a secure connection, according to axios's error. */
function isSecure(error: object): boolean | undefined {
	const request = objectIn(error, 'request');
	const socket = request && objectIn(request, 'socket');
	const isConnecting: unknown = socket && Reflect.get(socket, 'secureConnecting');
	return typeof isConnecting === 'boolean' ? !isConnecting : undefined;
}

/** An error and all its causes, outermost first. */
export function errorsIn(error: unknown): CausedError[] {
	const found = new Set<object>();
	const queue: object[] = typeof error === 'object' && error !== null ? [error] : [];
	for (const next of queue) {
		if (found.has(next) || found.size === MOST_ERRORS) continue;
		found.add(next);
		queue.push(...inside(next));
	}
	const all = [...found];
	const secure = all.map(isSecure).find((state) => state !== undefined);
	return all.map((entry) => {
		const code = textIn(entry, 'code');
		// axios copies the code of its cause, but not the system call.
		const same = all.filter((other) => textIn(other, 'code') === code);
		return {
			name: textIn(entry, 'name'),
			code,
			message: textIn(entry, 'message'),
			syscall: same.map((other) => textIn(other, 'syscall')).find((call) => call !== '') ?? '',
			isSecure: secure,
		};
	});
}
