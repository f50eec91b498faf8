import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import {
	hasOwnParameters,
	modelProperty,
	readModelName,
	showsOtherModel,
	showsOwnModel,
} from '../fields/model';
import type { ItemParameters } from '../fields/parameters';
import { readAnyModel, type Reading } from './anyModel';
import { imageProperties } from './image';
import { otherInputProperties } from './inputs';
import type { KnownSchemas } from './knownSchemas';
import { storedInputs } from './storedInputs';
import { readWan22I2vA14b, readWan22I2vA14bForPrice, wan22I2vA14bProperties } from './wan22I2vA14b';

function propertiesWith(ownProperties: INodeProperties[]): INodeProperties[] {
	return [
		modelProperty,
		...updateDisplayOptions(showsOwnModel, ownProperties),
		...updateDisplayOptions(showsOtherModel, otherInputProperties),
	];
}

/** The parameters that say what to run. */
export const runInputProperties = propertiesWith(wan22I2vA14bProperties);

/** Those that a price depends on. */
export const priceInputProperties = propertiesWith(
	wan22I2vA14bProperties.filter((property) => !imageProperties.includes(property)),
);

/** Reads and validates what an item runs. @throws WiroError */
export async function readRunInputs(
	parameters: ItemParameters,
	schemas: KnownSchemas,
): Promise<RunInputs> {
	if (hasOwnParameters(parameters)) return await readWan22I2vA14b(parameters);
	return await readOther(parameters, schemas, { isForPrice: false });
}

/** Reads what the price of an item depends on. Inputs may be missing. @throws WiroError */
export async function readPriceInputs(
	parameters: ItemParameters,
	schemas: KnownSchemas,
): Promise<RunInputs> {
	if (hasOwnParameters(parameters)) return readWan22I2vA14bForPrice(parameters);
	return await readOther(parameters, schemas, { isForPrice: true });
}

async function readOther(
	parameters: ItemParameters,
	schemas: KnownSchemas,
	reading: Reading,
): Promise<RunInputs> {
	const name = readModelName(parameters);
	const stored = storedInputs(parameters.raw('modelInputs'));
	const { model, inputs } = await schemas.inputsOf(name, stored);
	return await readAnyModel(parameters, model, inputs, reading);
}
