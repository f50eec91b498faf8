import { expect } from '@jest/globals';

/** The bytes of an output, once its type was checked. */
export async function bytesOf(output: {
	url: string;
	contenttype: string;
	size: string;
}): Promise<Buffer> {
	const response = await fetch(output.url);
	expect(response.headers.get('content-type')).toBe(output.contenttype);
	const bytes = Buffer.from(await response.arrayBuffer());
	expect(String(bytes.byteLength)).toBe(output.size);
	return bytes;
}
