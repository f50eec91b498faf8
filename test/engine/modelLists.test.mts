import { describe, expect, it } from '@jest/globals';
import type { INode, INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import type { Fault, JsonObject } from '../../emulator/control.mts';
import { textOf } from '../../emulator/json.mts';
import { CREDENTIAL } from '../../n8n/credential.mts';
import { listSearch, resourceMapping } from '../../n8n/engine/loadOptions.mts';
import type { NodeAlone } from '../../n8n/engine/nodeAlone.mts';
import { MODELS, form, modelById } from '../support/engine/anyModel.mts';
import { WIRO, useWiro, wiroNode } from '../support/wiro/useWiro.mts';

const OWN_MODEL = 'Wan-AI/Wan2.2-I2V-A14B';
const OWN_ENTRY = {
	name: `${OWN_MODEL}: about $0.0117 per run (average)`,
	value: OWN_MODEL,
	url: 'https://wiro.ai/models/wan-ai/wan2-2-i2v-a14b',
};
const AURORA_ENTRY = {
	name: 'Aurora Image 1.5 (northlight): $0.03 per run',
	value: MODELS.image,
	url: `https://wiro.ai/models/${MODELS.image}`,
};

/** The emulator's own models, two of which cannot be run as a task. */
const ALL_MODELS = 16;
const NOT_RUNNABLE = /Live Voice|Style Trainer/;

/** Models of Tool/List, with no more than the list needs. */
const OWN_LISTED = { cleanslugowner: 'wan-ai', cleanslugproject: 'wan2-2-i2v-a14b', title: 'Wan' };
const OTHER_LISTED = { cleanslugowner: 'fernhill', cleanslugproject: 'pen', title: 'Pen' };
const PEN_ENTRY = {
	name: 'Pen (fernhill): price unknown',
	value: 'fernhill/pen',
	url: 'https://wiro.ai/models/fernhill/pen',
};

/** The calls about models: Tool/List and Tool/Detail. */
type ModelCall = 'models' | 'model';

/** Wiro refuses such a call with these words. */
function refused(endpoint: ModelCall, message: string): Fault {
	return { endpoint, kind: 'errors', errors: [{ code: 0, message }] };
}

/** A page of Tool/List with these models, whatever the call asks for. */
function listed(tool: JsonObject[], total: number): Fault {
	const body = JSON.stringify({ result: true, errors: [], total, tool });
	return { endpoint: 'models', kind: 'status', status: 200, body };
}

/** Every model on so many pages of Tool/List needs a connection that stays open. */
function realtimeOnly(times: number | 'always'): Fault {
	return { endpoint: 'models', kind: 'patch', patch: { categories: ['realtime'] }, times };
}

function namesOf({ results }: INodeListSearchResult): string[] {
	return results.map(({ name }) => name);
}

/** What is wrong with an open node: its credential, or what the emulator answers. */
interface Failure {
	what: string;
	credential?: Record<string, string>;
	/** The emulator's plain HTTP server is asked for HTTPS. */
	isHttps?: boolean;
	node?: Partial<INode>;
	/** The fault of a call about models. */
	fault?: (endpoint: ModelCall) => Fault;
	name: 'NodeApiError' | 'NodeOperationError';
	message: string;
	description?: string;
	httpCode?: string;
	/** How many requests reach the emulator. */
	requests: number;
}

const TRY_AGAIN = 'Wait a little and try again, or enter the name of the model yourself.';

const FAILURES: Failure[] = [
	{
		what: 'a wrong secret',
		credential: { apiSecret: 'wrong' },
		name: 'NodeApiError',
		message: 'Wiro refused the credential: Project authorization is not valid.',
		description:
			'The API secret does not belong to the API key. Wiro shows both only once: enter them from where you stored them, or create a new project on wiro.ai.',
		httpCode: '401',
		requests: 1,
	},
	{
		what: 'an empty key',
		credential: { apiKey: '' },
		name: 'NodeOperationError',
		message: "The 'API Key' in the credential is empty",
		description: 'Paste the API key of your project on wiro.ai.',
		requests: 0,
	},
	{
		what: 'a refusal',
		fault: (endpoint) => refused(endpoint, 'under maintenance'),
		name: 'NodeApiError',
		message: 'Wiro did not show its models: under maintenance',
		description: TRY_AGAIN,
		requests: 1,
	},
	{
		what: 'too many requests',
		fault: (endpoint) => ({
			endpoint,
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '3600' },
		}),
		name: 'NodeApiError',
		message: 'Wiro receives too many requests from this project at the moment',
		description: "Wait a little and run again, or lower 'Max Concurrent Tasks'.",
		httpCode: '429',
		requests: 1,
	},
	{
		what: 'a server that cannot be reached',
		isHttps: true,
		name: 'NodeApiError',
		message: 'Wiro could not be reached: it does not use HTTPS on this port',
		description:
			"Check the 'Base URL' in the credential: its port, and whether it should begin with http:// instead of https:// (EPROTO). No request was sent.",
		requests: 0,
	},
	{
		what: 'no credential',
		node: { credentials: undefined },
		name: 'NodeOperationError',
		message: 'Node does not have any credentials set',
		requests: 0,
	},
	{
		what: 'a credential that was deleted',
		node: { credentials: { wiroProjectApi: { id: null, name: 'Gone' } } },
		name: 'NodeOperationError',
		message: 'There is no credential "Gone" of type "wiroProjectApi".',
		requests: 0,
	},
];

