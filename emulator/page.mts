import { textOf } from './json.mts';
import type { JsonObject } from './json.mts';

/** The page that `start` and `limit` (texts or numbers) of a call ask for. */
export function pageOf(
	fields: JsonObject,
	{ usual, most }: { usual: number; most: number },
): { start: number; limit: number } {
	const start = Number.parseInt(textOf(fields.start), 10);
	const limit = Number.parseInt(textOf(fields.limit), 10);
	return {
		start: start > 0 ? start : 0,
		limit: limit > 0 ? Math.min(limit, most) : usual,
	};
}
