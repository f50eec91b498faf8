import { describe, expect, it } from '@jest/globals';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { WiroProjectApi } from '../../dist/credentials/WiroProjectApi.credentials.js';
import { Wiro } from '../../dist/nodes/Wiro/Wiro.node.js';
import { WiroTrigger } from '../../dist/nodes/Wiro/WiroTrigger.node.js';

/** What saved workflows hold of a node: its parameters and its options, by name. */
interface Names {
	parameters: string[];
	options: string[];
}

/** The names of these properties; notices are not saved. */
function namesOf(properties: INodeProperties[]): Names {
	const saved = properties.filter(({ type }) => type !== 'notice');
	const collection = saved.find(({ name }) => name === 'options');
	return {
		parameters: saved.filter(({ name }) => name !== 'options').map(({ name }) => name),
		options: collection?.options?.map(({ name }) => name) ?? [],
	};
}

/** The properties that a node shows for an operation. */
function shownFor(operation: string, { properties }: INodeTypeDescription): INodeProperties[] {
	return properties.filter(({ displayOptions }) =>
		displayOptions?.show?.operation?.includes(operation),
	);
}

/** The values that the properties of this name offer. */
function valuesOf(name: string, properties: INodeProperties[]): unknown[] {
	const same = properties.filter((property) => property.name === name);
	const options =
		name === 'operation' ? same.flatMap(optionsOf) : same.slice(0, 1).flatMap(optionsOf);
	return options.map((option) => ('value' in option ? option.value : undefined));
}

function optionsOf({ options = [] }: INodeProperties) {
	return options;
}

const SETTINGS = [
	'prompt',
	'negativePrompt',
	'resolution',
	'aspectRatio',
	'numFrames',
	'scale',
	'steps',
	'fps',
	'seed',
];
const ANY_MODEL = ['model', 'modelInputs', 'inputsJson'];
const TASK_REFERENCE = ['taskReference', 'taskId', 'taskToken'];
const DOWNLOADS = ['downloadOutputs', 'binaryPropertyOutput'];
const WAITING = ['pollInterval', 'timeout'];

const OPERATIONS: Readonly<Record<string, Names>> = {
	run: {
		parameters: [
			'imageSource',
			'inputImageUrl',
			'binaryPropertyName',
			...SETTINGS,
			...ANY_MODEL,
			'waitForCompletion',
			'simplify',
		],
		options: [
			'callbackUrl',
			...DOWNLOADS,
			'maxConcurrentTasks',
			'maxCostPerExecution',
			'maxCostPerTask',
			'stopTaskOnCancel',
			...WAITING,
		],
	},
	getPrice: { parameters: [...SETTINGS, ...ANY_MODEL], options: [] },
	getMany: { parameters: ['limit', 'simplify'], options: ['model'] },
	deleteFiles: { parameters: TASK_REFERENCE, options: [] },
	waitForCompletion: {
		parameters: [...TASK_REFERENCE, 'waitMode', 'checkAfter', 'giveUpAfter', 'simplify'],
		options: [...DOWNLOADS, 'stopTaskOnCancel', ...WAITING],
	},
	get: { parameters: [...TASK_REFERENCE, 'simplify'], options: DOWNLOADS },
	kill: { parameters: [...TASK_REFERENCE, 'simplify'], options: [] },
	cancel: { parameters: [...TASK_REFERENCE, 'simplify'], options: ['killIfRunning'] },
};

const sorted = ({ parameters, options }: Names): Names => ({
	parameters: [...parameters].sort(),
	options: [...options].sort(),
});

describe('Saved workflows rely on', () => {
	const { description } = new Wiro();
	const trigger = new WiroTrigger().description;
	const credential = new WiroProjectApi();

	it('the names of the nodes and of the credential', () => {
		expect([description.name, trigger.name, credential.name]).toEqual([
			'wiro',
			'wiroTrigger',
			'wiroProjectApi',
		]);
		for (const { version, credentials } of [description, trigger]) {
			expect({ version, credentials }).toEqual({
				version: 1,
				credentials: [{ name: 'wiroProjectApi', required: true }],
			});
		}
	});

	it('the names of the operations', () => {
		const values = valuesOf('operation', description.properties);

		expect([...values].sort()).toEqual(Object.keys(OPERATIONS).sort());
	});

	it.each(Object.entries(OPERATIONS))(
		'the names of the parameters and options of %s',
		(operation, names) => {
			const shown = shownFor(operation, description);

			expect(sorted(namesOf(shown))).toEqual(sorted(names));
		},
	);

	it('the names of the parameters and options of the trigger', () => {
		expect(namesOf(trigger.properties)).toEqual({
			parameters: ['event', 'simplify'],
			options: DOWNLOADS,
		});
	});

	it("the names of the credential's fields", () => {
		expect(namesOf(credential.properties).parameters).toEqual([
			'authentication',
			'apiKey',
			'apiSecret',
			'baseUrl',
			'allowUnauthorizedCerts',
		]);
	});

	it.each([
		['imageSource', description.properties, ['url', 'binary']],
		['resolution', description.properties, ['480P', '580P', '720P']],
		['aspectRatio', description.properties, ['1:1', '16:9', '9:16', 'Default']],
		['taskReference', description.properties, ['taskId', 'taskToken']],
		['waitMode', description.properties, ['poll', 'suspend']],
		['resource', description.properties, ['model', 'task']],
		['event', trigger.properties, ['ended', 'failed', 'succeeded']],
		['authentication', credential.properties, ['signature', 'apiKey']],
	])('the values of %s', (name, properties, values) => {
		expect(valuesOf(name, properties).sort()).toEqual([...values].sort());
	});

	// n8n saves only what differs from a default: with another one, a saved workflow would change.
	it.each([
		['resource', 'task'],
		['inputsJson', '{}'],
		['limit', 50],
		['imageSource', 'url'],
		['binaryPropertyName', 'data'],
		['resolution', '480P'],
		['aspectRatio', 'Default'],
		['numFrames', 81],
		['scale', 5],
		['steps', 25],
		['fps', 16],
		['seed', '42'],
		['waitForCompletion', true],
		['simplify', true],
		['taskReference', 'taskId'],
		['taskId', '={{ $json.taskId }}'],
		['taskToken', '={{ $json.taskToken }}'],
		['waitMode', 'poll'],
		['checkAfter', 10],
		['giveUpAfter', 1440],
	])('the default of %s', (name, value) => {
		const defaults = description.properties
			.filter((property) => property.name === name)
			.map((property): unknown => property.default);

		expect(new Set(defaults)).toEqual(new Set([value]));
	});

	it('Run as the operation, and Wan2.2-I2V-A14B as the model, where there is none', () => {
		const operation = description.properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes('task'),
		);
		const models = description.properties.filter(({ name }) => name === 'model');

		expect(operation?.default).toBe('run');
		expect(models).toHaveLength(2);
		for (const model of models) {
			expect(model).toMatchObject({
				type: 'resourceLocator',
				default: { mode: 'list', value: 'Wan-AI/Wan2.2-I2V-A14B' },
			});
			expect(model.modes?.map(({ name }) => name)).toEqual(['list', 'id', 'url']);
		}
	});
});
