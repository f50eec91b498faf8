import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import { canRunAsTask, findModel, listModels, type ModelEntry } from '../api/catalog';
import { openRequests } from '../api/requests';
import { number, text } from '../api/values';
import { isOwnModel, modelNameInText, OWN_MODEL } from '../fields/model';
import { mapperFields, NO_INPUTS } from '../models/inputs';
import { noSuchModel } from '../models/knownSchemas';
import { readPrices } from '../models/price';
import { priceLabel } from '../models/priceText';
import { readSchema } from '../models/schema';
import { asListError } from './listError';

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

/** The text of the chosen model; undefined while there is none, or only an expression. */
function chosenModel(context: ILoadOptionsFunctions): string | undefined {
	const written = text(context.getCurrentNodeParameter('model.value'));
	return written === undefined || written.startsWith('=') ? undefined : written;
}

/**
 * The fields for the inputs of the chosen model, with its price above them.
 * @throws NodeApiError or NodeOperationError
 */
async function getModelInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await asListError(this, async () => {
		const written = chosenModel(this);
		if (written === undefined) {
			return {
				fields: [],
				emptyFieldsNotice:
					"The inputs show once a model is chosen. For a model that an expression chooses, enter them in 'Inputs as JSON'.",
			};
		}
		const name = modelNameInText(written);
		const model = name && (await findModel(await openRequests(this), name));
		if (!model) throw noSuchModel(written);
		const inputs = readSchema(model.raw);
		if (inputs.length === 0) return { fields: [], emptyFieldsNotice: NO_INPUTS };
		return { fields: mapperFields(inputs, priceLine(model.raw)) };
	});
}

/** What the editor asks the node for. */
export const methods = {
	listSearch: { searchModels },
	resourceMapping: { getModelInputs },
};
