/** What a model on Wiro is: what its page says, what it asks for, and what it makes. */
import type { JsonObject, JsonValue } from '../json.mts';

/** A choice of a select. Some models have choices without a value: the label is the value then. */
export interface ModelOption {
	label: string;
	value?: string;
}

/** An input of a model as Tool/Detail shows it. Numbers may be texts. */
export interface ModelInput {
	id: string;
	type: string;
	label: string;
	description?: string;
	default?: JsonValue;
	required?: boolean;
	placeholder?: string;
	note?: string;
	options?: ModelOption[];
	min?: number | string;
	max?: number | string;
	step?: number | string;
	advanced?: boolean;
}

/** A group of inputs. */
export interface InputGroup {
	title: string;
	items: ModelInput[];
}

/** How Wiro counts what a run costs, as far as the emulator's models use it. */
export type PriceMethod =
	| 'cpr'
	| 'cps'
	| 'cpo'
	| 'cpt'
	| 'cp-pixel'
	| 'cp-audiosecondslength'
	| 'cp-promptlength'
	| 'cp-outputVideoLength'
	| 'cp-realtimeturn';

/** A tier of `dynamicprice`, in dollars. It holds for runs whose inputs have these values. */
export interface PriceTier {
	inputs: Record<string, string>;
	price: number;
	priceMethod: PriceMethod;
	/** cp-pixel: each further megapixel. */
	priceExtra?: number;
	/** cp-pixel: each input image, for each megapixel. */
	priceInput?: number;
}

/** What a model makes. A `wan` video is the one of the seed's model; the last two cannot be run. */
export type ModelKind =
	| 'wan'
	| 'video'
	| 'image'
	| 'audio'
	| 'text'
	| 'mesh'
	| 'realtime'
	| 'training';

/** A model of the emulator. Slugs, texts and prices stand as the API gives them. */
export interface Model {
	id: string;
	kind: ModelKind;
	title: string;
	slugowner: string;
	slugproject: string;
	cleanslugowner: string;
	cleanslugproject: string;
	description: string;
	categories: string[];
	tags: string[];
	parameters: InputGroup[] | null;
	prices: PriceTier[] | null;
	/** Dollars for a second; a text as in the API. */
	cps: string;
	approximatelycost: string;
	/** Such as "20 seconds". */
	computingtime: string;
	samples: string[];
	inspire: JsonObject[];
	/** The input that says how many outputs a run makes. */
	outputsInput?: string;
	/** Tool/Detail knows it by its raw slugs only. */
	rawSlugOnly?: boolean;
	/** Run refuses a body without one of its keys, optional ones included. */
	wantsEveryKey?: boolean;
}

type Derived = 'cleanslugowner' | 'cleanslugproject' | 'samples' | 'inspire' | 'cps';
type NewModel = Omit<Model, Derived> & Partial<Pick<Model, Derived>>;

/** What a second of compute costs where a model does not say: the value of Wiro's sample. */
const USUAL_CPS = '0.000585000000';

/** A model with its clean slugs: lower case, and hyphens for all but letters and digits. */
export function model(given: NewModel): Model {
	const cleanslugowner = cleanSlug(given.slugowner);
	const cleanslugproject = cleanSlug(given.slugproject);
	const samples = [`https://cdn.example/${cleanslugowner}-${cleanslugproject}-sample`];
	const derived = { cleanslugowner, cleanslugproject, samples, inspire: [], cps: USUAL_CPS };
	return { ...derived, ...given };
}

/** All inputs of a model, in order. */
export function inputsOf({ parameters }: Model): ModelInput[] {
	return (parameters ?? []).flatMap((group) => group.items);
}

/** The model's name in URLs: `owner/project` of its clean slugs. */
export function slugOf({ cleanslugowner, cleanslugproject }: Model): string {
	return `${cleanslugowner}/${cleanslugproject}`;
}

/** A select whose labels are its values. */
export function choices(...values: string[]): ModelOption[] {
	return values.map((value) => ({ label: value, value }));
}

function cleanSlug(slug: string): string {
	return slug
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}
