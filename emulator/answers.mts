/** What the calls of the API take and give. */
import type { Body } from './bodies.mts';
import type { Lane } from './emulator.mts';
import type { JsonObject } from './json.mts';
import type { Project } from './projects.mts';

/** A call that was let in. */
export interface Call {
	project: Project;
	body: Body;
	lane: Lane;
	/** The emulator's own address as the client sees it: http://host:port */
	origin: string;
	/** For a Run, what its path says after /Run/: the two slugs of the model. Else empty. */
	slug: string;
}

/** What the API answers to a call. */
export interface CallAnswer {
	/** The HTTP status: 200 for nearly everything, refusals included. */
	status: number;
	body: JsonObject;
}

/** Wiro's answer to a request that it refuses: `result: false`, by default with HTTP 200. */
export function refused(code: number, message: string, status = 200): CallAnswer {
	return { status, body: { result: false, errors: [{ code, message }] } };
}

/** An answer with HTTP 200. */
export function answered(body: JsonObject): CallAnswer {
	return { status: 200, body };
}
