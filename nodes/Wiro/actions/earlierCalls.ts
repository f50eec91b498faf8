import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import { dataObjects, number } from '../api/values';
import { callArguments, isOverMcp } from '../fields/tool';
import { hashOf, readResult, savedResult, type EarlierTry, type Memory } from './earlierTries';

/** The entry in the node context, which n8n saves with the execution. */
const ENTRY = 'wiroOrders';

/**
 * After this time, in milliseconds, a client of an MCP server has probably given up on its call: most
 * wait for a minute. Then nobody has read the answer, and the model may call again.
 */
const CLIENT_PATIENCE_MS = 50_000;

/** How long an order over MCP is remembered, in milliseconds. */
const MCP_MEMORY_MS = 3_600_000;

/** The orders over MCP, by workflow and node. There, each call has a node context of its own. */
const ordersOverMcp = new Map<string, unknown[]>();

/** The calls that work on an order in this n8n process. */
const inProgress = new WeakMap<IDataObject, EarlierCalls>();

/** The orders that calls of this tool have left behind, or are working on. Changed in place. */
function ordersOf(context: IExecuteFunctions): unknown[] {
	if (isOverMcp(context)) {
		const tool = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
		const orders = ordersOverMcp.get(tool) ?? [];
		ordersOverMcp.set(tool, orders);
		return orders;
	}
	const store = context.getContext('node');
	const saved: unknown = store[ENTRY];
	const orders: unknown[] = Array.isArray(saved) ? saved : [];
	store[ENTRY] = orders;
	return orders;
}

/**
 * Remembers what a tool's calls have ordered. A model that calls again in the same words, after an
 * error, gets the task that it has paid for already. A video that was handed over is forgotten, so
 * that a later call makes a new one, and so do two calls at the same time.
 */
export class EarlierCalls implements Memory {
	private readonly begunAt = Date.now();
	private readonly isOverMcp: boolean;
	private readonly orders: unknown[];
	/** The orders that this call works on, by item index. */
	private readonly own = new Map<number, IDataObject>();

	constructor(private readonly context: IExecuteFunctions) {
		this.isOverMcp = isOverMcp(context);
		this.orders = ordersOf(context);
		for (const order of dataObjects(this.orders)) {
			if (this.isOverMcp && isOld(order)) this.remove(order);
		}
	}

	find(itemIndex: number, inputs: RunInputs): EarlierTry | undefined {
		const words = this.keyOf(itemIndex, inputs);
		const found = dataObjects(this.orders).find(
			(order) => order.words === words && this.isFree(order),
		);
		if (found === undefined) return undefined;
		this.take(itemIndex, found);
		return readResult(found);
	}

	remember(itemIndex: number, inputs: RunInputs, result: EarlierTry): void {
		this.remove(this.own.get(itemIndex));
		const words = this.keyOf(itemIndex, inputs);
		const order: IDataObject = { words, at: Date.now(), ...savedResult(result) };
		this.orders.push(order);
		this.take(itemIndex, order);
	}

	handOver(itemIndex: number): void {
		if (!this.isGivenUp()) this.remove(this.own.get(itemIndex));
	}

	release(): void {
		for (const order of this.own.values()) {
			if (inProgress.get(order) === this) inProgress.delete(order);
		}
	}

	/** Whether the client has probably given up on this call. */
	private isGivenUp(): boolean {
		return this.isOverMcp && Date.now() - this.begunAt > CLIENT_PATIENCE_MS;
	}

	private isFree(order: IDataObject): boolean {
		return inProgress.get(order)?.isGivenUp() !== false;
	}

	private take(itemIndex: number, order: IDataObject): void {
		inProgress.set(order, this);
		this.own.set(itemIndex, order);
	}

	private remove(order: IDataObject | undefined): void {
		const index = this.orders.indexOf(order);
		if (index !== -1) this.orders.splice(index, 1);
	}

	/**
	 * A hash of the call's arguments and of the inputs. The seed counts as it is written in the node:
	 * a random one differs each time, but means the same video.
	 */
	keyOf(itemIndex: number, { model, fields, files }: RunInputs): string {
		const { parameters, credentials } = this.context.getNode();
		return hashOf([
			Object.entries(callArguments(this.context, itemIndex)).sort(([a], [b]) => (a < b ? -1 : 1)),
			{ ...fields, seed: parameters.seed ?? fields.seed },
			[model, ...files.map(({ field, file }) => [field, file.fileName, file.sizeBytes])],
			credentials,
		]);
	}
}

function isOld({ at }: IDataObject): boolean {
	return Date.now() - (number(at) ?? 0) > MCP_MEMORY_MS;
}
