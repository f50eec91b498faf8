/** The types of what the control API answers. */
import type { Endpoint, Fault, ProjectName, TaskStatus } from './control.mts';
import type { JsonObject } from './json.mts';
import type { ModelKind } from './models/model.mts';

/** A file part of a multipart body, also one with an empty name, which does not count as a file. */
export interface RecordedFile {
	field: string;
	fileName: string;
	contentType: string;
	sizeBytes: number;
	sha256: string;
}

/** A request that reached the emulator (those to `/_emulator/*` are not recorded). */
export interface RecordedRequest {
	/** Counts from 0 since the last reset, for each lane. */
	index: number;
	/** Real time of arrival, in milliseconds since 1970. */
	atMs: number;
	/** The project whose key was sent, whether or not its signature was right. */
	project: ProjectName | null;
	method: string;
	/** Without the lane. */
	path: string;
	endpoint: Endpoint;
	contentType: string;
	/** Values of x-api-key and x-signature are replaced by `<present>`. */
	headers: Record<string, string>;
	/** The fields of the body; null when it could not be read. */
	body: JsonObject | null;
	files: RecordedFile[];
	/** The fault that spoiled the answer. */
	fault: Fault | null;
	/** The HTTP status of the answer; null while there is none, and when a fault broke it off. */
	statusCode: number | null;
	/** `result` as it was decided, delivered or not; null when the request was not acted on. */
	result: boolean | null;
	/** The tasks that the answer was about. */
	taskIds: string[];
}

/** A model as `GET /_emulator/models` shows it. */
export interface EmulatedModel {
	slugowner: string;
	slugproject: string;
	cleanslugowner: string;
	cleanslugproject: string;
	title: string;
	/** What it makes; a `realtime` and a `training` model cannot be run. */
	kind: ModelKind;
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
	/** Its model's clean slugs: `owner/project`. */
	model: string;
	status: TaskStatus;
	/** Every status so far, in order, with the emulated unix time in seconds. */
	statuses: Array<{ status: TaskStatus; at: number }>;
	pexit: string | null;
	debugoutput: string;
	debugerror: string;
	parameters: JsonObject;
	outputs: EmulatedOutput[];
	callbackUrl: string;
	/** What became of the call to `callbackUrl`. */
	callback: 'none' | 'pending' | 'delivered' | 'failed';
}
