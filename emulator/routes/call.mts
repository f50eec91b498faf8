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

/** Wiro's answer to a request that it refuses: HTTP 200 and `result: false`. */
export function refusal(code: number, message: string): JsonObject {
	return { result: false, errors: [{ code, message }] };
}
