import { beforeEach, describe, expect, it } from '@jest/globals';

import { only, useEmulator } from './calls.mts';

const wiro = useEmulator();

let url: string;
let sizeBytes: number;

beforeEach(async () => {
	const task = await wiro.emulator.plantTask({
		id: '1',
		token: 'a',
		status: 'task_postprocess_end',
		outputs: 1,
	});
	({ url, sizeBytes } = only(task.outputs));
});

describe('an output file', () => {
	it('is as long as the task says, and needs no key', async () => {
		const response = await fetch(url);

		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(response.headers.get('content-length')).toBe(String(sizeBytes));
		expect((await response.arrayBuffer()).byteLength).toBe(sizeBytes);
	});

	it('can be asked for in parts', async () => {
		const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
		const part = await fetch(url, { headers: { range: 'bytes=100-199' } });

		expect(part.status).toBe(206);
		expect(part.headers.get('content-range')).toBe(`bytes 100-199/${sizeBytes}`);
		expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true);
	});

	it('answers 416 to a part beyond its end', async () => {
		const response = await fetch(url, { headers: { range: `bytes=${sizeBytes}-` } });

		expect(response.status).toBe(416);
	});

	it('answers HEAD without a body', async () => {
		const response = await fetch(url, { method: 'HEAD' });

		expect(response.headers.get('content-length')).toBe(String(sizeBytes));
		expect(await response.text()).toBe('');
	});

	it.each([
		['/files/none/0.mp4', 404],
		['/pictures/missing.jpg', 404],
		['/pictures/..%2fcli.mts', 403],
	])('%s is not there: HTTP %i', async (path, status) => {
		expect((await fetch(`${wiro.emulator.url}${path}`)).status).toBe(status);
	});
});

describe('a file that comes slowly', () => {
	/** Reads a file until it ends or `most` pieces have come; gives the pieces. */
	async function piecesOf(response: Response, most = Infinity): Promise<Uint8Array[]> {
		const reader = response.body?.getReader();
		const pieces: Uint8Array[] = [];
		while (pieces.length < most) {
			const part = await reader?.read();
			if (part?.value === undefined) break;
			pieces.push(part.value);
		}
		return pieces;
	}

	it('stalls after half of its bytes', async () => {
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'stall' }]);
		const abort = new AbortController();
		const response = await fetch(url, { signal: abort.signal });
		const [first] = await piecesOf(response, 1);
		abort.abort();

		expect(response.headers.get('content-length')).toBe(String(sizeBytes));
		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(first?.byteLength).toBe(Math.floor(sizeBytes / 2));
	});

	it.each([{}, { everyMs: 20, pieces: 5 }])('trickles in whole with %j', async (pace) => {
		const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'trickle', ...pace }]);
		const pieces = await piecesOf(await fetch(url));

		expect(Buffer.concat(pieces).equals(whole)).toBe(true);
		expect(pieces.length).toBeGreaterThan(1);
	});

	it('stops trickling when the client has left', async () => {
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'trickle' }]);
		const abort = new AbortController();
		await piecesOf(await fetch(url, { signal: abort.signal }), 1);
		abort.abort();

		expect((await fetch(url)).status).toBe(200);
	});
});
