import type { IDataObject } from 'n8n-workflow';
import type { Requests } from './requests';
import { dataObjects, joinedName, number, text } from './values';
import { isUnknownModel, outcomeOf } from './wiroError';

/** A model as Wiro lists it. */
export interface ModelEntry {
	/** Its name in Wiro's URLs, such as `wan-ai/wan2-2-i2v-a14b`. */
	name: string;
	/** Wiro's object, unchanged. In a list, it has no `parameters`. */
	raw: IDataObject;
}

/** A part of Wiro's list of models. */
export interface ModelPage {
	models: ModelEntry[];
	/** How many models there are in all. */
	total: number;
}

/** Where to look for a model that Wiro does not know by its short name: the entries of one search. */
const SEARCH_LIMIT = 50;

/** What runs in a connection that stays open, or makes a model instead of an output. */
const OTHER_KINDS = /^(real-?time|.*-training|training|trainer)\b/i;

/**
 * One page of Wiro's models. Source: Wiro's documentation and its own clients, which send the numbers
 * as text. Any other `sort` is an error.
 * @param start how many to leave out
 * @param limit 100 at most
 */
export async function listModels(
	requests: Requests,
	{ search = '', start = 0, limit = 50 }: { search?: string; start?: number; limit?: number },
): Promise<ModelPage> {
	const json = {
		start: String(start),
		limit: String(limit),
		search,
		sort: 'relevance',
		order: 'DESC',
		hideworkflows: true,
		summary: true,
	};
	const answer = await requests.sendFree({ endpoint: 'models', body: { json } });
	const tools = dataObjects(answer.tool);
	const models = tools.flatMap((raw) => {
		const name = slugOf(raw);
		return name === undefined ? [] : [{ name, raw }];
	});
	return { models, total: number(answer.total) ?? start + tools.length };
}

/** Whether a model can be run as a task: not in real time, and not to train another model. */
export function canRunAsTask({ raw }: ModelEntry): boolean {
	const lists: unknown[] = [raw.categories, raw.tags];
	const kinds = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
	return !kinds.some((kind) => OTHER_KINDS.test(text(kind) ?? ''));
}

/**
 * The model of a name, with its `parameters`; undefined if Wiro does not have it. Some models are
 * only found by the name as their owner writes it, which Wiro's search tells.
 */
export async function findModel(requests: Requests, name: string): Promise<ModelEntry | undefined> {
	const found = await modelNamed(requests, name);
	if (found !== undefined) return found;
	const search = name.split('/').at(-1) ?? name;
	const { models } = await listModels(requests, { search, limit: SEARCH_LIMIT });
	const listed = models.find((model) => isSameModel(model.name, name));
	const written = listed && writtenName(listed.raw);
	if (written === undefined || written === name) return undefined;
	return await modelNamed(requests, written);
}

async function modelNamed(requests: Requests, name: string): Promise<ModelEntry | undefined> {
	const [slugowner = '', slugproject = ''] = name.split('/');
	const request = { endpoint: 'model', body: { json: { slugowner, slugproject } } } as const;
	// A model that Wiro does not have is an answer here.
	const outcome = await outcomeOf(async () => await requests.sendFree(request));
	if (!outcome.ok) {
		if (isUnknownModel(outcome.error)) return undefined;
		throw outcome.error;
	}
	const [raw] = dataObjects(outcome.value.tool);
	return raw && { name, raw };
}

/** A model's name as its owner writes it, such as `Wan-AI/Wan2.2-I2V-A14B`; undefined if unknown. */
function writtenName({ slugowner, slugproject }: IDataObject): string | undefined {
	return joinedName(slugowner, slugproject);
}

/** A model's short name if it has one: lower case with hyphens. Wiro's own clients use it everywhere. */
function slugOf(raw: IDataObject): string | undefined {
	return joinedName(raw.cleanslugowner, raw.cleanslugproject) ?? writtenName(raw);
}

/** Whether two names mean the same model: Wiro has each in two ways of writing. */
export function isSameModel(one: string, other: string): boolean {
	return bare(one) === bare(other);
}

function bare(name: string): string {
	return name
		.toLowerCase()
		.split('/')
		.map((part) => part.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''))
		.join('/');
}
