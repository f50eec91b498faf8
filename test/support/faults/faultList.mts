/** What can go wrong with a call, and what it hits: the two sides of the fault matrix. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Endpoint, FaultKind, JsonObject, PlantedTask } from '../../../emulator/control.mts';
import { DROP } from './faults.mts';
import { FAST, SHORT_RUN } from '../wiro/useWiro.mts';

const SUCCEEDED = { status: 'task_postprocess_end', completed: true, succeeded: true };
const STOPPED = { status: 'task_cancel', completed: true, succeeded: false };

/** What the faults hit: an operation, and the call of it that goes wrong. */
export interface Target {
	name: string;
	endpoint: Exclude<Endpoint, 'other' | 'picture'>;
	parameters: INodeParameters;
	/** Polls until its time is up, instead of giving up after four tries. */
	polls: boolean;
	/** The task that is there before; nothing when the operation starts one. */
	planted?: Pick<PlantedTask, 'status' | 'outputs'>;
	/** What its item says when all is well. */
	well: IDataObject;
}

const finished = { status: 'task_postprocess_end', outputs: 1 } as const;

export const RUN: Target = {
	name: 'Run',
	endpoint: 'run',
	parameters: SHORT_RUN,
	polls: false,
	well: SUCCEEDED,
};
export const WAITING_RUN: Target = {
	...RUN,
	name: 'Run, waiting,',
	endpoint: 'detail',
	polls: true,
};
export const WAIT: Target = {
	name: 'Wait for Completion',
	endpoint: 'detail',
	parameters: { operation: 'waitForCompletion', options: FAST },
	polls: true,
	planted: finished,
	well: SUCCEEDED,
};
export const GET: Target = {
	...WAIT,
	name: 'Get',
	parameters: { operation: 'get' },
	polls: false,
};
export const KILL: Target = {
	name: 'Kill',
	endpoint: 'kill',
	parameters: { operation: 'kill' },
	polls: false,
	planted: { status: 'task_start' },
	well: STOPPED,
};
export const CANCEL: Target = {
	...KILL,
	name: 'Cancel',
	endpoint: 'cancel',
	parameters: { operation: 'cancel' },
	planted: { status: 'task_queue' },
};
export const DOWNLOAD: Target = {
	...GET,
	name: 'A download',
	endpoint: 'file',
	parameters: { operation: 'get', options: { downloadOutputs: true } },
};

/** Those that check a task. */
export const WATCHING = [WAITING_RUN, WAIT, GET];
/** Those that get a task back. */
export const SHOWING = [...WATCHING, KILL, CANCEL];
/** Those that call Wiro's API. */
export const API = [RUN, ...SHOWING];
export const ALL = [...API, DOWNLOAD];

/** Something that goes wrong, and what the error then says. */
export interface ListedFault {
	what: string;
	kind: FaultKind;
	cause: RegExp;
	hits: Target[];
	/** It takes too long to be met again and again. */
	once?: true;
}

