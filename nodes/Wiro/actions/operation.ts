import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Task } from '../api/task';
import type { ItemParameters } from '../fields/parameters';
import type { Execution } from './execution';

/** The work for one item after all items are validated. Returns the task in its new state. */
export type Job = (execution: Execution) => Promise<Task>;

/** An operation of the node: its parameters in the editor, and its work for an item. */
export interface Operation {
	/** Its entry in the operations list. */
	option: INodePropertyOptions & { value: string };
	/** What a model is told of the operation as a tool, unless the user writes something else. */
	toolDescription: string;
	/** Its parameters, each shown for this operation only. */
	properties: INodeProperties[];
	/** The entries of its Options collection; empty if it has none. */
	options: INodeProperties[];
	/**
	 * Reads and validates an item's parameters. Sends no request.
	 * @throws WiroError that says what is wrong and how to correct it
	 */
	prepare(parameters: ItemParameters): Promise<Job>;
	/** Whether the execution may be suspended. Each task then gets one item, and files if it is not. */
	maySuspend?(parameters: ItemParameters): boolean;
}
