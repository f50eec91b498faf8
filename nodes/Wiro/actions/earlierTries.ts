import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { TaskReference } from '../api/task';
import { isDataObject, number, text } from '../api/values';
import type { RunInputs } from '../api/client';

/** A task that an earlier try started, and the seed that was sent with it. */
export interface StartedEarlier {
	task: TaskReference;
	seed?: number;
}

/** What an earlier try of an item came to: a task, or a Run whose answer was lost. */
export type EarlierTry = StartedEarlier | { /** What happened to the answer. */ lost: string };

/**
 * Remembers what each item's Run came to, in n8n's node context: it outlives Retry On Fail's tries
 * and is saved with the execution, so that neither they nor a retry of the execution pay twice.
 */
export class EarlierTries {
	private readonly runIndex: number;

	constructor(private readonly context: IExecuteFunctions) {
		// A loop runs the node anew with the same items, and means a new video each time.
		this.runIndex = number(context.evaluateExpression('{{ $runIndex }}', 0)) ?? 0;
	}

	/** What an earlier try of this item came to; undefined when there is none. */
	find(itemIndex: number, inputs: RunInputs): EarlierTry | undefined {
		const entry: unknown = this.store()[this.keyOf(itemIndex)];
		if (!isDataObject(entry)) return undefined;
		// In a later execution the user may have changed the node. What counts is how the inputs are
		// written: an expression such as a random seed gives others each time, but means one video.
		const isSame =
			entry.executionId === this.context.getExecutionId() ||
			entry.written === this.written(itemIndex, inputs);
		if (!isSame) return undefined;
		const lost = text(entry.lost);
		return lost === undefined
			? {
					task: { taskId: text(entry.taskId), taskToken: text(entry.taskToken) },
					seed: number(entry.seed),
				}
			: { lost };
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

	/** Stands for the inputs as they are written in the node, and for the item that they are for. */
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

	private keyOf(itemIndex: number): string {
		return `wiro ${this.runIndex}/${itemIndex}`;
	}
}
