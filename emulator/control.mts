/** The types of the emulator's control API (`/_emulator/*`). Types only: tests import this file. */

/** Anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
	[key: string]: JsonValue;
}

/** Every task status that Wiro documents, task_error (from Task/Detail) included. */
export type TaskStatus =
	| 'task_queue'
	| 'task_accept'
	| 'task_assign'
	| 'task_preprocess_start'
	| 'task_preprocess_end'
	| 'task_start'
	| 'task_output'
	| 'task_output_full'
	| 'task_error_full'
	| 'task_end'
	| 'task_postprocess_start'
	| 'task_postprocess_end'
	| 'task_cancel'
	| 'task_error';

/** What a request was for. `file` is an output file, `picture` one of the sample pictures. */
export type Endpoint = 'run' | 'detail' | 'kill' | 'cancel' | 'file' | 'picture' | 'other';

/** The two projects: one that signs, one whose key is enough. */
export type ProjectName = 'signature' | 'keyOnly';

/** How the emulator behaves. Every setting has a default; see `settings.mts`. */
export interface Settings {
	/** Emulated seconds that pass in one real second. */
	speed: number;
	/** Emulated seconds that a task takes from task_accept to task_postprocess_end. */
	taskSeconds: number;
	/** Tasks that run at once; the others wait in task_queue. */
	workerSlots: number;
	/** A Run beyond this many unfinished tasks of its project is answered with code 96. */
	concurrentTaskLimit: number | null;
	/** When true every Run is answered with code 97. */
	insufficientBalance: boolean;
	/** When true the image's URL belongs into inputImage, as in the models that Wiro has moved; else into inputImageUrl. */
	urlInInputImage: boolean;
	/** When true a nonce that a project has used before is answered with 401. */
	refuseReusedNonces: boolean;
	/** Output files of a successful task. */
	outputsPerTask: number;
	/** Decides all tokens, uuids, access keys and URLs. */
	seed: string;
	/** When true Task/Detail never has pexit, as in Wiro's own sample. */
	detailLacksPexit: boolean;
}

/** What becomes of a task. */
export interface Fate {
	/**
	 * `success`; `fail` (task_postprocess_end with a pexit that is not 0); `error` (task_error);
	 * `cancel` (the system cancels it while it runs); `never` (it stays in task_start).
	 */
	end: 'success' | 'fail' | 'error' | 'cancel' | 'never';
	/** The exit code of a `fail`; "1" unless given. */
	pexit?: string;
	/** The text of `debugerror` of a `fail` or `error`. */
	debugerror?: string;
	/** Emulated seconds, instead of the setting `taskSeconds`. */
	seconds?: number;
	/** Number of output files, instead of the setting `outputsPerTask` (a `fail` has none). */
	outputs?: number;
}

/** An entry of `errors` as Wiro sends it. */
export interface WiroError {
	code: number;
	message: string;
}

/** Which calls a fault is for. */
interface FaultTarget {
	endpoint: Exclude<Endpoint, 'other'>;
	/** How many calls it spoils: 1 unless given. */
	times?: number | 'always';
	/** How many calls of the endpoint pass before it begins. */
	after?: number;
}

/** What goes wrong. `acted` says whether the request is acted on first (false unless given). */
export type FaultKind =
	/** The connection is reset before the request is acted on. */
	| { kind: 'resetBefore' }
	/** The request is acted on, then the connection is reset without an answer. */
	| { kind: 'resetAfter' }
	/** Nothing is ever answered. */
	| { kind: 'timeout'; acted?: boolean }
	/** Acted on; headers and half of the body are sent, then nothing more. */
	| { kind: 'stall' }
	/** Not acted on; this HTTP status, these headers, this body. */
	| { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
	/** HTTP 200 with a body that is not JSON. */
	| { kind: 'invalidJson'; acted?: boolean }
	/** HTTP 200 with no body. */
	| { kind: 'emptyBody'; acted?: boolean }
	/** Not acted on; HTTP 200, `result: false` and these errors. */
	| { kind: 'errors'; errors: Array<WiroError | string> }
	/** HTTP 200, `result: true` and no task in the tasklist. */
	| { kind: 'emptyTasklist' }
	/**
	 * Acted on; in every task of the answer (or in the answer, when it has no tasklist) these keys
	 * are overwritten, or removed when they are null.
	 */
	| { kind: 'patch'; patch: JsonObject }
	/** Acted on; half of the bytes are sent, then the connection is closed. */
	| { kind: 'breakHalfway' };

/** A fault: what goes wrong with which calls. */
export type Fault = FaultTarget & FaultKind;

/** A file of a multipart body. */
export interface RecordedFile {
	field: string;
	fileName: string;
	contentType: string;
	sizeBytes: number;
	sha256: string;
}

/** A request that reached the emulator (those to `/_emulator/*` are not recorded). */
export interface RecordedRequest {
	/** Counts from 0 since the last reset. */
	index: number;
	/** Real time of arrival, in milliseconds since 1970. */
	atMs: number;
	/** The project whose key was sent, right signature or not. */
	project: ProjectName | null;
	method: string;
	path: string;
	endpoint: Endpoint;
	contentType: string;
	/** Values of x-api-key and x-signature are replaced by `<present>`. */
	headers: Record<string, string>;
	/** The fields of the body; null when there was none that could be read. */
	body: JsonObject | null;
	files: RecordedFile[];
	/** The HTTP status of the answer; null while there is none, and when a fault broke it off. */
	statusCode: number | null;
	/** `result` as it was decided, delivered or not; null when the request was not acted on. */
	result: boolean | null;
	/** The tasks that the answer was about. */
	taskIds: string[];
}

/** An output file of a task. */
export interface EmulatedOutput {
	name: string;
	contentType: string;
	sizeBytes: number;
	url: string;
}

/** A task as `GET /_emulator/tasks` shows it. */
export interface EmulatedTask {
	id: string;
	token: string;
	project: ProjectName;
	status: TaskStatus;
	/** Every status so far, in order, with the emulated unix time in seconds. */
	statuses: Array<{ status: TaskStatus; at: number }>;
	pexit: string | null;
	debugerror: string;
	parameters: JsonObject;
	outputs: EmulatedOutput[];
	callbackUrl: string;
	/** What became of the call to `callbackUrl`. */
	callback: 'none' | 'pending' | 'delivered' | 'failed';
}

/**
 * A task to plant with `POST /_emulator/tasks`. It takes no worker slot and stays as it is until
 * it is killed or cancelled.
 */
export interface PlantedTask {
	id: string;
	token: string;
	status: TaskStatus;
	/** `signature` unless given. */
	project?: ProjectName;
	parameters?: JsonObject;
	pexit?: string;
	/** Number of output files (small videos of the sample picture); none unless given. */
	outputs?: number;
}
