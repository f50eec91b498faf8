import {
	NodeError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
	type ResourceMapperFields,
} from 'n8n-workflow';
import { canRunAsTask, findModel, listModels, type ModelEntry } from '../api/catalog';
import { nodeErrorOf, unknownError } from '../api/nodeErrors';
import { openRequests } from '../api/requests';
import { dataObjects, number, text } from '../api/values';
import { outcomeOf, WiroError } from '../api/wiroError';
import { isOwnModel, modelNameInText, OWN_MODEL } from '../fields/model';
import { mapperFields, NO_INPUTS } from '../models/inputs';
import { noSuchModel } from '../models/knownModels';
import { readPrices } from '../models/price';
import { priceLabel } from '../models/priceText';
import { readSchema } from '../models/schema';

/** How many models of Wiro's list one page has. */
const PAGE = 50;

/** Where the pages of models are. */
const MODEL_PAGES = 'https://wiro.ai/models/';

/** The node's own model, which the list has first. */
const OWN_ENTRY: INodeListSearchItems = {
	name: OWN_MODEL,
	value: OWN_MODEL,
	url: MODEL_PAGES + OWN_MODEL,
};

/** A model as the list shows it, with its price. */
function entryOf({ name, raw }: ModelEntry): INodeListSearchItems {
	const [owner = ''] = name.split('/');
	const title = text(raw.title) ?? name;
	const label = title.includes('/') ? title : `${title} (${owner})`;
	return {
		name: `${label}: ${priceLabel(readPrices(raw))}`,
		// The own model has fields of its own under this name.
		value: isOwnModel(name) ? OWN_MODEL : name,
		url: MODEL_PAGES + name.split('/').map(encodeURIComponent).join('/'),
	};
}

/** The line above the fields. */
function priceLine(raw: IDataObject): string {
	return `Price: ${priceLabel(readPrices(raw)).replace(/^price /, '')}`;
}

/** What to search for: the words, or the model's part of a name or URL. */
function wordsOf(filter: string): string {
	return modelNameInText(filter)?.split('/').at(-1) ?? filter;
}

/**
 * The models that can be run as a task, for the list of 'Model'.
 * @param paginationToken how many of Wiro's models come before this page, as text
 * @throws NodeApiError or NodeOperationError
 */
async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await asListError(this, async () => {
		const requests = await openRequests(this);
		const search = wordsOf(filter?.trim() ?? '');
		let start = number(paginationToken) ?? 0;
		const isWhole = search === '';
		const isFirst = isWhole && start === 0;
		for (;;) {
			const { models, total } = await listModels(requests, { search, start, limit: PAGE });
			const own = models.find(({ name }) => isOwnModel(name));
			const others = models.filter((model) => canRunAsTask(model) && !(isWhole && model === own));
			const first = own === undefined ? OWN_ENTRY : entryOf(own);
			const results = [...(isFirst ? [first] : []), ...others.map(entryOf)];
			start += PAGE;
			const isLast = models.length === 0 || start >= total;
			// The editor asks for no further page after an empty one.
			if (isLast) return { results };
			if (results.length > 0) return { results, paginationToken: String(start) };
		}
	});
}

/** Told in place of the fields while it is not clear which model will run. */
const NO_MODEL =
	"The inputs show once a model is chosen. For a model that an expression chooses, enter them in 'Inputs as JSON'.";

/** The text of the chosen model; undefined while there is none, or only an expression. */
function chosenModel(context: ILoadOptionsFunctions): string | undefined {
	const written = text(context.getCurrentNodeParameter('model.value'));
	return written === undefined || written.startsWith('=') ? undefined : written;
}

/** What the chosen model takes. @throws WiroError, or NodeOperationError without a credential */
async function inputsOfChosen(context: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const written = chosenModel(context);
	if (written === undefined) return { fields: [], emptyFieldsNotice: NO_MODEL };
	const name = modelNameInText(written);
	const model = name && (await findModel(await openRequests(context), name));
	if (!model) throw noSuchModel(written);
	const inputs = readSchema(model.raw);
	if (inputs.length === 0) return { fields: [], emptyFieldsNotice: NO_INPUTS };
	return { fields: mapperFields(inputs, priceLine(model.raw)) };
}

/** Whether the editor has fields of a model already. */
function hasFields(context: ILoadOptionsFunctions): boolean {
	return dataObjects(context.getCurrentNodeParameter('modelInputs.schema')).length > 0;
}

/**
 * The fields for the inputs of the chosen model, with its price above them. The editor does not show
 * an error, so while it has no fields the error is a notice. With no fields in place of those that it
 * has, it would forget their values.
 * @throws NodeApiError or NodeOperationError
 */
async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const outcome = await outcomeOf(
		async () => await asListError(this, async () => await inputsOfChosen(this)),
	);
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (!(error instanceof NodeError) || hasFields(this)) throw error;
	const words = [error.message, error.description].filter(Boolean);
	return { fields: [], emptyFieldsNotice: words.map(asSentence).join(' ') };
}

/** Ends a text with a full stop unless it ends a sentence. */
function asSentence(words: unknown): string {
	const written = String(words);
	return /[.!?]$/.test(written) ? written : `${written}.`;
}

/**
 * Does the work of one of the editor's lists.
 * @throws NodeApiError or NodeOperationError
 */
async function asListError<T>(context: ILoadOptionsFunctions, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const node = context.getNode();
		if (!(error instanceof WiroError)) throw unknownError(node, error);
		const { message, nextStep: description } = error;
		throw nodeErrorOf(node, error, { message, description });
	}
}

/** What the editor asks the node for. */
export const methods = {
	listSearch: { searchModels },
	resourceMapping: { getModelInputs },
};
