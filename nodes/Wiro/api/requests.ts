import type { IDataObject } from 'n8n-workflow';
import { withRetries } from './pause';
import { Throttle } from './throttle';
import { call, connectionOf, type Call, type CallContext, type Connection } from './transport';

/**
 * Sends requests to Wiro, a few at a time. Every method throws a WiroError, or the signal's reason
 * once it is aborted.
 */
export class Requests {
	private readonly throttle: Throttle;

	/** @param signal ends all waiting, and all requests but those of `sendAnyway` */
	constructor(
		private readonly context: CallContext,
		readonly connection: Connection,
		readonly signal: AbortSignal,
	) {
		this.throttle = new Throttle(signal);
	}

	/** Sends a request once. */
	async send(request: Call): Promise<IDataObject> {
		return await this.sendOnce(request, this.signal);
	}

	/** Sends a request once, and waits for its answer even if the signal is aborted meanwhile. */
	async sendAnyway(request: Call): Promise<IDataObject> {
		return await this.sendOnce(request);
	}

	/** Sends a request that costs nothing, again after a temporary failure. */
	async sendFree(request: Call): Promise<IDataObject> {
		return await withRetries(async () => await this.send(request), this.signal);
	}

	private async sendOnce(request: Call, signal?: AbortSignal): Promise<IDataObject> {
		await this.throttle.enter();
		try {
			return await call(this.context, this.connection, request, signal);
		} catch (error) {
			throw this.throttle.afterFailure(error);
		} finally {
			this.throttle.leave();
		}
	}
}

/**
 * Opens Wiro with the node's credential, for requests that are not about a task.
 * @throws NodeOperationError if no credential is chosen
 */
export async function openRequests(context: CallContext): Promise<Requests> {
	return new Requests(context, await connectionOf(context), new AbortController().signal);
}
