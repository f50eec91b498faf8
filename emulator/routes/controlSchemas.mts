/** JSON schemas of the bodies that the control API takes; they say what `control.mts` says. */
import { STATUS_ORDER } from '../tasks/task.mts';

const POSITIVE = { type: 'number', exclusiveMinimum: 0 };
const COUNT = { type: 'integer', minimum: 0 };
const TEXT = { type: 'string' };
const FLAG = { type: 'boolean' };
const SECONDS = { type: 'number', minimum: 0 };
const WIRO_ERROR = {
	type: 'object',
	additionalProperties: false,
	required: ['code', 'message'],
	properties: { code: { type: 'integer' }, message: TEXT },
};

/** What fates and planted tasks hide at first. */
const VEIL = {
	hiddenLooks: COUNT,
	filesAfterLooks: COUNT,
	lateFiles: { enum: ['empty', 'noUrl'] },
};

/** Partial settings. */
export const SETTINGS = {
	type: 'object',
	additionalProperties: false,
	properties: {
		speed: POSITIVE,
		taskSeconds: SECONDS,
		workerSlots: COUNT,
		concurrentTaskLimit: { type: ['integer', 'null'], minimum: 0 },
		refusal: { anyOf: [{ type: 'null' }, WIRO_ERROR] },
		insufficientBalance: FLAG,
		refuseReusedNonces: FLAG,
		outputsPerTask: COUNT,
		seed: TEXT,
		detailLacksPexit: FLAG,
		unknownTaskAnswer: { enum: ['noTaskYet', 'notFounded', 'notExist', 'http404', 'emptyList'] },
		imageField: { enum: ['inputImageUrl', 'inputImage'] },
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
			end: { enum: ['success', 'fail', 'error', 'recovers', 'cancel', 'never'] },
			pexit: TEXT,
			debugoutput: TEXT,
			debugerror: TEXT,
			seconds: SECONDS,
			errorSeconds: SECONDS,
			requeued: FLAG,
			outputs: COUNT,
			hiddenSeconds: SECONDS,
			...VEIL,
		},
	},
};

/** A list of faults. */
export const FAULTS = {
	type: 'array',
	items: {
		anyOf: [
			faultSchema(['resetBefore', 'resetAfter', 'stall', 'emptyTasklist', 'breakHalfway'], {}),
			faultSchema(['trickle'], {
				everyMs: { type: 'number', minimum: 0 },
				pieces: { type: 'integer', minimum: 1 },
			}),
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
			faultSchema(['errors'], { errors: { type: 'array', items: { anyOf: [TEXT, WIRO_ERROR] } } }, [
				'errors',
			]),
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
		createdSecondsAgo: SECONDS,
		pexit: TEXT,
		debugoutput: TEXT,
		debugerror: TEXT,
		outputs: COUNT,
		...VEIL,
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
