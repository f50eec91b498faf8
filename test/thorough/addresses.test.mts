import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { IMAGES, asSent, filesOf } from '../support/wiro/images.mts';
import { FAST, SHORT_RUN, expectRefusal, useWiro } from '../support/wiro/useWiro.mts';

const { jpeg, png, webp, gif, heic } = IMAGES;

const OF_URL: INodeParameters = {
	...SHORT_RUN,
	inputImageUrl: '={{ $json.image }}',
	waitForCompletion: false,
};

const SAME = [
	'https://example.com/a.jpg?x=1&y=%20',
	'https://example.com/a%20b/%C3%BC.jpg',
	'HTTPS://EXAMPLE.COM/CAT.JPG',
	'http://127.0.0.1:3000/cat.jpg',
	'https://example.com',
	"https://example.com/it's(1),[2];a=b:c@d!$&*+~_.-.jpg#part",
	'https://user:pass@example.com:8443/cat.jpg',
	'https://b.s3.amazonaws.com/k?X-Amz-Signature=ab%2Fcd%3D&X-Amz-Date=20261125T000000Z',
	'https://drive.google.com/uc?export=download&id=1AbC_d-2',
	'https://drive.google.com/uc?export=view&id=1AbC_d-2',
	'https://docs.google.com/uc?export=download&id=1AbC_d-2',
	'https://lh3.googleusercontent.com/d/1AbC',
	'https://www.dropbox.com/s/abc/cat.jpg?dl=1',
	'https://www.dropbox.com/scl/fi/abc/cat.jpg?rlkey=k&raw=1',
	'https://dl.dropboxusercontent.com/s/abc/cat.jpg',
	'https://onedrive.live.com/download?resid=1&authkey=2',
	'https://x.sharepoint.com/:i:/g/abc?e=1&download=1',
	'https://app.box.com/shared/static/abc.jpg',
	'https://raw.githubusercontent.com/o/r/main/cat.jpg',
	'https://github.com/o/r/raw/main/cat.jpg',
	'https://github.com/o/r/blob/main/cat.jpg?raw=true',
	'https://i.imgur.com/abc.jpg',
	'https://upload.wikimedia.org/wikipedia/commons/a/ab/Cat.jpg',
];

const ENCODED: Array<[given: string, sent: string]> = [
	['https://example.com/My photo ü.jpg', 'https://example.com/My%20photo%20%C3%BC.jpg'],
	['https://example.com/a b%20c.jpg', 'https://example.com/a%20b%20c.jpg'],
	['https://example.com/100%.jpg', 'https://example.com/100%25.jpg'],
	['https://example.com/50%zz%2.jpg', 'https://example.com/50%25zz%252.jpg'],
	[
		'https://example.com/a"b<c>{d}|e^f`g.jpg',
		'https://example.com/a%22b%3Cc%3E%7Bd%7D%7Ce%5Ef%60g.jpg',
	],
	[
		'https://example.com/浣熊.jpg?名=值#é',
		'https://example.com/%E6%B5%A3%E7%86%8A.jpg?%E5%90%8D=%E5%80%BC#%C3%A9',
	],
	['https://example.com/🦝.png', 'https://example.com/%F0%9F%A6%9D.png'],
	['https://bücher.example/Ä.jpg', 'https://xn--bcher-kva.example/%C3%84.jpg'],
	['https://例え.テスト:8443/a.jpg', 'https://xn--r8jz45g.xn--zckzah:8443/a.jpg'],
	['https://example.com/\n  a.jpg', 'https://example.com/%20%20a.jpg'],
	['https://exam\r\nple.com/a\t.jpg\n', 'https://example.com/a.jpg'],
	['\u200bhttps://example.com/a\u200b.jpg\ufeff', 'https://example.com/a.jpg'],
	['\u2066https://example.com/a.jpg\u2069', 'https://example.com/a.jpg'],
	['"https://example.com/a.jpg"', 'https://example.com/a.jpg'],
	["'https://example.com/a.jpg' ", 'https://example.com/a.jpg'],
	['<https://example.com/a.jpg>', 'https://example.com/a.jpg'],
	['“https://example.com/a b.jpg”', 'https://example.com/a%20b.jpg'],
	['`https://example.com/a.jpg`', 'https://example.com/a.jpg'],
	['https:\\\\example.com\\a\\b.jpg', 'https://example.com/a/b.jpg'],
	['https:/example.com/a.jpg', 'https://example.com/a.jpg'],
	['https://example.com/?q=a b&r=c\\d', 'https://example.com/?q=a%20b&r=c%5Cd'],
];

