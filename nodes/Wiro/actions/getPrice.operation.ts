import { priceSentence } from '../models/priceText';
import { priceInputProperties, readPriceInputs } from '../models/runInputs';
import { estimateOfRun } from '../models/runPrice';
import type { Operation } from './operation';

/** Estimates what a Run would cost. */
export const getPrice: Operation = {
	resource: 'model',
	option: {
		name: 'Get Price',
		value: 'getPrice',
		action: 'Get price of a model',
		description:
			'Estimate what a task of a model would cost with these inputs, without starting it',
	},
	toolDescription:
		'Estimates in US dollars what a task on Wiro would cost with the given inputs, at no cost. estimatedCost is the estimate, and certainty tells how far to trust it. If estimatedCost is missing, the cost is not known until the task has run.',
	properties: priceInputProperties,
	options: [],
	hasOwnItems: true,
	async prepare(parameters, { models }) {
		const inputs = await readPriceInputs(parameters, models);
		const estimate = await estimateOfRun(models, inputs);
		const { cost, certainty, method } = estimate;
		return async () => ({
			json: {
				model: inputs.model,
				...(cost !== undefined && { estimatedCost: cost }),
				certainty,
				...(method !== undefined && { method }),
				explanation: priceSentence(estimate),
			},
		});
	},
};
