import type { RunInputs } from '../api/client';
import { estimateCost, type Estimate } from './estimate';
import type { KnownModels } from './knownModels';
import { readPrices } from './price';

/**
 * Estimates what a Run would cost, by the prices that Wiro shows for its model.
 * @param imageFiles how many images are sent as files beside the fields, if that is known
 * @throws WiroError if Wiro does not show the model
 */
export async function estimateOfRun(
	models: KnownModels,
	{ model, fields }: Pick<RunInputs, 'model' | 'fields'>,
	imageFiles?: number,
): Promise<Estimate> {
	const raw = await models.detailOf(model);
	return estimateCost(readPrices(raw), fields, imageFiles);
}
