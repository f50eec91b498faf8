import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Task } from '../api/task';
import type { ItemParameters } from '../fields/parameters';
import type { Execution } from './execution';

/** What an item's job has found: a task in its new state, a list of tasks, or the fields of one item. */
export type Found = Task | Task[] | { json: IDataObject };

/** The work for one item after all items are validated. */
export type Job = (execution: Execution) => Promise<Found>;

/** What n8n asks for first: what the operation is about. */
export type Resource = 'model' | 'task';

/** An operation of the node: its parameters in the editor, and its work for an item. */
export interface Operation {
	resource: Resource;
	/** Its entry in the operations list. */
	option: INodePropertyOptions & { value: string };
	/** What a model reads about the operation as a tool, unless the user writes something else. */
	toolDescription: string;
	/** The same while another model than Wan2.2-I2V-A14B is chosen; left out if there is no difference. */
	toolDescriptionOfOthers?: string;
	/** Its parameters, each shown for this operation only. */
	properties: INodeProperties[];
	/** The entries of its Options collection; empty if it has none. */
	options: INodeProperties[];
	/** Whether its items are not tasks, so that there is nothing to simplify. */
	hasOwnItems?: boolean;
	/**
	 * Reads and validates an item's parameters. Sends no request but for the inputs and prices of models,
	 * which cost nothing.
	 * @throws WiroError that says what is wrong and how to correct it
	 */
	prepare(parameters: ItemParameters, execution: Execution): Promise<Job>;
	/** Whether the execution may be suspended. Each task then gets one item, and files if it is not. */
	maySuspend?(parameters: ItemParameters): boolean;
}
