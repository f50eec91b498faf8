/** JSON schemas of the bodies that the control API takes; they say what `control.mts` says. */
import { STATUS_ORDER } from '../tasks/task.mts';

const POSITIVE = { type: 'number', exclusiveMinimum: 0 };
const COUNT = { type: 'integer', minimum: 0 };
const TEXT = { type: 'string' };
const FLAG = { type: 'boolean' };

/** Partial settings. */
export const SETTINGS = {
	type: 'object',
	additionalProperties: false,
	properties: {
		speed: POSITIVE,
		taskSeconds: { type: 'number', minimum: 0 },
		workerSlots: COUNT,
		concurrentTaskLimit: { type: ['integer', 'null'], minimum: 0 },
		insufficientBalance: FLAG,
		urlInInputImage: FLAG,
		refuseReusedNonces: FLAG,
		outputsPerTask: COUNT,
		seed: TEXT,
		detailLacksPexit: FLAG,
	},
};

/** A list of fates. */
export const FATES = {
	type: 'array',
	items: {
		type: 'object',
		additionalProperties: false,
		required: ['end'],
		properties: {
			end: { enum: ['success', 'fail', 'error', 'cancel', 'never'] },
			pexit: TEXT,
			debugerror: TEXT,
			seconds: { type: 'number', minimum: 0 },
			outputs: COUNT,
		},
	},
};

/** A list of faults. */
export const FAULTS = {
	type: 'array',
	items: {
		anyOf: [
			faultSchema(['resetBefore', 'resetAfter', 'stall', 'emptyTasklist', 'breakHalfway'], {}),
			faultSchema(['timeout', 'invalidJson', 'emptyBody'], { acted: FLAG }),
			faultSchema(
				['status'],
				{
					status: { type: 'integer', minimum: 200, maximum: 599 },
					headers: { type: 'object', additionalProperties: TEXT },
					body: TEXT,
				},
				['status'],
			),
			faultSchema(['errors'], { errors: { type: 'array', items: errorSchema() } }, ['errors']),
			faultSchema(['patch'], { patch: { type: 'object' } }, ['patch']),
		],
	},
};

/** A task to plant. */
export const PLANTED_TASK = {
	type: 'object',
	additionalProperties: false,
	required: ['id', 'token', 'status'],
	properties: {
		id: { type: 'string', minLength: 1 },
		token: { type: 'string', minLength: 1 },
		status: { enum: [...STATUS_ORDER, 'task_error_full', 'task_cancel', 'task_error'] },
		project: { enum: ['signature', 'keyOnly'] },
		parameters: { type: 'object' },
		pexit: TEXT,
		outputs: COUNT,
	},
};

function faultSchema(kinds: string[], properties: object, required: string[] = []): object {
	return {
		type: 'object',
		additionalProperties: false,
		required: ['endpoint', 'kind', ...required],
		properties: {
			endpoint: { enum: ['run', 'detail', 'kill', 'cancel', 'file', 'picture'] },
			kind: { enum: kinds },
			times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }] },
			after: COUNT,
			...properties,
		},
	};
}

function errorSchema(): object {
	const whole = { code: { type: 'integer' }, message: TEXT };
	return { anyOf: [TEXT, { type: 'object', required: ['code', 'message'], properties: whole }] };
}