/** A link to a page, whose page it is, and what the error must say. */
type Page = [url: string, service: string, nextStep: RegExp];

const literally = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const driveLink = literally('https://drive.google.com/uc?export=download&id=1AbC_d-2 ');

const PAGES: Page[] = [
	['https://drive.google.com/file/d/1AbC_d-2/view?usp=sharing', 'Google Drive', driveLink],
	['https://drive.google.com/file/d/1AbC_d-2/edit', 'Google Drive', driveLink],
	['https://drive.google.com/file/u/0/d/1AbC_d-2/preview', 'Google Drive', driveLink],
	['https://drive.google.com/open?id=1AbC_d-2', 'Google Drive', driveLink],
	['"https://drive.google.com/open?id=1AbC_d-2"', 'Google Drive', driveLink],
	[
		'https://drive.google.com/drive/folders/1AbC_d-2',
		'Google Drive',
		/^Download .* Google Drive node/,
	],
	['https://docs.google.com/file/d/1AbC_d-2/edit', 'Google Docs', driveLink],
	['https://docs.google.com/document/d/1AbC_d-2/edit', 'Google Docs', /Google Drive node/],
	['https://photos.app.goo.gl/AbC', 'Google Photos', /Copy image address/],
	['https://photos.google.com/share/AbC/photo/d', 'Google Photos', /Copy image address/],
	[
		'https://www.google.com/imgres?imgurl=https%3A%2F%2Fexample.com%2Fcat.jpg&h=1',
		'Google Images',
		literally('Use https://example.com/cat.jpg instead'),
	],
	[
		'https://www.dropbox.com/s/abc/cat.jpg?dl=0',
		'Dropbox',
		literally('https://www.dropbox.com/s/abc/cat.jpg?raw=1 '),
	],
	[
		'https://www.dropbox.com/scl/fi/abc/My cat.jpg?rlkey=k%2F1&st=s&dl=0',
		'Dropbox',
		literally('https://www.dropbox.com/scl/fi/abc/My%20cat.jpg?rlkey=k%2F1&st=s&raw=1 '),
	],
	[
		'https://dropbox.com/s/abc/cat.jpg',
		'Dropbox',
		literally('https://dropbox.com/s/abc/cat.jpg?raw=1 '),
	],
	['https://www.dropbox.com/home/Photos', 'Dropbox', /^Download .* Dropbox node/],
	['https://1drv.ms/i/s!AbC', 'OneDrive', /Microsoft OneDrive node/],
	['https://onedrive.live.com/?cid=1&id=2', 'OneDrive', /Microsoft OneDrive node/],
	[
		'https://x-my.sharepoint.com/:i:/g/personal/a/AbC?e=1',
		'SharePoint or OneDrive',
		literally('https://x-my.sharepoint.com/:i:/g/personal/a/AbC?e=1&download=1 '),
	],
	['https://www.icloud.com/iclouddrive/0AbC#cat.jpg', 'iCloud', /Binary File/],
	['https://share.icloud.com/photos/0AbC', 'iCloud', /Binary File/],
	['https://app.box.com/s/abc', 'Box', /Box node/],
	['https://acme.box.com/s/abc', 'Box', /Box node/],
	['https://we.tl/t-AbC', 'WeTransfer', /Binary File/],
	['https://wetransfer.com/downloads/abc', 'WeTransfer', /Binary File/],
	[
		'https://github.com/o/r/blob/main/a/cat.jpg',
		'GitHub',
		literally('https://raw.githubusercontent.com/o/r/main/a/cat.jpg '),
	],
	[
		'https://gitlab.com/o/r/-/blob/main/cat.jpg',
		'GitLab',
		literally('https://gitlab.com/o/r/-/raw/main/cat.jpg '),
	],
	[
		'https://commons.wikimedia.org/wiki/File:Cat_1.jpg',
		'Wikipedia or Wikimedia',
		literally('https://commons.wikimedia.org/wiki/Special:FilePath/Cat_1.jpg '),
	],
	['https://imgur.com/a/abc', 'Imgur', /Copy image address/],
];

const base64 = (data: Buffer) => data.toString('base64');

