/** Words that labels write in their own way. */
const WORDS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		url: 'URL',
		urls: 'URLs',
		id: 'ID',
		fps: 'FPS',
		api: 'API',
		cfg: 'CFG',
		nsfw: 'NSFW',
		lora: 'LoRA',
		json: 'JSON',
		html: 'HTML',
		pdf: 'PDF',
		hd: 'HD',
		ai: 'AI',
		tts: 'TTS',
		svg: 'SVG',
		rgb: 'RGB',
		'3d': '3D',
		'2d': '2D',
		bpm: 'BPM',
		ip: 'IP',
		vae: 'VAE',
		num: 'Number of',
	}),
);

/** Words without a capital, unless they come first. */
const SMALL_WORDS = ['of', 'to', 'per', 'and', 'or', 'the', 'for', 'in'];

/** Labels that splitting into words would not give. */
const LABELS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		fps: 'Frames per Second',
		framespersecond: 'Frames per Second',
		cfg: 'Guidance Scale',
		cfgscale: 'Guidance Scale',
		inputimageurl: 'Image URL',
		numframes: 'Number of Frames',
		numoutputs: 'Number of Outputs',
		numinferencesteps: 'Inference Steps',
		topp: 'Top P',
		topk: 'Top K',
		maxtokens: 'Max Tokens',
		maxnewtokens: 'Max New Tokens',
		systemprompt: 'System Prompt',
		systeminstructions: 'System Instructions',
		texttospeech: 'Text to Speech',
	}),
);

/** Words that keys are made of without a mark between them, such as `inferencesteps`. */
const KEY_WORDS = [
	...['account', 'amount', 'aspect', 'audio', 'audios', 'background', 'batch', 'camera', 'caption'],
	...[
		'category',
		'channels',
		'clothes',
		'color',
		'colour',
		'content',
		'control',
		'count',
		'custom',
	],
	...['default', 'depth', 'description', 'document', 'duration', 'end', 'enhance', 'face', 'field'],
	...[
		'file',
		'files',
		'final',
		'first',
		'fixed',
		'format',
		'frame',
		'frames',
		'gender',
		'generate',
	],
	...['guidance', 'height', 'human', 'image', 'images', 'inference', 'input', 'language', 'last'],
	...['length', 'limit', 'mask', 'max', 'min', 'mode', 'model', 'motion', 'multiple', 'name'],
	...['negative', 'num', 'number', 'of', 'option', 'optional', 'output', 'outputs', 'penalty'],
	...[
		'photo',
		'pose',
		'prompt',
		'quality',
		'rate',
		'ratio',
		'reference',
		'repetition',
		'resolution',
	],
	...['sample', 'samples', 'scale', 'scheduler', 'second', 'seconds', 'seed', 'size', 'source'],
	...['speaker', 'speech', 'speed', 'start', 'steps', 'strength', 'style', 'system', 'target'],
	...['temperature', 'text', 'time', 'title', 'tokens', 'top', 'type', 'upscale', 'url', 'urls'],
	...['user', 'version', 'video', 'videos', 'voice', 'watermark', 'width'],
];

/** A key that a translation would replace: one word, or several with hyphens or underscores. */
const KEY = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/;
/** A name as programs write it: `numFrames`. */
const CAMEL_CASE = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;

/** Longer keys are not divided into words: that takes long for some. */
const LONGEST_KEY = 40;

/** A name without case and punctuation: `num_images` and `numImages` are the same. */
export function plainName(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The words of a key without marks between them; undefined if they are not all known. */
function knownWords(key: string): string[] | undefined {
	if (key === '') return [];
	for (const first of KEY_WORDS) {
		if (!key.startsWith(first)) continue;
		const rest = knownWords(key.slice(first.length));
		if (rest !== undefined) return [first, ...rest];
	}
	return undefined;
}

/** The words of a name in camel case, or with hyphens or underscores. */
function wordsOf(name: string): string[] {
	return name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.split(/[\s_-]+/)
		.filter((word) => word !== '');
}

function titleCase(words: string[]): string {
	return words
		.map((word, index) => {
			const lower = word.toLowerCase();
			if (index > 0 && SMALL_WORDS.includes(lower)) return lower;
			return WORDS.get(lower) ?? lower.charAt(0).toUpperCase() + lower.slice(1);
		})
		.join(' ');
}

/**
 * The label of an input, readable. Wiro often has a translation key instead of a label, such as
 * `inferencesteps` or `input-image-url`, or none.
 * @param id the input's name in a Run, such as `numFrames`
 */
export function readableLabel(label: string | undefined, id: string): string {
	const given = label ?? id;
	if (!KEY.test(given) && !CAMEL_CASE.test(given)) return given;
	const known = LABELS.get(plainName(given));
	if (known !== undefined) return known;
	// The same word, in which the id shows where it is divided.
	const source = plainName(given) === plainName(id) && wordsOf(id).length > 1 ? id : given;
	const words = wordsOf(source).flatMap((word) =>
		word.length > LONGEST_KEY ? [word] : (knownWords(word.toLowerCase()) ?? [word]),
	);
	return titleCase(words);
}

/** The help of an input; undefined if Wiro has a translation key instead, such as `seed-help`. */
export function readableHelp(help: string | undefined): string | undefined {
	return help === undefined || KEY.test(help) ? undefined : help;
}
