import type { INodeProperties } from 'n8n-workflow';
import type { RunInputs } from '../api/client';
import {
	hasModelByExpression,
	modelNameIn,
	modelProperty,
	showsOwnFields,
	shownForOtherModels,
	shownForOwnModel,
} from '../fields/model';
import type { ItemParameters } from '../fields/parameters';
import { readAnyModel } from './anyModel';
import { modelInputsProperties } from './inputs';
import type { KnownModel, ModelSource } from './knownSchemas';
import { readWan22I2vA14b, wan22I2vA14bProperties } from './wan22I2vA14b';

/** The model of a Run, and its inputs: the own model's fields, or those of any other model. */
export const runInputProperties: INodeProperties[] = [
	modelProperty,
	...shownForOwnModel(wan22I2vA14bProperties),
	...shownForOtherModels(modelInputsProperties),
];

/** What an item runs. */
export interface ReadRun {
	inputs: RunInputs;
	/** What Wiro and the workflow know of the model; undefined for the own model by its own fields. */
	model?: KnownModel;
}

/** The fields that the workflow stores for the model; none if the model comes from an expression. */
function storedSchema(parameters: ItemParameters): unknown {
	if (hasModelByExpression(parameters)) return undefined;
	const { context, itemIndex } = parameters;
	const path = 'modelInputs.schema';
	// As it is: its texts come from a model's owner, and n8n would take some for expressions.
	return context.getNodeParameter(path, itemIndex, [], { rawExpressions: true });
}

/**
 * Reads and validates an item's model and inputs.
 * @param knownModel gives a model's inputs. Not used for the own model, whose inputs are known.
 * @throws WiroError
 */
export async function readRun(
	parameters: ItemParameters,
	knownModel: ModelSource,
): Promise<ReadRun> {
	if (showsOwnFields(parameters)) return { inputs: await readWan22I2vA14b(parameters) };
	const model = await knownModel(modelNameIn(parameters), storedSchema(parameters));
	return { inputs: await readAnyModel(parameters, model.name, model.inputs), model };
}

/** The same without what is known of the model. @throws WiroError */
export async function readRunInputs(
	parameters: ItemParameters,
	knownModel: ModelSource,
): Promise<RunInputs> {
	return (await readRun(parameters, knownModel)).inputs;
}
