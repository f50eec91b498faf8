import type { IExecuteFunctions } from 'n8n-workflow';

const CANCEL_SIGNAL = 'getExecutionCancelSignal';

/**
 * The same context without the signal of the user's Stop. n8n aborts every request of a context
 * that has the signal and refuses further ones, but two must go through: a Run under way, whose
 * answer names a paid task, and the Cancel or Kill that stops it.
 */
export function uncancelled(context: IExecuteFunctions): IExecuteFunctions {
	return new Proxy(context, {
		has: (target, key) => key !== CANCEL_SIGNAL && Reflect.has(target, key),
		get: (target, key): unknown => (key === CANCEL_SIGNAL ? undefined : Reflect.get(target, key)),
	});
}
