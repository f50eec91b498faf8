/** A page that shows an image, and what to use instead. */
export interface SharePage {
	/** The service that the page belongs to. */
	service: string;
	/** What to do next, as a sentence. */
	instead: string;
}

/** A service whose pages people mistake for the images they show. */
interface Service {
	name: string;
	/** Host names. Their subdomains count only if listed below. */
	hosts: string[];
	/** Whether the URL is a page and not the image. Without it, every URL of the host is. */
	isPage?: (url: URL) => boolean;
	/** The URL of the image itself, if it can be derived. */
	direct?: (url: URL) => string | undefined;
	/** What to do if it cannot. */
	advice: string;
}

/** Errors do not quote longer links. */
const LONGEST_LINK = 300;

const downloadWith = (node: string) =>
	`Download the image with the ${node} node before this one and set 'Image Source' to Binary File.`;

const COPY_ADDRESS =
	'Open the page, right-click the image, choose "Copy image address" and use that address.';

/** The same URL with one query parameter set and others removed. The rest stays unchanged. */
function withQuery(url: URL, key: string, value: string, without: string[] = []): string {
	const dropped = [key, ...without];
	const kept = url.search
		.slice(1)
		.split('&')
		.filter((pair) => pair !== '' && !dropped.includes(pair.split('=')[0] ?? ''));
	return `${url.origin}${url.pathname}?${[...kept, `${key}=${value}`].join('&')}`;
}

const is1 = (url: URL, key: string) => url.searchParams.get(key) === '1';

function driveId(url: URL): string | undefined {
	return /\/d\/([\w-]+)/.exec(url.pathname)?.[1] ?? url.searchParams.get('id') ?? undefined;
}

function driveLink(url: URL): string | undefined {
	const id = driveId(url);
	if (id === undefined || /\/folder(s|view)\b/.test(url.pathname)) return undefined;
	const key = url.searchParams.get('resourcekey');
	return `https://drive.google.com/uc?export=download&id=${id}${key === null ? '' : `&resourcekey=${key}`}`;
}

