/** How the answers of the API show a model. */
import type { JsonObject } from './json.mts';
import type { InputGroup, Model, ModelInput } from './models/model.mts';

/** A model in Tool/Detail, and in Tool/List without `summary`. */
export function modelAnswer(model: Model): JsonObject {
	return {
		...summaryAnswer(model),
		readme: `<p>${model.description}</p>`,
		parameters: model.parameters?.map(groupAnswer) ?? null,
		inspire: model.inspire,
		samples: model.samples,
		ratedusercount: '0',
		seotitle: model.title,
		seodescription: model.description,
	};
}

/** A model in Tool/List with `summary`: without its inputs. */
export function summaryAnswer(model: Model): JsonObject {
	const { prices, cps, approximatelycost, computingtime } = model;
	return {
		id: model.id,
		title: model.title,
		slugowner: model.slugowner,
		slugproject: model.slugproject,
		cleanslugowner: model.cleanslugowner,
		cleanslugproject: model.cleanslugproject,
		description: model.description,
		seodescription: model.description,
		image: model.samples[0] ?? '',
		computingtime,
		categories: model.categories,
		tags: model.tags,
		marketplace: 1,
		onlymembers: '1',
		averagepoint: '0.00',
		commentcount: '0',
		dynamicprice: prices === null ? null : JSON.stringify(prices),
		cps,
		approximatelycost,
		taskstat: { runcount: 0, successcount: '0', errorcount: '0', lastruntime: '0' },
	};
}

/** A model in a group of Tool/Explore. */
export function exploreAnswer(model: Model): JsonObject {
	return {
		id: model.id,
		cleanslugowner: model.cleanslugowner,
		cleanslugproject: model.cleanslugproject,
		image: model.samples[0] ?? '',
		description: model.description,
		categories: model.categories,
		commentcount: '0',
		ratedusercount: '0',
		averagepoint: '0.00',
		discount: null,
	};
}

function groupAnswer({ title, items }: InputGroup): JsonObject {
	return { title, items: items.map(inputAnswer) };
}

function inputAnswer({ options, ...input }: ModelInput): JsonObject {
	return {
		...input,
		...(options === undefined ? {} : { options: options.map((option) => ({ ...option })) }),
	};
}
