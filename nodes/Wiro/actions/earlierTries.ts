import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { readReference, type TaskReference } from '../api/task';
import { isDataObject, number, text } from '../api/values';
import type { RunInputs } from '../api/client';

/** A task that an earlier try started, and its seed. */
export interface StartedEarlier {
	task: TaskReference;
	seed?: number;
}

/** The result of an item's earlier try: a task, or a Run whose answer was lost. */
export type EarlierTry = StartedEarlier | { /** What happened to the answer. */ lost: string };

/**
 * Remembers the result of each item's Run in n8n's node context. The context survives the tries of
 * Retry On Fail and is saved with the execution, so that no retry pays twice.
 */
export class EarlierTries {
	private readonly runIndex: number;

	constructor(private readonly context: IExecuteFunctions) {
		// In a loop, the node runs again with the same items and should make a new video each time.
		this.runIndex = number(context.evaluateExpression('{{ $runIndex }}', 0)) ?? 0;
	}

	/** The result of this item's earlier try; undefined if there is none. */
	find(itemIndex: number, inputs: RunInputs): EarlierTry | undefined {
		const entry: unknown = this.store()[this.keyOf(itemIndex)];
		if (!isDataObject(entry)) return undefined;
		// In a later execution, the user may have changed the node. The parameters are compared as they
		// are written: an expression such as a random seed differs each time, but means the same video.
		const isSame =
			entry.executionId === this.context.getExecutionId() ||
			entry.written === this.written(itemIndex, inputs);
		if (!isSame) return undefined;
		const lost = text(entry.lost);
		return lost === undefined ? { task: readReference(entry), seed: number(entry.seed) } : { lost };
	}

	remember(itemIndex: number, inputs: RunInputs, outcome: EarlierTry): void {
		this.store()[this.keyOf(itemIndex)] = {
			executionId: this.context.getExecutionId(),
			written: this.written(itemIndex, inputs),
			...('task' in outcome
				? {
						taskId: outcome.task.taskId,
						taskToken: outcome.task.taskToken,
						seed: outcome.seed,
					}
				: { lost: outcome.lost }),
		};
	}

	/** A hash of the inputs as they are written in the node, and of their item. */
	private written(itemIndex: number, { model, fields }: RunInputs): string {
		const { parameters } = this.context.getNode();
		const names = ['imageSource', 'binaryPropertyName', ...Object.keys(fields)];
		const values = names.map((name) => parameters[name]);
		const item = this.context.getInputData()[itemIndex]?.json;
		return createHash('sha256')
			.update(JSON.stringify([model, values, item]))
			.digest('hex');
	}

	private store() {
		return this.context.getContext('node');
	}

	/** Names an item and the node's run in the execution. */
	keyOf(itemIndex: number): string {
		return `wiro ${this.runIndex}/${itemIndex}`;
	}
}
