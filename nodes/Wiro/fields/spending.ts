import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './parameters';

/** The limits that an item's options set, in US dollars; undefined means no limit. */
export interface CostLimits {
	perTask?: number;
	perExecution?: number;
}

const ABOUT_ESTIMATES =
	'It is compared with an estimate from the prices on Wiro, since Wiro itself has no limit for a task.';

const amount = { minValue: 0, numberPrecision: 4 };

/** The options that limit what a Run may cost. */
export const spendingOptions: INodeProperties[] = [
	{
		displayName: 'Max Cost per Execution (USD)',
		name: 'maxCostPerExecution',
		type: 'number',
		typeOptions: amount,
		default: '',
		placeholder: 'e.g. 5',
		description: `The most that the tasks of this node may cost in one execution. Items beyond it are not started. ${ABOUT_ESTIMATES} A task whose cost is not known in advance is not started.`,
	},
	{
		displayName: 'Max Cost per Task (USD)',
		name: 'maxCostPerTask',
		type: 'number',
		typeOptions: amount,
		default: '',
		placeholder: 'e.g. 0.5',
		description: `The most that one task may cost. An item that would cost more is not started. ${ABOUT_ESTIMATES} A task whose cost is not known in advance is not started.`,
	},
];

/** Reads the limits. @throws WiroError */
export function readCostLimits(options: ParameterReader): CostLimits {
	return {
		perTask: options.optionalNumber('maxCostPerTask'),
		perExecution: options.optionalNumber('maxCostPerExecution'),
	};
}
