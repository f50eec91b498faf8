import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Task } from '../api/task';
import type { ItemParameters } from '../fields/parameters';
import type { Execution } from './execution';

/** What is done for one item once all items are checked; gives the task as it then stands. */
export type Job = (execution: Execution) => Promise<Task>;

/** One operation of the node: how it looks in the editor, and what it does for an item. */
export interface Operation {
	/** Its entry in the list of operations. */
	option: INodePropertyOptions & { value: string };
	/** Its parameters, each shown for this operation only. */
	properties: INodeProperties[];
	/** What its Options offer; empty where it has none. */
	options: INodeProperties[];
	/**
	 * Reads and checks an item's parameters. Sends nothing.
	 * @throws WiroError that says what is wrong and what would do
	 */
	prepare(parameters: ItemParameters): Promise<Job>;
	/** Whether the execution may be suspended: the files of the items are fetched when it is not. */
	maySuspend?(parameters: ItemParameters): boolean;
}
