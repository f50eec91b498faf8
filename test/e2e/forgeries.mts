/** What strangers may send to a resume URL. */
import type { EmulatedTask } from '../../emulator/control.mts';

/** A forged callback. */
export interface Forgery {
	body: object | string;
	contentType: string;
}

const MEGABYTE = 1_000_000;
const JSON_TYPE = 'application/json';

/**
 * So many callbacks that are not Wiro's.
 * @param own tasks that the execution waits for and that have not ended
 * @param other a task that has ended, of another execution
 */
export function forgeries(count: number, own: EmulatedTask[], other: EmulatedTask): Forgery[] {
	const ends = { status: 'task_postprocess_end', pexit: '0' };
	const kinds: Array<(index: number) => Forgery> = [
		// The worst first: the right ids, and the claim that they have ended.
		(index) => json({ taskid: own[index % own.length]?.id, ...ends }),
		() =>
			json({ tasklist: own.map(({ id, token }) => ({ id, socketaccesstoken: token, ...ends })) }),
		(index) => json({ taskid: String(900_000 + index), ...ends }),
		() => json({ taskid: other.id, socketaccesstoken: other.token, ...ends }),
		(index) => json([[[{ taskid: { $gt: index } }]], null, -1]),
		() => json('{"taskid": "7000'),
		() => json(''),
		(index) => ({ body: `taskid=${index}&status=task_end`, contentType: FORM_TYPE }),
		() => ({ body: '\0\u0001<xml>&%$', contentType: 'text/plain' }),
		() => ({ body: '--no boundary', contentType: 'multipart/form-data' }),
	];
	return Array.from({ length: count }, (_, index) => {
		if (index % 50 === 7) return json({ taskid: 'x'.repeat(10 * MEGABYTE), ...ends });
		if (index % 50 === 17) return json('['.repeat(10 * MEGABYTE));
		return kinds[index % kinds.length]?.(index) ?? json({});
	});
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

function json(body: object | string): Forgery {
	return { body, contentType: JSON_TYPE };
}