const SERVICES: Service[] = [
	{
		name: 'Google Drive',
		hosts: ['drive.google.com'],
		isPage: ({ pathname }) => !/\/(uc|thumbnail)$/.test(pathname),
		direct: driveLink,
		advice: downloadWith('Google Drive'),
	},
	{
		name: 'Google Docs',
		hosts: ['docs.google.com'],
		isPage: ({ pathname }) => !/^\/uc$|\/export\/|\/pub$/.test(pathname),
		direct: (url) => (url.pathname.startsWith('/file/') ? driveLink(url) : undefined),
		advice: downloadWith('Google Drive'),
	},
	{
		name: 'Google Photos',
		hosts: ['photos.app.goo.gl', 'photos.google.com'],
		advice: `${COPY_ADDRESS} Or save the image to Google Drive, download it with the Google Drive node and set 'Image Source' to Binary File.`,
	},
	{
		name: 'Google Images',
		hosts: ['www.google.com', 'google.com'],
		isPage: ({ pathname }) => /^\/(imgres|search|url)$/.test(pathname),
		direct: (url) => url.searchParams.get('imgurl') ?? url.searchParams.get('url') ?? undefined,
		advice: COPY_ADDRESS,
	},
	{
		name: 'Dropbox',
		hosts: ['www.dropbox.com', 'dropbox.com', 'm.dropbox.com'],
		isPage: (url) => !is1(url, 'dl') && !is1(url, 'raw'),
		direct: (url) =>
			/^\/(s|scl\/fi)\//.test(url.pathname) || /\.\w{3,4}$/.test(url.pathname)
				? withQuery(url, 'raw', '1', ['dl'])
				: undefined,
		advice: downloadWith('Dropbox'),
	},
	{
		name: 'OneDrive',
		hosts: ['1drv.ms', 'onedrive.live.com'],
		isPage: ({ pathname }) => !pathname.startsWith('/download'),
		advice: downloadWith('Microsoft OneDrive'),
	},
	{
		name: 'SharePoint or OneDrive',
		hosts: ['sharepoint.com'],
		isPage: (url) =>
			!is1(url, 'download') &&
			/^\/:\w:\/|\/_layouts\/15\/(?!download\.aspx|getpreview)|\/Forms\/\w+\.aspx/i.test(
				url.pathname,
			),
		direct: (url) =>
			url.pathname.startsWith('/:i:/') ? withQuery(url, 'download', '1') : undefined,
		advice: downloadWith('Microsoft OneDrive or Microsoft SharePoint'),
	},
	{
		name: 'iCloud',
		hosts: ['www.icloud.com', 'icloud.com', 'share.icloud.com'],
		advice:
			"Download the image from iCloud, put it where anyone can open it and use that address, or set 'Image Source' to Binary File.",
	},
	{
		name: 'Box',
		hosts: ['app.box.com', 'box.com'],
		isPage: ({ pathname }) => /^\/(s|v|file|folder)\//.test(pathname),
		advice: `${downloadWith('Box')} Or use the Direct Link from the settings of the shared link.`,
	},
	{
		name: 'WeTransfer',
		hosts: ['we.tl', 'wetransfer.com'],
		isPage: ({ hostname }) => hostname !== 'download.wetransfer.com',
		advice:
			"Download the image from WeTransfer, put it where anyone can open it and use that address, or set 'Image Source' to Binary File.",
	},
	{
		name: 'MEGA, MediaFire or pCloud',
		hosts: ['mega.nz', 'mega.io', 'www.mediafire.com', 'u.pcloud.link', 'e.pcloud.link'],
		advice:
			"Download the image, put it where anyone can open it and use that address, or set 'Image Source' to Binary File.",
	},
	{
		name: 'GitHub',
		hosts: ['github.com'],
		isPage: (url) =>
			/^\/[^/]+\/[^/]+\/(blob|tree)\//.test(url.pathname) && !url.searchParams.has('raw'),
		direct: ({ pathname }) => {
			const [, project, path] = /^(\/[^/]+\/[^/]+)\/blob(\/.+)$/.exec(pathname) ?? [];
			return path === undefined ? undefined : `https://raw.githubusercontent.com${project}${path}`;
		},
		advice: 'Open the image on GitHub, choose "Raw" and use the address of that page.',
	},
	{
		name: 'GitLab',
		hosts: ['gitlab.com'],
		isPage: ({ pathname }) => pathname.includes('/-/blob/'),
		direct: ({ origin, pathname }) => origin + pathname.replace('/-/blob/', '/-/raw/'),
		advice: COPY_ADDRESS,
	},
	{
		name: 'Hugging Face',
		hosts: ['huggingface.co'],
		isPage: ({ pathname }) => pathname.includes('/blob/'),
		direct: ({ origin, pathname }) => origin + pathname.replace('/blob/', '/resolve/'),
		advice: COPY_ADDRESS,
	},
	{
		name: 'Wikipedia or Wikimedia',
		hosts: ['wikipedia.org', 'commons.wikimedia.org'],
		isPage: ({ pathname }) => /^\/wiki\/(?!Special:)[^/]+:[^/]+\.\w+$/.test(pathname),
		direct: ({ origin, pathname }) =>
			`${origin}/wiki/Special:FilePath/${pathname.slice(pathname.indexOf(':') + 1)}`,
		advice: COPY_ADDRESS,
	},
	{
		name: 'Imgur',
		hosts: ['imgur.com', 'www.imgur.com', 'm.imgur.com'],
		isPage: ({ pathname }) => !/\.\w{3,4}$/.test(pathname),
		advice: COPY_ADDRESS,
	},
	{
		name: 'Unsplash',
		hosts: ['unsplash.com'],
		isPage: ({ pathname }) => /^\/(\w\w(-\w\w)?\/)?photos\/[^/]+$/.test(pathname),
		direct: ({ origin, pathname }) => `${origin}${pathname}/download`,
		advice: COPY_ADDRESS,
	},
	{
		name: 'Instagram, Facebook or Pinterest',
		hosts: ['www.instagram.com', 'instagram.com', 'www.facebook.com', 'pinterest.com', 'pin.it'],
		advice: `${COPY_ADDRESS} It works for a few days only.`,
	},
	{
		name: 'Canva or Figma',
		hosts: ['www.canva.com', 'canva.com', 'canva.link', 'www.figma.com', 'figma.com'],
		advice:
			"Download the design as a PNG or JPEG, put it where anyone can open it and use that address, or set 'Image Source' to Binary File.",
	},
];

/** The hosts whose subdomains have such pages too. Others serve the images from subdomains. */
const WITH_SUBDOMAINS = [
	'sharepoint.com',
	'box.com',
	'wetransfer.com',
	'wikipedia.org',
	'pinterest.com',
];

function isHostOf(hostname: string, host: string): boolean {
	return hostname === host || (WITH_SUBDOMAINS.includes(host) && hostname.endsWith(`.${host}`));
}

/**
 * Recognises the URL of a page that shows an image, such as a share link. Returns the service and
 * what to do, with the image's own URL if it is known; undefined for other URLs.
 */
export function sharePageOf(address: string): SharePage | undefined {
	const url = new URL(address);
	const service = SERVICES.find(
		({ hosts, isPage }) =>
			hosts.some((host) => isHostOf(url.hostname, host)) && (isPage === undefined || isPage(url)),
	);
	if (service === undefined) return undefined;
	const { name, direct, advice } = service;
	const link = direct?.(url);
	const usable = link !== undefined && link.length <= LONGEST_LINK ? link : undefined;
	return {
		service: name,
		instead:
			usable === undefined
				? advice
				: `Use ${usable} instead, if anyone with the link may see the image. Otherwise: ${advice}`,
	};
}
