import { describe, expect, it } from '@jest/globals';

import { sharePageOf } from '../../dist/nodes/Wiro/models/sharePages.js';

/** Pages whose image has a URL of its own. */
const WITH_LINK: Array<[page: string, service: string, link: string]> = [
	[
		'https://drive.google.com/file/d/ucAbC/view?resourcekey=0-xY',
		'Google Drive',
		'https://drive.google.com/uc?export=download&id=ucAbC&resourcekey=0-xY',
	],
	[
		'https://docs.google.com/file/d/pubAbC/edit',
		'Google Docs',
		'https://drive.google.com/uc?export=download&id=pubAbC',
	],
	[
		'https://www.google.com/url?sa=i&url=https%3A%2F%2Fexample.com%2Fcat.jpg',
		'Google Images',
		'https://example.com/cat.jpg',
	],
	[
		'https://www.dropbox.com/sh/abc/def/cat.jpg?dl=0',
		'Dropbox',
		'https://www.dropbox.com/sh/abc/def/cat.jpg?raw=1',
	],
	['https://www.dropbox.com/s/abc/cat', 'Dropbox', 'https://www.dropbox.com/s/abc/cat?raw=1'],
	[
		'https://acme.sharepoint.com/:i:/s/team/AbC',
		'SharePoint or OneDrive',
		'https://acme.sharepoint.com/:i:/s/team/AbC?download=1',
	],
	[
		'https://github.com/octo/cats/blob/main/img/cat.jpg',
		'GitHub',
		'https://raw.githubusercontent.com/octo/cats/main/img/cat.jpg',
	],
	[
		'https://huggingface.co/octo/cats/blob/main/cat.jpg',
		'Hugging Face',
		'https://huggingface.co/octo/cats/resolve/main/cat.jpg',
	],
	[
		'https://de.wikipedia.org/wiki/Datei:Cat_1.jpg',
		'Wikipedia or Wikimedia',
		'https://de.wikipedia.org/wiki/Special:FilePath/Cat_1.jpg',
	],
	...['photos', 'de/photos', 'pt-br/photos'].map((path): [string, string, string] => [
		`https://unsplash.com/${path}/a-cat-AbC_1`,
		'Unsplash',
		`https://unsplash.com/${path}/a-cat-AbC_1/download`,
	]),
];

const WITHOUT_LINK: Array<[page: string, service: string]> = [
	['https://drive.google.com/drive/my-drive', 'Google Drive'],
	['https://drive.google.com/folderview?id=1AbC', 'Google Drive'],
	['https://docs.google.com/document/d/1AbC/edit', 'Google Docs'],
	['https://docs.google.com/spreadsheets/d/e/2PACX/pubhtml', 'Google Docs'],
	['https://www.google.com/search?q=cat&udm=2', 'Google Images'],
	['https://www.dropbox.com/sh/abc/Trip.2024/Photos', 'Dropbox'],
	['https://www.dropbox.com/home/s/cats', 'Dropbox'],
	['https://acme.sharepoint.com/:f:/s/team/AbC', 'SharePoint or OneDrive'],
	[
		'https://acme.sharepoint.com/sites/team/_layouts/15/onedrive.aspx?id=1',
		'SharePoint or OneDrive',
	],
	[
		'https://acme.sharepoint.com/sites/team/Shared%20Documents/Forms/AllItems.aspx',
		'SharePoint or OneDrive',
	],
	['https://acme.wetransfer.com/downloads/abc', 'WeTransfer'],
	['https://github.com/octo/cats/tree/main/img', 'GitHub'],
	['https://github.com/octo/cats/tree/main/blob/img', 'GitHub'],
	['https://imgur.com/gallery/AbC', 'Imgur'],
];

const IMAGES = [
	'https://drive.google.com/thumbnail?id=1AbC&sz=w1000',
	'https://docs.google.com/drawings/d/e/2PACX-1/pub?w=960&h=720',
	'https://docs.google.com/presentation/d/1AbC/export/png',
	'https://www.google.com/images/branding/googlelogo_color_272x92dp.png',
	'https://onedrive.live.com/download.aspx?cid=1&resid=2',
	'https://acme.sharepoint.com/sites/team/_layouts/15/download.aspx?UniqueId=1',
	'https://acme.sharepoint.com/sites/team/Shared%20Documents/cat.jpg',
	'https://acme.box.com/shared/static/abc.jpg',
	'https://download.wetransfer.com/eu2/abc/cat.jpg?token=1',
	'https://github.com/octo/cats/raw/main/blob/cat.jpg',
	'https://gitlab.com/octo/cats/-/raw/main/cat.jpg',
	'https://huggingface.co/octo/cats/resolve/main/cat.jpg',
	'https://commons.wikimedia.org/wiki/Special:FilePath/Cat_1.jpg',
	'https://imgur.com/AbC.jpg',
	'https://www.imgur.com/AbC.webp',
	'https://unsplash.com/photos/AbC/download?force=true',
	'https://images.unsplash.com/photo-1?w=1080',
	'https://example.com/wiki/File:Cat.jpg',
];

describe('A page that shows an image', () => {
	it.each(WITH_LINK)('is told from it, and leads to it: %s', (page, service, link) => {
		expect(sharePageOf(page)).toEqual({
			service,
			instead: expect.stringContaining(
				`Use ${link} instead, if anyone with the link may see the image. Otherwise: `,
			),
		});
	});

	it.each(WITHOUT_LINK)('is told from it, also if it leads to none: %s', (page, service) => {
		expect(sharePageOf(page)).toEqual({
			service,
			instead: expect.stringMatching(/^(Download|Open) the /),
		});
	});

	it.each(IMAGES)('is not the image itself: %s', (image) => {
		expect(sharePageOf(image)).toBeUndefined();
	});

	it('is refused without a link that is too long to copy from an error', () => {
		const pageOf = (length: number) => {
			const [start, end] = ['https://www.dropbox.com/s/', '/cat.jpg'];
			const rest = length - `${start}${end}?raw=1`.length;
			return `${start}${'x'.repeat(rest)}${end}`;
		};
		expect(sharePageOf(pageOf(300))?.instead).toMatch(/^Use https:.*\?raw=1 instead/);
		expect(sharePageOf(pageOf(301))?.instead).toMatch(/^Download the image with the Dropbox node/);
	});
});
