import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import {
	hasModelByExpression,
	modelNameIn,
	modelProperty,
	showsOtherModel,
	showsOwnFields,
	showsOwnModel,
} from '../fields/model';
import type { ItemParameters } from '../fields/parameters';
import { readAnyModel, type Reading } from './anyModel';
import { imageProperties } from './image';
import { modelInputsProperties } from './inputs';
import type { KnownModels } from './knownModels';
import { readWan22I2vA14b, readWan22I2vA14bForPrice, wan22I2vA14bProperties } from './wan22I2vA14b';

function propertiesWith(ownProperties: INodeProperties[]): INodeProperties[] {
	return [
		modelProperty,
		...updateDisplayOptions(showsOwnModel, ownProperties),
		...updateDisplayOptions(showsOtherModel, modelInputsProperties),
	];
}

/** The parameters that say what to run: the own model's fields, or those of any other model. */
export const runInputProperties = propertiesWith(wan22I2vA14bProperties);

/** Those that a price depends on. */
export const priceInputProperties = propertiesWith(
	wan22I2vA14bProperties.filter((property) => !imageProperties.includes(property)),
);

/** Reads and validates what an item runs. @throws WiroError */
export async function readRunInputs(
	parameters: ItemParameters,
	models: KnownModels,
): Promise<RunInputs> {
	if (showsOwnFields(parameters)) return await readWan22I2vA14b(parameters);
	return await readOther(parameters, models, { isForPrice: false });
}

/** Reads what the price of an item depends on. Inputs may be missing. @throws WiroError */
export async function readPriceInputs(
	parameters: ItemParameters,
	models: KnownModels,
): Promise<RunInputs> {
	if (showsOwnFields(parameters)) return readWan22I2vA14bForPrice(parameters);
	return await readOther(parameters, models, { isForPrice: true });
}

async function readOther(
	parameters: ItemParameters,
	models: KnownModels,
	reading: Reading,
): Promise<RunInputs> {
	const given = modelNameIn(parameters);
	const { name, inputs } = await models.inputsOf(given, storedSchema(parameters));
	return await readAnyModel(parameters, name, inputs, reading);
}

/** The fields that the workflow stores for the model; none if the model comes from an expression. */
function storedSchema(parameters: ItemParameters): unknown {
	if (hasModelByExpression(parameters)) return undefined;
	const { context, itemIndex } = parameters;
	// As it is: its texts come from a model's owner, and n8n would take some for expressions.
	return context.getNodeParameter('modelInputs.schema', itemIndex, [], { rawExpressions: true });
}