const INLINE: Array<[what: string, value: string, data: Buffer, fileName: string, type: string]> = [
	['a data URL', `data:image/png;base64,${base64(png)}`, png, 'image.png', 'image/png'],
	['in capitals', `DATA:IMAGE/JPEG;BASE64,${base64(jpeg)}`, jpeg, 'image.jpg', 'image/jpeg'],
	[
		'with parameters',
		`data:image/webp;charset=utf-8;name=a.webp;base64,${base64(webp)}`,
		webp,
		'image.webp',
		'image/webp',
	],
	['with no type', `data:;base64,${base64(gif)}`, gif, 'image.gif', 'image/gif'],
	['of another type', `data:text/plain;base64,${base64(heic)}`, heic, 'image.heic', 'image/heic'],
	['in quotes', `"data:image/png;base64,${base64(png)}"`, png, 'image.png', 'image/png'],
	[
		'with spaces',
		`data:image/png; base64, ${base64(png).replace(/(.{9})/g, '$1 \n')}`,
		png,
		'image.png',
		'image/png',
	],
	[
		'without padding',
		`data:image/png;base64,${png.toString('base64url')}`,
		png,
		'image.png',
		'image/png',
	],
	[
		'base64 with percent signs',
		`data:image/png;base64,${encodeURIComponent(base64(png))}`,
		png,
		'image.png',
		'image/png',
	],
	[
		'percent-encoded',
		`data:image/gif,${[...gif].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
		gif,
		'image.gif',
		'image/gif',
	],
	[
		'partly percent-encoded',
		`data:image/gif,GIF89a${gif.subarray(6).toString('hex').replace(/../g, '%$&')}`,
		gif,
		'image.gif',
		'image/gif',
	],
	['base64 alone', base64(jpeg), jpeg, 'image.jpg', 'image/jpeg'],
	['base64 alone in lines', base64(png).replace(/(.{16})/g, '$1\n'), png, 'image.png', 'image/png'],
];

const NOT_OF_THE_WEB: Page[] = [
	['blob:https://example.com/1-2-3', 'an address that only one browser tab can open', /upload/],
	['file:///home/me/cat.jpg', 'the path of a file on one computer', /Read\/Write Files from Disk/],
	['C:\\Users\\me\\cat.jpg', 'the path of a file on one computer', /Read\/Write Files from Disk/],
	['c:/Users/me/cat.jpg', 'the path of a file on one computer', /Binary File/],
	['\\\\nas\\photos\\cat.jpg', 'the path of a file in one network', /Binary File/],
	['/home/me/cat.jpg', 'the path of a file, not a link to it', /Binary File/],
	['./cat.jpg', 'the path of a file, not a link to it', /https:\/\//],
	['../images/cat.jpg', 'the path of a file, not a link to it', /https:\/\//],
	['~/cat.jpg', 'the path of a file, not a link to it', /https:\/\//],
	['s3://bucket/cat.jpg', 'an address that Wiro cannot open', /Binary File/],
	['ftp://example.com/cat.jpg', 'an address that Wiro cannot open', /https:\/\//],
	['images/cat.jpg', '"images/cat.jpg", which is not a web address', /https:\/\//],
	[
		'www.example.com/cat.jpg',
		'"www.example.com/cat.jpg", which is not a web address',
		/https:\/\//,
	],
	['//example.com/cat.jpg', '"//example.com/cat.jpg", which is not a web address', /https:\/\//],
	[
		'https://exa mple.com/cat.jpg',
		'"https://exa mple.com/cat.jpg", which is not a web address',
		/https:\/\//,
	],
	['https://', '"https://", which is not a web address', /https:\/\//],
	['javascript:alert(1)', '"javascript:alert(1)", which is not a web address', /https:\/\//],
];

describe('An Image URL', () => {
	const wiro = useWiro();
	const run = async (image: string) =>
		await wiro.run(OF_URL, { startItems: [{ json: { image } }] });

	it.each(SAME)('that is fine travels to the letter: %s', async (image) => {
		expect((await run(image)).status).toBe('success');
		const requests = await wiro.requests('run');
		expect(requests).toMatchObject([{ body: { inputImageUrl: image }, files: [] }]);
	});

	it.each(ENCODED)('is encoded where it needs it: %j', async (image, sent) => {
		expect((await run(image)).status).toBe('success');
		expect(await wiro.requests('run')).toMatchObject([{ body: { inputImageUrl: sent } }]);
	});

	it.each(PAGES)('that is a page is refused: %s', async (url, service, nextStep) => {
		expectRefusal(
			await run(url),
			`'Image URL' is a page of ${service} that shows the image, not the image itself`,
			nextStep,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it.each(NOT_OF_THE_WEB)('that Wiro cannot open is refused: %s', async (url, what, nextStep) => {
		expectRefusal(await run(url), `'Image URL' is ${what}`, nextStep);
		expect(await wiro.counts()).toEqual({});
	});

	it.each(INLINE)(
		'that is the image itself is sent as a file: %s',
		async (_what, value, ...file) => {
			expect((await run(value)).status).toBe('success');
			const requests = await wiro.requests('run');
			expect(filesOf(requests)).toEqual([asSent(...file)]);
			expect(requests).toMatchObject([{ body: { inputImageUrl: '' } }]);
		},
	);

	it.each(['={{ $binary.data }}', "={{ $('Start').item.binary.data }}", '= {{ $binary.data }} '])(
		'that is the binary file of an item is sent as a file: %s',
		async (inputImageUrl) => {
			const run = await wiro.run(
				{ ...OF_URL, inputImageUrl },
				{ startItems: [{ binary: { data: { data: png, mimeType: 'image/png', fileName: 'a' } } }] },
			);

			expect(run.status).toBe('success');
			expect(filesOf(await wiro.requests('run'))).toEqual([asSent(png, 'a.png', 'image/png')]);
		},
	);

	it.each([
		[
			'a PDF in a data URL',
			`data:image/png;base64,${base64(Buffer.from('%PDF-1.7'))}`,
			'a PDF document',
		],
		['an SVG in a data URL', 'data:image/svg+xml,%3Csvg xmlns="x"%3E%3C/svg%3E', 'an SVG drawing'],
		['a text in a data URL', 'data:,hello', 'text'],
		['a PDF in base64', base64(Buffer.from(`%PDF-1.7${'x'.repeat(200)}`)), 'a PDF document'],
	])('that is not an image is refused: %s', async (_what, value, seems) => {
		expectRefusal(
			await run(value),
			`The file in 'Image URL' is not an image that Wiro takes: it seems to be ${seems}`,
			/JPEG, PNG, WebP/,
		);
		expect(await wiro.counts()).toEqual({});
	});

	it.each([
		[
			'has nothing in it',
			'data:image/png;base64,',
			"The image file in 'Image URL' is empty",
			/JPEG/,
		],
		[
			'has no comma',
			'data:image/png;base64',
			"'Image URL' begins like a data URL, but has no comma before the data",
			/whole data URL/,
		],
	])('that is a data URL which %s is refused', async (_what, value, message, nextStep) => {
		expectRefusal(await run(value), message, nextStep);
		expect(await wiro.counts()).toEqual({});
	});

	it('that holds more than 100 MB is refused, and none of it is quoted', async () => {
		const refused = await run(
			`data:image/jpeg;base64,${base64(Buffer.concat([jpeg, Buffer.alloc(100 * 1024 * 1024)]))}`,
		);
		expectRefusal(refused, "The image file in 'Image URL' has 101 MB", /up to 100 MB/);
		expect(await wiro.counts()).toEqual({});
	});
});

describe('A Callback URL', () => {
	const wiro = useWiro();
	const run = async (callbackUrl: string) =>
		await wiro.run({ ...SHORT_RUN, waitForCompletion: false, options: { ...FAST, callbackUrl } });

	it.each([
		['http://127.0.0.1:9/hook/a?x=%20', 'http://127.0.0.1:9/hook/a?x=%20'],
		['http://127.0.0.1:9/hook/ü b', 'http://127.0.0.1:9/hook/%C3%BC%20b'],
		['"http://127.0.0.1:9/hook"\n', 'http://127.0.0.1:9/hook'],
	])('is encoded where it needs it: %j', async (callbackUrl, sent) => {
		expect((await run(callbackUrl)).status).toBe('success');
		expect(await wiro.requests('run')).toMatchObject([{ body: { callbackUrl: sent } }]);
	});

	it('that is none is refused', async () => {
		expectRefusal(
			await run('my server'),
			`'Callback URL' is "my server", which is not a web address`,
			/https:\/\//,
		);
		expect(await wiro.counts()).toEqual({});
	});
});
