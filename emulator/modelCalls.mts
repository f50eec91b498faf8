/** The calls about models: Tool/List, Tool/Detail and Tool/Explore. */
import { answered, refused } from './answers.mts';
import type { Call, CallAnswer } from './answers.mts';
import type { Emulator } from './emulator.mts';
import { textOf } from './json.mts';
import type { JsonObject, JsonValue } from './json.mts';
import { pageOf } from './page.mts';
import { isNamed, isNamedRaw, modelsWith } from './models/models.mts';
import type { Model } from './models/model.mts';
import { exploreAnswer, modelAnswer, summaryAnswer } from './modelAnswers.mts';

/** What the API says of two slugs that name no model. */
export const NO_SUCH_MODEL = 'slug-owner-project-not-exist';

/** Models on a page of Tool/List, when the call does not say, and at most. */
const PAGE = { usual: 20, most: 100 };

/** Models in a group of Tool/Explore. */
const EXPLORED = 10;

/** Categories that say how a model is hosted, not what it is for. */
const HOSTING = ['tool', 'model', 'quick-showcase', 'persistent', 'h100', 'checkpoint-folder'];

/** A model that matches a search, and how well. */
interface Match {
	model: Model;
	score: number;
}

/** `POST /Tool/List`: a page of the models that the call asks for. */
export function listModels(emulator: Emulator, { body }: Call): CallAnswer {
	const fields = body.fields ?? {};
	const sort = textOf(fields.sort) || 'relevance';
	if (sort !== 'relevance' && sort !== 'id') {
		return refused(0, 'Request parameter [sort] must be one of id, relevance');
	}
	const found = modelsWith(emulator.settings.moreModels)
		.filter((model) => isAskedFor(model, fields))
		.map((model) => ({ model, score: scoreOf(model, textOf(fields.search)) }))
		.filter(({ score }) => score > 0);
	const ascending = textOf(fields.order).toUpperCase() === 'ASC';
	const sorted = sort === 'id' ? byId(found, ascending) : byRelevance(found, ascending);
	const { start, limit } = pageOf(fields, PAGE);
	const page = sorted.slice(start, start + limit).map(({ model }) => model);
	return answered({
		result: true,
		errors: [],
		total: found.length,
		tool: page.map(fields.summary === true ? summaryAnswer : modelAnswer),
	});
}

/** `POST /Tool/Detail`: one model, by its clean or its raw slugs. */
export function modelDetail(emulator: Emulator, { body }: Call): CallAnswer {
	const { toolDetailAnswer, moreModels } = emulator.settings;
	if (toolDetailAnswer === 'http500') return refused(0, 'Internal server error', 500);
	const fields = body.fields ?? {};
	const [owner, project] = [textOf(fields.slugowner), textOf(fields.slugproject)];
	const model = modelsWith(moreModels).find((each) =>
		each.rawSlugOnly === true || toolDetailAnswer === 'rawSlugOnly'
			? isNamedRaw(each, owner, project)
			: isNamed(each, owner, project),
	);
	if (model === undefined || toolDetailAnswer === 'refused') return refused(1, NO_SUCH_MODEL);
	return answered({ result: true, errors: [], tool: [modelAnswer(model)] });
}

/** `POST /Tool/Explore`: models in groups, one for each category. */
export function exploreModels(emulator: Emulator): CallAnswer {
	const models = modelsWith(emulator.settings.moreModels);
	const categories = new Set(models.flatMap((model) => model.categories));
	const explore = [...categories]
		.filter((category) => !HOSTING.includes(category))
		.map((category, index) => {
			const tools = models.filter((model) => model.categories.includes(category));
			return {
				id: String(index + 1),
				title: category,
				tools: tools.slice(0, EXPLORED).map(exploreAnswer),
				total: tools.length,
			};
		});
	return answered({ result: true, errors: [], explore });
}

function isAskedFor(model: Model, fields: JsonObject): boolean {
	const owner = textOf(fields.slugowner);
	return (
		(owner === '' || owner === model.cleanslugowner || owner === model.slugowner) &&
		textsOf(fields.categories).every((category) => model.categories.includes(category)) &&
		textsOf(fields.tags).every((tag) => model.tags.includes(tag))
	);
}

/** How well a model matches: every word must occur in it, and counts for more in its name. */
function scoreOf(model: Model, search: string): number {
	const { title, slugowner, slugproject, cleanslugowner, cleanslugproject } = model;
	const slugs = `${slugowner}/${slugproject} ${cleanslugowner}/${cleanslugproject}`;
	const name = `${title} ${slugs}`.toLowerCase();
	const rest = [model.description, ...model.categories, ...model.tags].join(' ').toLowerCase();
	let score = 1;
	for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
		if (name.includes(word)) score += 10;
		else if (rest.includes(word)) score += 1;
		else return 0;
	}
	return score;
}

function byRelevance(matches: Match[], worstFirst: boolean): Match[] {
	const direction = worstFirst ? 1 : -1;
	return matches.toSorted((a, b) => direction * (a.score - b.score));
}

function byId(matches: Match[], ascending: boolean): Match[] {
	const direction = ascending ? 1 : -1;
	return matches.toSorted((a, b) => direction * (Number(a.model.id) - Number(b.model.id)));
}

function textsOf(value: JsonValue | undefined): string[] {
	return Array.isArray(value) ? value.map(textOf).filter((text) => text !== '') : [];
}
