/**
 * The control API (`/_emulator/*`): the schemas of what it takes, with the types that follow from
 * them. Clients import the types only; those of what it answers are in `controlAnswers.mts`.
 */
import { type Static, type TProperties, Type } from '@fastify/type-provider-typebox';

import type { JsonObject } from './json.mts';

export type * from './controlAnswers.mts';
export type { JsonObject, JsonValue } from './json.mts';

const STRICT = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Positive = Type.Number({ exclusiveMinimum: 0 });
/** Emulated seconds, unless a comment says otherwise. */
const Seconds = Type.Number({ minimum: 0 });
const Milliseconds = Type.Number({ minimum: 0 });
const AnyObject = Type.Unsafe<JsonObject>({ type: 'object' });

/** Every task status that Wiro documents, task_error (from Task/Detail) included. */
const TaskStatus = Type.Enum([
	'task_queue',
	'task_accept',
	'task_assign',
	'task_preprocess_start',
	'task_preprocess_end',
	'task_start',
	'task_output',
	'task_output_full',
	'task_error_full',
	'task_end',
	'task_postprocess_start',
	'task_postprocess_end',
	'task_cancel',
	'task_error',
]);
export type TaskStatus = Static<typeof TaskStatus>;

/** The two projects: one that signs, one whose key is enough. */
const ProjectName = Type.Enum(['signature', 'keyOnly']);
export type ProjectName = Static<typeof ProjectName>;

/** How Wiro may say that it does not know a task; the sources disagree. README.md has the words. */
const UnknownTaskAnswer = Type.Enum([
	'noTaskYet',
	'notFounded',
	'notExist',
	'http404',
	'emptyList',
]);
export type UnknownTaskAnswer = Static<typeof UnknownTaskAnswer>;

/** An entry of `errors` as Wiro sends it. */
const WiroError = Type.Object({ code: Type.Integer(), message: Type.String() }, STRICT);
export type WiroError = Static<typeof WiroError>;

/** How the emulator behaves; `emulator.mts` has the defaults. */
const Settings = Type.Object({
	/** Emulated seconds that pass in one real second. */
	speed: Positive,
	/** From task_accept to task_postprocess_end. */
	taskSeconds: Seconds,
	/** Tasks that run at once; the others wait in task_queue. */
	workerSlots: Count,
	/** A Run beyond this many unfinished tasks of its project is answered with code 96. */
	concurrentTaskLimit: Type.Union([Count, Type.Null()]),
	/** Every Run is refused with this error, whatever it asks for. */
	refusal: Type.Union([WiroError, Type.Null()]),
	/** When true every Run is answered with code 97. */
	insufficientBalance: Type.Boolean(),
	/** When true a nonce that a project has used before is answered with 401. */
	refuseReusedNonces: Type.Boolean(),
	/** Output files of a successful task. */
	outputsPerTask: Count,
	/** Decides all tokens, uuids, access keys and URLs. */
	seed: Type.String(),
	/** When true Task/Detail never has pexit, as in Wiro's own sample. */
	detailLacksPexit: Type.Boolean(),
	/** How Detail, Kill and Cancel answer for every task that they do not know, hidden ones too. */
	unknownTaskAnswer: UnknownTaskAnswer,
	/** The field in which a Run may carry the picture's URL. A file always travels in inputImage. */
	imageField: Type.Enum(['inputImageUrl', 'inputImage']),
	/** How Task/List answers; README.md has the words. */
	taskListAnswer: Type.Enum(['tasks', 'http404', 'refused', 'empty']),
	/** How Tool/Detail answers; with `rawSlugOnly` it knows no model by its clean slugs. */
	toolDetailAnswer: Type.Enum(['model', 'refused', 'http500', 'rawSlugOnly']),
	/** Further models that Tool/List has, for lists of many pages. */
	moreModels: Count,
});
export type Settings = Static<typeof Settings>;

/** Changes to the settings. */
export const SettingsChange = Type.Partial(Settings, STRICT);
export type SettingsChange = Static<typeof SettingsChange>;

/** What Task/Detail does not show of a task at first. */
const Concealment = {
	/** The first so many Detail calls for the task do not know it, whatever the time. */
	hiddenChecks: Type.Optional(Count),
	/** After the task has ended, so many Detail calls still show it without its files. */
	filesAfterChecks: Type.Optional(Count),
	/** How the files are missing until then: no outputs (the default), or outputs without `url`. */
	lateFiles: Type.Optional(Type.Enum(['empty', 'noUrl'])),
};

