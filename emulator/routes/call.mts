import type { Body } from '../bodies.mts';
import type { JsonObject } from '../control.mts';
import type { Project } from '../projects.mts';

/** A call that was let in. */
export interface Call {
	project: Project;
	body: Body;
	/** The emulator's own address as the client sees it: http://host:port */
	origin: string;
}

/** What the API answers to a call. */
export interface CallAnswer {
	/** The HTTP status: 200 for nearly everything, refusals included. */
	status: number;
	body: JsonObject;
}

/** An answer with HTTP 200. */
export function answered(body: JsonObject): CallAnswer {
	return { status: 200, body };
}

/** Wiro's answer to a request that it refuses: `result: false`, and HTTP 200 unless given. */
export function refused(code: number, message: string, status = 200): CallAnswer {
	return { status, body: { result: false, errors: [{ code, message }] } };
}