/** An answer of HTTP `status` with nothing in it, or a page as proxies send it. */
const http = (status: number) => ({ kind: 'status', status }) as const;
const page = { headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' };
const soon = { headers: { 'retry-after': '0' } };
export const PAGE: FaultKind = { ...http(200), ...page };

const BROKEN = /could not be reached: the connection broke/;
const UNREADABLE = /The answer is not from Wiro or cannot be read/;
const BUSY = /too many requests|HTTP 429/;

const NOT_ACTED = ', of a call not acted on';

function errors(code: number, message: string): FaultKind {
	return { kind: 'errors', errors: [{ code, message }] };
}

/** What Wiro may say of a task that does not exist, in its own words. */
const NO_SUCH_TASK: Array<[string, FaultKind]> = [
	...['There is no task yet.', 'task-not-founded', 'task-not-exist'].map(
		(message): [string, FaultKind] => [`code 1, ${message}`, errors(1, message)],
	),
	[
		'HTTP 404, task-not-exist',
		{
			...http(404),
			body: JSON.stringify({ result: false, errors: [{ code: 1, message: 'task-not-exist' }] }),
		},
	],
];

/** The same, and what is less clear about it. */
const DENIALS: Array<[string, FaultKind]> = [
	...NO_SUCH_TASK,
	['HTTP 404', http(404)],
	['an empty tasklist', { kind: 'emptyTasklist' }],
];

/** What may be gone the next time. */
export const PASSING: ListedFault[] = [
	{ what: 'a reset before Wiro acted', kind: { kind: 'resetBefore' }, cause: BROKEN, hits: ALL },
	{ what: 'a reset after Wiro acted', kind: { kind: 'resetAfter' }, cause: BROKEN, hits: ALL },
	{ what: 'an answer that stalls', kind: { kind: 'stall', ...DROP }, cause: BROKEN, hits: ALL },
	{ what: 'an answer that breaks off', kind: { kind: 'breakHalfway' }, cause: BROKEN, hits: ALL },
	...[false, true].flatMap((acted): ListedFault[] => {
		const of = acted ? '' : NOT_ACTED;
		return [
			{
				what: `no answer${of}`,
				kind: { kind: 'timeout', acted, ...DROP },
				cause: BROKEN,
				hits: ALL,
			},
			{
				what: `invalid JSON${of}`,
				kind: { kind: 'invalidJson', acted },
				cause: UNREADABLE,
				hits: API,
			},
			{
				what: `an empty body${of}`,
				kind: { kind: 'emptyBody', acted },
				cause: UNREADABLE,
				hits: API,
			},
		];
	}),
	{ what: 'HTTP 500', kind: http(500), cause: /HTTP 500/, hits: ALL },
	{ what: 'HTTP 502 with a page', kind: { ...http(502), ...page }, cause: /HTTP 502/, hits: ALL },
	{ what: 'HTTP 503', kind: { ...http(503), ...soon }, cause: /HTTP 503/, hits: ALL },
	{ what: 'HTTP 200 with a page', kind: PAGE, cause: UNREADABLE, hits: API },
	{
		what: 'HTTP 429 with Retry-After',
		kind: { ...http(429), ...soon },
		cause: BUSY,
		hits: [...SHOWING, DOWNLOAD],
	},
	{
		what: 'HTTP 429 without Retry-After',
		kind: http(429),
		cause: BUSY,
		hits: [...SHOWING, DOWNLOAD],
		once: true,
	},
	{
		what: 'an empty tasklist',
		kind: { kind: 'emptyTasklist' },
		cause: /knows no such task/,
		hits: [WAIT, GET],
	},
	{
		what: 'an empty tasklist',
		kind: { kind: 'emptyTasklist' },
		cause: /without naming the task/,
		hits: [RUN],
	},
	...DENIALS.map(
		([what, kind]): ListedFault => ({
			what: `${what}, for a task that it has started`,
			kind,
			cause: /does not show the task \d+, although it was started/,
			hits: [WAITING_RUN],
		}),
	),
	{ what: 'HTTP 404', kind: http(404), cause: /HTTP 404/, hits: [DOWNLOAD] },
];

/** What tells a Run that no task was started, and may be gone the next time. */
export const NOT_ACCEPTED: Array<[string, FaultKind]> = [
	['HTTP 429 with Retry-After', { ...http(429), ...soon }],
	['HTTP 429 without Retry-After', http(429)],
	['code 96', { kind: 'errors', errors: [{ code: 96, message: 'Concurrent task limit of 1.' }] }],
];

function refusal(code: number, message: string, cause: RegExp, hits: Target[]): ListedFault {
	return { what: `code ${code}, ${message}`, kind: errors(code, message), cause, hits };
}

/** What will not change. */
export const FINAL: ListedFault[] = [
	...[
		'Project authorization is not founded.',
		'Project requires signature authentication.',
		'Project authorization is not valid.',
		'Requested ip 192.0.2.1 is not allowed.',
	].map((message): ListedFault => {
		const body = JSON.stringify({ result: false, errors: [{ code: 0, message }] });
		const cause = /^Wiro refused the credential: (Project|Requested)/;
		return { what: `HTTP 401, ${message}`, kind: { ...http(401), body }, cause, hits: API };
	}),
	{ what: 'HTTP 401', kind: http(401), cause: /refused the credential|HTTP 401/, hits: ALL },
	{ what: 'HTTP 403', kind: http(403), cause: /HTTP 403/, hits: ALL },
	{
		what: 'HTTP 404',
		kind: http(404),
		cause: /HTTP 404/,
		hits: API.filter((target) => target !== WAITING_RUN),
	},
	refusal(0, 'Request parameter [prompt] required', /accept the parameters: Request/, [RUN]),
	refusal(0, 'Team spend limit has been reached', /team's spend limit/, [RUN]),
	refusal(0, 'Your account has been suspended.', /account on Wiro has been suspended/, [RUN]),
	refusal(0, 'Something went wrong', /could not handle the request and did not start/, [RUN]),
	refusal(1, 'tool-not-accessible', /did not start the task: tool-not-accessible/, [RUN]),
	refusal(1, 'slug-owner-project-not-exist', /did not start the task: slug-owner/, [RUN]),
	refusal(97, 'Insufficient balance', /balance on Wiro is too low/, [RUN]),
	refusal(98, 'Please sign in', /have to sign in/, [RUN]),
	...NO_SUCH_TASK.map(
		([what, kind]): ListedFault => ({
			what,
			kind,
			cause: /knows no such task in this project/,
			hits: SHOWING.filter((target) => target !== WAITING_RUN),
		}),
	),
	refusal(1, 'Task is not in a cancellable state.', /no longer in the queue/, [CANCEL]),
	refusal(1, 'Task could not be killed: no.', /could not be killed/, [KILL]),
	{
		what: 'errors that are plain texts',
		kind: { kind: 'errors', errors: ['The service is being repaired'] },
		cause: /: The service is being repaired/,
		hits: API,
	},
	{
		what: 'result false without a reason',
		kind: { kind: 'errors', errors: [] },
		cause: /did not start the task|refused the request/,
		hits: API,
	},
];

/** Statuses, one for each check, that are not an end; and what one check shows. */
export const ODD_STATUSES: Array<{ what: string; patches: JsonObject[]; shown: IDataObject }> = [
	{
		what: 'an unknown status',
		patches: [{ status: 'task_dreaming' }],
		shown: { status: 'task_dreaming', completed: false, succeeded: null },
	},
	{
		what: 'statuses that go backwards',
		patches: ['task_output', 'task_accept', 'task_queue'].map((status) => ({ status })),
		shown: { status: 'task_output', completed: false, succeeded: null },
	},
	{ what: 'no status', patches: [{ status: null }], shown: { completed: false, succeeded: null } },
];

/** Answers about a task from which the node can make its usual item. */
export const ODD_FIELDS: Array<[string, JsonObject]> = [
	[
		'hardly any fields',
		{
			...{ id: null, uuid: null, socketaccesstoken: null, parameters: null, size: null },
			...{ debugoutput: null, debugerror: null, elapsedseconds: null, totalcost: null },
			...{ createtime: null, starttime: null, endtime: null, canceltime: null },
		},
	],
	['no pexit', { pexit: null }],
	['3 MB of debugoutput', { debugoutput: 'step '.repeat(600_000) }],
	['words in the place of numbers', { elapsedseconds: 'long', createtime: 'today' }],
];