/** What becomes of a task. */
export const Fate = Type.Object(
	{
		/**
		 * `success`; `fail` (task_postprocess_end with a pexit that is not 0); `error` (it stays in
		 * task_error, which does not end it); `recovers` (it waits in task_error, then goes on and
		 * succeeds); `cancel` (the system cancels it while it runs); `never` (it stays in task_start).
		 */
		end: Type.Enum(['success', 'fail', 'error', 'recovers', 'cancel', 'never']),
		/** The exit code; by default "1" for a `fail` and "0" for a success. */
		pexit: Type.Optional(Type.String()),
		/** By default a harmless warning for a `fail`, and the reason for `error` and `recovers`. */
		debugerror: Type.Optional(Type.String()),
		/** By default a short log for a `fail` without `debugerror`; its last line is the reason. */
		debugoutput: Type.Optional(Type.String()),
		/** Instead of the setting `taskSeconds`. */
		seconds: Type.Optional(Seconds),
		/** In task_error, for a `recovers`; a quarter of its seconds by default. */
		errorSeconds: Type.Optional(Seconds),
		/** A `recovers` goes back to task_queue first, and through all statuses again. */
		requeued: Type.Optional(Type.Boolean()),
		/** Number of output files, instead of the setting `outputsPerTask` (a `fail` has none). */
		outputs: Type.Optional(Count),
		/** After the Run, for so long Detail, Kill and Cancel do not know the task. */
		hiddenSeconds: Type.Optional(Seconds),
		/** Task/List never shows the task. */
		unlisted: Type.Optional(Type.Boolean()),
		/** After the Run, for so long Task/List does not show the task. */
		listedAfterSeconds: Type.Optional(Seconds),
		...Concealment,
	},
	STRICT,
);
export type Fate = Static<typeof Fate>;
export type Concealment = Pick<Fate, keyof typeof Concealment>;
/** How the files of a task that has just ended are missing. */
export type LateFiles = NonNullable<Fate['lateFiles']>;

/** Which calls a fault is for. */
const FaultTarget = {
	endpoint: Type.Enum([
		'run',
		'detail',
		'kill',
		'cancel',
		'tasks',
		'deleteFiles',
		'models',
		'model',
		'explore',
		'file',
		'picture',
	]),
	/** How many calls it spoils; 1 by default. */
	times: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('always')])),
	/** How many calls of the endpoint pass before it begins. */
	after: Type.Optional(Count),
};

function faultOf<Kinds extends string[], Details extends TProperties>(
	kinds: readonly [...Kinds],
	details: Details,
) {
	return Type.Object({ ...FaultTarget, kind: Type.Enum(kinds), ...details }, STRICT);
}

/** Whether the request is acted on first; false by default. */
const Acted = { acted: Type.Optional(Type.Boolean()) };
/** Closes the connection after this time; by default it stays open. */
const Drop = { dropAfterMs: Type.Optional(Milliseconds) };

/** What goes wrong with which calls. */
export const Fault = Type.Union([
	/** The connection is reset before or after the request is acted on, without an answer. */
	faultOf(['resetBefore', 'resetAfter'], {}),
	/** There is no answer. */
	faultOf(['timeout'], { ...Acted, ...Drop }),
	/** Acted on; headers and half of the body are sent, and no more. */
	faultOf(['stall'], Drop),
	/** Acted on; the whole body is sent in `pieces` (20), with `everyMs` (50) between them. */
	faultOf(['trickle'], {
		everyMs: Type.Optional(Milliseconds),
		pieces: Type.Optional(Type.Integer({ minimum: 1 })),
	}),
	/** Acted on; half of the bytes are sent, then the connection is closed. */
	faultOf(['breakHalfway'], {}),
	/** Not acted on; this HTTP status, these headers, this body. */
	faultOf(['status'], {
		status: Type.Integer({ minimum: 200, maximum: 599 }),
		headers: Type.Optional(Type.Record(Type.String(), Type.String())),
		body: Type.Optional(Type.String()),
	}),
	/** HTTP 200 with a body that is not JSON, or with no body. */
	faultOf(['invalidJson', 'emptyBody'], Acted),
	/** Not acted on; HTTP 200, `result: false` and these errors. */
	faultOf(['errors'], { errors: Type.Array(Type.Union([WiroError, Type.String()])) }),
	/** Not acted on; HTTP 200, `result: true` and no task in the tasklist. */
	faultOf(['emptyTasklist'], {}),
	/**
	 * Acted on; in every task or model of the answer (or in the answer, when it has no such list)
	 * these keys are overwritten, or removed when they are null.
	 */
	faultOf(['patch'], { patch: AnyObject }),
	/** Acted on; every string of the answer that holds a number is sent as a number. */
	faultOf(['bareNumbers'], {}),
]);
export type Fault = Static<typeof Fault>;
type WithoutTarget<F> = F extends unknown ? Omit<F, keyof typeof FaultTarget> : never;
/** What goes wrong, whichever calls it is for. */
export type FaultKind = WithoutTarget<Fault>;

/**
 * A task to plant with `POST /_emulator/tasks`. It takes no worker slot and stays as it is until
 * it is killed or cancelled.
 */
export const PlantedTask = Type.Object(
	{
		id: Type.String({ minLength: 1 }),
		token: Type.String({ minLength: 1 }),
		status: TaskStatus,
		/** `signature` by default. */
		project: Type.Optional(ProjectName),
		/** Its model's clean slugs, `owner/project`; the seed's model by default. */
		model: Type.Optional(Type.String()),
		parameters: Type.Optional(AnyObject),
		/** Real seconds between its creation and now; 0 by default. */
		createdSecondsAgo: Type.Optional(Seconds),
		pexit: Type.Optional(Type.String()),
		debugoutput: Type.Optional(Type.String()),
		debugerror: Type.Optional(Type.String()),
		/** Number of output files (small videos of the sample picture); 0 by default. */
		outputs: Type.Optional(Count),
		...Concealment,
	},
	STRICT,
);
export type PlantedTask = Static<typeof PlantedTask>;

/** What a request was for. `file` is an output file, `picture` one of the sample pictures. */
export type Endpoint = Fault['endpoint'] | 'other';
