import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { readReference, type TaskReference } from '../api/task';
import { isDataObject, number, text } from '../api/values';
import type { RunInputs } from '../api/client';

/** The parameters that say what to run but are not named after the inputs that Wiro gets. */
const OTHER_PARAMETERS = [
	'imageSource',
	'binaryPropertyName',
	'model',
	'modelInputs',
	'inputsJson',
];

/** A task that an earlier try started. */
export interface StartedEarlier {
	task: TaskReference;
	seed?: number | string;
	/** The name under which its cost counts, if there is a limit. */
	costKey?: string;
}

/** The result of an item's earlier try: a task, or a Run whose answer was lost. */
export type EarlierTry = StartedEarlier | { /** What happened to the answer. */ lost: string };

/** Remembers the results of Runs, so that nothing is paid twice. */
export interface Memory {
	/** Names an item's Run among those of the execution. */
	keyOf(itemIndex: number, inputs: RunInputs): string;
	/** The result of this item's earlier Run; undefined if there is none. */
	find(itemIndex: number, inputs: RunInputs): EarlierTry | undefined;
	remember(itemIndex: number, inputs: RunInputs, result: EarlierTry): void;
	/** The items of this item's task go out of the node. */
	handOver?(itemIndex: number): void;
	/** The node is done, successfully or not. */
	release?(): void;
}

/** A result as n8n saves it. */
export function savedResult(result: EarlierTry): IDataObject {
	if ('lost' in result) return { lost: result.lost };
	const { task, seed, costKey } = result;
	return { taskId: task.taskId, taskToken: task.taskToken, seed, costKey };
}

/** Reads what {@link savedResult} has made. */
export function readResult(saved: IDataObject): EarlierTry {
	const lost = text(saved.lost);
	if (lost !== undefined) return { lost };
	return { task: readReference(saved), seed: seedOf(saved.seed), costKey: text(saved.costKey) };
}

/** A seed as a number, or as text if it has more digits than a number can hold; undefined without one. */
export function seedOf(value: unknown): number | string | undefined {
	const seed = number(value);
	return seed === undefined || Number.isSafeInteger(seed) ? seed : text(value);
}

/** A short text that differs for different values. */
export function hashOf(values: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

/**
 * Remembers the result of each item's Run in n8n's node context. The context survives the tries of
 * Retry On Fail and is saved with the execution, so that no retry pays twice.
 */
export class EarlierTries implements Memory {
	private readonly runIndex: number;

	constructor(private readonly context: IExecuteFunctions) {
		// In a loop, the node runs again with the same items and should make a new video each time.
		this.runIndex = number(context.evaluateExpression('{{ $runIndex }}', 0)) ?? 0;
	}

	find(itemIndex: number, inputs: RunInputs): EarlierTry | undefined {
		const entry: unknown = this.store()[this.keyOf(itemIndex)];
		if (!isDataObject(entry)) return undefined;
		// In a later execution, the user may have changed the node. The parameters are compared as they
		// are written: an expression such as a random seed differs each time, but means the same video.
		const isSame =
			entry.executionId === this.context.getExecutionId() ||
			entry.written === this.written(itemIndex, inputs);
		return isSame ? readResult(entry) : undefined;
	}

	remember(itemIndex: number, inputs: RunInputs, result: EarlierTry): void {
		this.store()[this.keyOf(itemIndex)] = {
			executionId: this.context.getExecutionId(),
			written: this.written(itemIndex, inputs),
			...savedResult(result),
		};
	}

	/** A hash of the inputs as they are written in the node, and of their item. */
	private written(itemIndex: number, { model, fields }: RunInputs): string {
		const { parameters } = this.context.getNode();
		const names = [...OTHER_PARAMETERS, ...Object.keys(fields)];
		const values = names.map((name) => parameters[name]);
		return hashOf([model, values, this.context.getInputData()[itemIndex]?.json]);
	}

	private store() {
		return this.context.getContext('node');
	}

	keyOf(itemIndex: number): string {
		return `wiro ${this.runIndex}/${itemIndex}`;
	}
}
