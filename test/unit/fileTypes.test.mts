import { describe, expect, it } from '@jest/globals';

import { typeAndName } from '../../dist/nodes/Wiro/models/fileType.js';
import { isoMedia } from '../support/wiro/images.mts';

const OCTETS = 'application/octet-stream';
const PDF = Buffer.from('%PDF-1.7 …');
const UNKNOWN = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('The type and the name under which a file is sent', () => {
	it.each<[mimeType: string, fileName: string, head: Buffer]>([
		['video/mp4', 'file.mp4', isoMedia('isom', 'avc1')],
		['audio/mp4', 'file.m4a', isoMedia('M4A ', 'isom')],
		['video/quicktime', 'file.mov', isoMedia('qt  ')],
		['video/webm', 'file.webm', latin1('\x1aE\xdf\xa3\x01')],
		['audio/wav', 'file.wav', latin1('RIFF\0\x10\0\0WAVEfmt ')],
		['audio/mpeg', 'file.mp3', latin1('ID3\x04\0')],
		['audio/mpeg', 'file.mp3', latin1('\xff\xfb\x90\0')],
		['audio/flac', 'file.flac', latin1('fLaC\0\0')],
		['audio/ogg', 'file.ogg', latin1('OggS\0\x02')],
		['application/pdf', 'file.pdf', PDF],
		['model/gltf-binary', 'file.glb', latin1('glTF\x02\0\0\0')],
		['application/zip', 'file.zip', latin1('PK\x03\x04')],
		['image/jpeg', 'image.jpg', latin1('\xff\xd8\xff\xe0')],
		[OCTETS, 'file.bin', UNKNOWN],
		[OCTETS, 'file.bin', Buffer.from('a,b')],
	])('come from its bytes alone: %s, %s', (mimeType, fileName, head) => {
		expect(typeAndName(head, {})).toEqual({ mimeType, fileName });
		expect(typeAndName(head, { mimeType: '', fileName: ' ' })).toEqual({ mimeType, fileName });
		expect(typeAndName(head, { mimeType: OCTETS })).toEqual({ mimeType, fileName });
	});

	it.each([
		['text/csv', 'file.txt'],
		['text/plain', 'file.txt'],
		['application/json', 'file.bin'],
		['model/stl', 'file.bin'],
	])('keep the type %s that the bytes do not tell', (mimeType, fileName) => {
		expect(typeAndName(Buffer.from('a,b'), { mimeType })).toEqual({ mimeType, fileName });
	});

	it('keep a type that says more than the bytes', () => {
		const mimeType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
		const given = { mimeType, fileName: 'report.docx' };
		expect(typeAndName(latin1('PK\x03\x04'), given)).toEqual(given);
	});

	it('follow the bytes of an image, whatever it was called', () => {
		const given = { mimeType: 'text/plain', fileName: 'cat.txt' };
		const sent = { mimeType: 'image/jpeg', fileName: 'cat.jpg' };
		expect(typeAndName(latin1('\xff\xd8\xff\xe0'), given)).toEqual(sent);
	});

	it.each([
		['report.pdf', 'report.pdf'],
		['report.PDF', 'report.PDF'],
		['report.bin', 'report.bin'],
		['report', 'report.pdf'],
		['report v1.2 (final)', 'report v1.2 (final).pdf'],
		['/tmp/files/report.pdf', 'report.pdf'],
		['C:\\files\\report.pdf', 'report.pdf'],
		[' report.pdf\r\n', 'report.pdf'],
		['re\0port.pdf', 'report.pdf'],
		['/tmp/files/', 'file.pdf'],
		['\0', 'file.pdf'],
	])('keep what a name says: a PDF called %j is sent as %s', (fileName, sent) => {
		expect(typeAndName(PDF, { fileName }).fileName).toBe(sent);
	});

	it('add no extension to a name when nobody knows which', () => {
		expect(typeAndName(UNKNOWN, { fileName: 'weights' }).fileName).toBe('weights');
	});
});