describe('In the editor', () => {
	const wiro = useWiro();

	/** A node that the editor has open. */
	function opened(
		parameters: INodeParameters = {},
		{ credential, isHttps = false, node }: Partial<Failure> = {},
	): NodeAlone {
		const { type, data } = wiro.credential;
		const baseUrl = wiro.emulator.baseUrl.replace('http:', isHttps ? 'https:' : 'http:');
		return {
			node: wiroNode(parameters, node),
			credentials: { [CREDENTIAL]: { type, data: { ...data, baseUrl, ...credential } } },
		};
	}

	/** How n8n shows a failure. */
	function shownOf({ name, message, description, httpCode }: Failure): object {
		return {
			name,
			message,
			node: { name: WIRO },
			...(description && { description }),
			...(httpCode && { httpCode }),
		};
	}

	describe('the list of models', () => {
		async function search(filter?: string, paginationToken?: string) {
			return await listSearch(opened(), 'searchModels', { filter, paginationToken });
		}

		/** What was asked for in Tool/List so far: the words, and how many models to leave out. */
		async function asked() {
			const requests = await wiro.requests('models');
			return requests.map(({ body }) => ({ search: body?.search, start: body?.start }));
		}

		it("has the node's own model first, then all others that run as a task, with prices", async () => {
			const page = await search();

			const [{ body } = {}] = await wiro.requests('models');
			expect(body).toMatchObject({ sort: 'relevance', order: 'DESC' });
			expect(body).toMatchObject({ hideworkflows: true, summary: true });
			expect(page.results[0]).toEqual(OWN_ENTRY);
			expect(page.results[1]).toEqual(AURORA_ENTRY);
			const names = namesOf(page);
			expect(new Set(names).size).toBe(ALL_MODELS - 2);
			expect(names.join()).not.toMatch(NOT_RUNNABLE);
			expect(page).not.toHaveProperty('paginationToken');
			expect(await asked()).toEqual([{ search: '', start: '0' }]);
		});

		it.each<[what: string, patch: JsonObject, label: string]>([
			['has no owner after a title with a slash', { title: 'Aurora/Large' }, 'Aurora/Large'],
			['has no space around a title', { title: ' Large ' }, 'Large (northlight)'],
			['has the name of a model without title', { title: null }, MODELS.image],
			['has the name of a model whose title is blank', { title: ' ' }, MODELS.image],
		])('%s', async (_what, patch, label) => {
			await wiro.emulator.faults([{ endpoint: 'models', kind: 'patch', patch }]);

			const { results } = await search('aurora');

			expect(results).toEqual([{ ...AURORA_ENTRY, name: `${label}: $0.03 per run` }]);
			expect(await asked()).toHaveLength(1);
		});

		it('names a model without a short name as its owner does, with a link to its page', async () => {
			const patch = { cleanslugowner: null, slugowner: 'North & Light' };
			await wiro.emulator.faults([{ endpoint: 'models', kind: 'patch', patch }]);

			const { results } = await search('aurora');

			expect(results).toEqual([
				{
					name: 'Aurora Image 1.5 (North & Light): $0.03 per run',
					value: 'North & Light/Aurora Image 1.5',
					url: 'https://wiro.ai/models/North%20%26%20Light/Aurora%20Image%201.5',
				},
			]);
			expect(await asked()).toHaveLength(1);
		});

		it("has the node's own model first without its price if the first page is without it", async () => {
			await wiro.emulator.faults([listed([OTHER_LISTED], 1)]);

			const { results } = await search();

			const url = `https://wiro.ai/models/${OWN_MODEL}`;
			expect(results).toEqual([{ name: OWN_MODEL, value: OWN_MODEL, url }, PEN_ENTRY]);
			expect(await asked()).toHaveLength(1);
		});

		it("has the node's own model first, and once, wherever it is on the first page", async () => {
			await wiro.emulator.faults([listed([OTHER_LISTED, OWN_LISTED], 2)]);

			const { results } = await search();

			const name = 'Wan (wan-ai): price unknown';
			expect(results).toEqual([{ ...OWN_ENTRY, name }, PEN_ENTRY]);
			expect(await asked()).toHaveLength(1);
		});

		it("does not have the node's own model again on a later page", async () => {
			await wiro.emulator.faults([listed([OWN_LISTED, OTHER_LISTED], 52)]);

			const { results } = await search('', '50');

			expect(results).toEqual([PEN_ENTRY]);
			expect(await asked()).toEqual([{ search: '', start: '50' }]);
		});

		it.each<[what: string, filter: string, words: string]>([
			['words', 'aurora', 'aurora'],
			['words with space around them', ' \taurora  ', 'aurora'],
			['several words', 'aurora northlight', 'aurora northlight'],
			['a name', MODELS.image, 'aurora-image-1-5'],
			['a name with space around it', ` ${MODELS.image} `, 'aurora-image-1-5'],
			['the URL of a page', `${AURORA_ENTRY.url}?tab=api`, 'aurora-image-1-5'],
		])('finds a model by %s, and shows no other', async (_what, filter, words) => {
			expect(await search(filter)).toEqual({ results: [AURORA_ENTRY] });
			expect(await asked()).toEqual([{ search: words, start: '0' }]);
		});

		it.each(['wan', OWN_MODEL, OWN_ENTRY.url])(
			"finds the node's own model, once, by %s",
			async (filter) => {
				expect(await search(filter)).toEqual({ results: [OWN_ENTRY] });
				expect(await asked()).toHaveLength(1);
			},
		);

		it("has nothing, not even the node's own model, if a search finds nothing", async () => {
			expect(await search('no such words')).toEqual({ results: [] });
			expect(await asked()).toHaveLength(1);
		});

		it('leaves out models of a search that do not run as a task', async () => {
			const names = namesOf(await search('voxhall'));

			expect(names.map((name) => name.split(' (')[0])).toEqual(['Clear Speech', 'Soundscape']);
			expect(await asked()).toEqual([{ search: 'voxhall', start: '0' }]);
		});

		it.each(['  ', '\n'])('is whole for a search of white space alone: %j', async (filter) => {
			expect(await search(filter)).toEqual(await search());
			expect(await asked()).toEqual(Array(2).fill({ search: '', start: '0' }));
		});

		it('begins anew for a mark that is none', async () => {
			expect(await search('', 'next')).toEqual(await search());
			expect(await asked()).toEqual(Array(2).fill({ search: '', start: '0' }));
		});

		it.each([
			['three pages', 85, ['50', '100']],
			['two pages, the last of which is full', 84, ['50']],
		])('comes in %s, and has every model once', async (_what, moreModels, marks) => {
			await wiro.emulator.settings({ moreModels });

			const pages = [await search()];
			for (const mark of marks) {
				expect(pages.at(-1)?.paginationToken).toBe(mark);
				pages.push(await search('', mark));
			}

			expect(pages.at(-1)).not.toHaveProperty('paginationToken');
			const names = pages.flatMap(namesOf);
			expect(names).toHaveLength(ALL_MODELS - 2 + moreModels);
			expect(new Set(names).size).toBe(names.length);
			expect(names.indexOf(OWN_ENTRY.name)).toBe(0);
			expect(await asked()).toEqual(['0', ...marks].map((start) => ({ search: '', start })));
		});

		it('comes in pages for a search, too', async () => {
			await wiro.emulator.settings({ moreModels: 60 });

			const first = await search('further');
			const last = await search('further', '50');

			expect(first.paginationToken).toBe('50');
			expect(last).not.toHaveProperty('paginationToken');
			expect(namesOf(first)).toHaveLength(50);
			expect(new Set([...namesOf(first), ...namesOf(last)]).size).toBe(60);
			expect(await asked()).toEqual([
				{ search: 'further', start: '0' },
				{ search: 'further', start: '50' },
			]);
		});

		it.each([
			['one page', 1, 50, '100'],
			['two pages', 2, 10, undefined],
			['all pages', 'always' as const, 0, undefined],
		])(
			'goes on by itself over %s on which no model runs as a task',
			async (_what, times, count, mark) => {
				await wiro.emulator.settings({ moreModels: 110 });
				await wiro.emulator.faults([realtimeOnly(times)]);

				const page = await search('further');

				expect(page.results).toHaveLength(count);
				expect(page.paginationToken).toBe(mark);
				const starts = ['0', '50', '100'].slice(0, times === 1 ? 2 : 3);
				expect(await asked()).toEqual(starts.map((start) => ({ search: 'further', start })));
			},
		);

		it("is a page with the node's own model alone if no other on it runs as a task", async () => {
			await wiro.emulator.settings({ moreModels: 60 });
			await wiro.emulator.faults([realtimeOnly(1)]);

			expect(await search()).toEqual({ results: [OWN_ENTRY], paginationToken: '50' });
			expect(await asked()).toHaveLength(1);
		});

		it('counts models without a name, which it leaves out', async () => {
			await wiro.emulator.faults([listed([OTHER_LISTED, { title: 'Nameless' }], 120)]);

			expect(await search('pen')).toEqual({ results: [PEN_ENTRY], paginationToken: '50' });
			expect(await asked()).toHaveLength(1);
		});

		it('ends with an empty page, however many models there should be', async () => {
			await wiro.emulator.faults([listed([], 500), listed([], 500)]);

			expect(await search('pen')).toEqual({ results: [] });
			expect(await search('', '50')).toEqual({ results: [] });
			expect(await asked()).toEqual([
				{ search: 'pen', start: '0' },
				{ search: '', start: '50' },
			]);
		});

		it.each(FAILURES)('fails with $what, and n8n shows what to do', async (failure) => {
			if (failure.fault) await wiro.emulator.faults([failure.fault('models')]);

			const searching = listSearch(opened({}, failure), 'searchModels');

			await expect(searching).rejects.toMatchObject(shownOf(failure));
			expect(await asked()).toHaveLength(failure.requests);
		});
	});

	describe('the fields of a model', () => {
		/** The parameters of a node in which this model is chosen, and these fields are shown already. */
		function chosen(value: string, schema?: INodeParameters[]): INodeParameters {
			const modelInputs = { ...form({}), ...(schema && { schema }) };
			return { model: modelById(value), modelInputs };
		}

		const SHOWN = [{ id: 'prompt', displayName: 'Prompt' }];

		async function fieldsFor(parameters: INodeParameters, failure?: Failure) {
			return await resourceMapping(opened(parameters, failure), 'getModelInputs');
		}

		/** The slugs of the models that were asked for so far. */
		async function asked() {
			const requests = await wiro.requests('model');
			return requests.map(({ body }) => `${textOf(body?.slugowner)}/${textOf(body?.slugproject)}`);
		}

		it.each([
			['its name', MODELS.image],
			['its name with space around it', ` ${MODELS.image}\n`],
			['the URL of its page', `${AURORA_ENTRY.url}?tab=api`],
		])('are found by %s, and have its price above them', async (_what, value) => {
			const { fields, emptyFieldsNotice } = await fieldsFor(chosen(value));

			expect(fields.map(({ displayName }) => displayName)).toEqual([
				'Price: $0.03 per run',
				'Prompt *',
				'Number of Outputs (1 to 4)',
				'Aspect Ratio',
				'Inference Steps (1 to 50)',
				'Seed',
			]);
			expect(emptyFieldsNotice).toBeUndefined();
			expect(await asked()).toEqual([MODELS.image]);
		});

		it('are found for a model that Wiro knows by the name that its owner gave it', async () => {
			const { fields } = await fieldsFor(chosen('oddlot-labs/raw-slugs-only'));

			expect(fields).toMatchObject([
				{ displayName: 'Price: $0.02 per run' },
				{ id: 'prompt', displayName: 'Prompt *' },
			]);
			expect(await asked()).toEqual(['oddlot-labs/raw-slugs-only', 'Oddlot Labs/Raw.Slugs Only']);
			expect(await wiro.requests('models')).toMatchObject([{ body: { search: 'raw-slugs-only' } }]);
		});

		it.each<[what: string, prices: JsonObject[], line: string]>([
			['that the model sets', [{ priceMethod: 'cp-readoutput' }], 'Price: set by the model'],
			['that nobody knows', [{ priceMethod: 'other' }], 'Price: unknown'],
			[
				'of two kinds',
				[{ priceMethod: 'cpr', price: 0.5 }, { priceMethod: 'cp-readoutput' }],
				'Price: $0.50 per run or price set by the model',
			],
		])('have a line above them for a price %s', async (_what, prices, line) => {
			const patch = { dynamicprice: JSON.stringify(prices) };
			await wiro.emulator.faults([{ endpoint: 'model', kind: 'patch', patch }]);

			const { fields } = await fieldsFor(chosen(MODELS.image));

			expect(fields[0]).toMatchObject({ id: 'wiroPriceLine', displayName: line });
			expect(await asked()).toHaveLength(1);
		});

		it('are shown anew for a model whose fields are there already', async () => {
			const { fields } = await fieldsFor(chosen(MODELS.image, SHOWN));

			expect(fields).toHaveLength(6);
			expect(await asked()).toEqual([MODELS.image]);
		});

		it('are a notice for a model that does not describe its inputs', async () => {
			expect(await fieldsFor(chosen('oddlot-labs/no-schema'))).toEqual({
				fields: [],
				emptyFieldsNotice:
					"Wiro does not list the inputs of this model. Enter them in 'Inputs as JSON', as its page on wiro.ai names them.",
			});
			expect(await asked()).toEqual(['oddlot-labs/no-schema']);
		});

		it.each<[what: string, parameters: INodeParameters]>([
			['no model is chosen', chosen('')],
			['the name of the model is blank', chosen('  ')],
			['the node has no model', {}],
			['an expression chooses the model', chosen('={{ $json.model }}')],
			['an expression chooses the model of the fields', chosen('={{ $json.model }}', SHOWN)],
		])('are a notice, and nothing is sent, while %s', async (_what, parameters) => {
			expect(await fieldsFor(parameters)).toEqual({
				fields: [],
				emptyFieldsNotice:
					"The inputs show once a model is chosen. For a model that an expression chooses, enter them in 'Inputs as JSON'.",
			});
			expect(await asked()).toEqual([]);
		});

		describe.each([
			['a model that Wiro does not have', 'northlight/nothing-1.5', 1],
			['words that are no name', 'aurora 1.5', 0],
		])('for %s', (_what, value, requests) => {
			const message = `Wiro has no model "${value}"`;
			const description =
				"Choose the model from the list, or copy its name from its page on wiro.ai into 'Model', in the form owner/model.";

			it('are a notice that says so', async () => {
				expect(await fieldsFor(chosen(value))).toEqual({
					fields: [],
					emptyFieldsNotice: `${message}. ${description}`,
				});
				expect(await asked()).toHaveLength(requests);
				expect(await wiro.requests('models')).toHaveLength(requests);
			});

			it('are an error while others are shown, so that the editor keeps those', async () => {
				await expect(fieldsFor(chosen(value, SHOWN))).rejects.toMatchObject({
					name: 'NodeOperationError',
					message,
					description,
					node: { name: WIRO },
				});
				expect(await asked()).toHaveLength(requests);
				expect(await wiro.requests('models')).toHaveLength(requests);
			});
		});

		it.each(FAILURES)('are kept with $what: n8n shows the error', async (failure) => {
			if (failure.fault) await wiro.emulator.faults([failure.fault('model')]);

			const loading = fieldsFor(chosen(MODELS.image, SHOWN), failure);

			await expect(loading).rejects.toMatchObject(shownOf(failure));
			expect(await asked()).toHaveLength(failure.requests);
		});

		it.each(FAILURES)('that are not there yet are a notice with $what', async (failure) => {
			if (failure.fault) await wiro.emulator.faults([failure.fault('model')]);

			const sentences = [failure.message.replace(/\.?$/, '.'), failure.description];
			expect(await fieldsFor(chosen(MODELS.image), failure)).toEqual({
				fields: [],
				emptyFieldsNotice: sentences.filter(Boolean).join(' '),
			});
			expect(await asked()).toHaveLength(failure.requests);
		});

		it.each([
			['a word', 'Sorry', 'Sorry.'],
			['a word after a full stop', 'v1.5 is down', 'v1.5 is down.'],
			['a full stop', 'Sorry.', 'Sorry.'],
			['an exclamation mark', 'Sorry!', 'Sorry!'],
			['a question mark', 'Again?', 'Again?'],
		])(
			'are a notice in whole sentences if the words of Wiro end with %s',
			async (_what, words, sentence) => {
				await wiro.emulator.faults([refused('model', words)]);

				expect(await fieldsFor(chosen(MODELS.image))).toEqual({
					fields: [],
					emptyFieldsNotice: `Wiro did not show its models: ${sentence} ${TRY_AGAIN}`,
				});
				expect(await asked()).toHaveLength(1);
			},
		);
	});
});
