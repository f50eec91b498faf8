import {
	NodeApiError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type INodeType,
	type ResourceMapperFields,
} from 'n8n-workflow';
import { canRunAsTask, findModel, listModels, type ModelEntry } from '../api/catalog';
import { openRequests } from '../api/requests';
import { isDataObject, number, text } from '../api/values';
import { WiroError } from '../api/wiroError';
import { isOwnModel, modelNameOf, OWN_MODEL } from '../fields/model';
import { formFields } from '../models/inputs';
import { readPrices } from '../models/price';
import { priceLabel } from '../models/priceText';
import { readSchema } from '../models/schema';

/** How many models the list loads at once. */
const PAGE = 50;

/** An entry of the list. n8n puts a model's page behind the name. */
function entryOf({ name, raw }: ModelEntry) {
	const title = text(raw.title) ?? name;
	const value = isOwnModel(name) ? OWN_MODEL : name;
	return {
		name: `${title} (${priceLabel(readPrices(raw))})`,
		value,
		url: `https://wiro.ai/models/${name}`,
	};
}

/** Lets n8n show why a list or a form cannot be loaded. */
function toListError(context: ILoadOptionsFunctions, error: unknown): unknown {
	if (!(error instanceof WiroError)) return error;
	const { message, nextStep: description } = error;
	return new NodeApiError(context.getNode(), { message, description }, { message, description });
}

/** The models that can be run, those that fit the user's words best first. */
async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const start = number(paginationToken) ?? 0;
	try {
		const requests = await openRequests(this);
		const { models, total } = await listModels(requests, { search: filter, start, limit: PAGE });
		const entries = models.filter(canRunAsTask).map(entryOf);
		const isOwn = ({ value }: { value: string }) => value === OWN_MODEL;
		const isFirstPage = start === 0 && (filter ?? '') === '';
		const results = isFirstPage
			? [
					entries.find(isOwn) ?? { name: OWN_MODEL, value: OWN_MODEL },
					...entries.filter((entry) => !isOwn(entry)),
				]
			: entries;
		const next = start + PAGE;
		return { results, ...(next < total && { paginationToken: String(next) }) };
	} catch (error) {
		throw toListError(this, error);
	}
}

/** The name of the chosen model; undefined if an expression chooses it. */
function chosenModel(context: ILoadOptionsFunctions): string | undefined {
	const given: unknown = context.getCurrentNodeParameter('model');
	const value = text(isDataObject(given) ? given.value : given) ?? '';
	return value.startsWith('=') ? undefined : modelNameOf(value);
}

/** The form of the chosen model. */
async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	try {
		const name = chosenModel(this);
		if (name === undefined) {
			return {
				fields: [],
				emptyFieldsNotice: "An expression chooses the model. Enter its inputs in 'Inputs as JSON'.",
			};
		}
		if (isOwnModel(name)) return { fields: [] };
		const model = await findModel(await openRequests(this), name);
		if (model === undefined) {
			return { fields: [], emptyFieldsNotice: 'Wiro has no such model. Choose one from the list.' };
		}
		const inputs = readSchema(model.raw);
		return {
			fields: inputs.length === 0 ? [] : formFields(inputs, priceLabel(readPrices(model.raw))),
		};
	} catch (error) {
		throw toListError(this, error);
	}
}

/** What the editor asks the node for. */
export const methods: INodeType['methods'] = {
	listSearch: { searchModels },
	resourceMapping: { getModelInputs },
};
