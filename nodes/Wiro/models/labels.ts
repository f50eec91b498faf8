import type { ModelInput } from './schema';

/** Wiro's labels that are translation keys or the names of inputs, without their hyphens and case. */
const KNOWN: ReadonlyMap<string, string> = new Map([
	['inputimage', 'Image'],
	['inputimageurl', 'Image URL'],
	['inputimages', 'Images'],
	['inputvideo', 'Video'],
	['inputvideourl', 'Video URL'],
	['inputaudio', 'Audio'],
	['inputaudiourl', 'Audio URL'],
	['inputimagemask', 'Mask'],
	['negativeprompt', 'Negative Prompt'],
	['systeminstructions', 'System Instructions'],
	['systemprompt', 'System Prompt'],
	['inferencesteps', 'Inference Steps'],
	['numinferencesteps', 'Inference Steps'],
	['guidancescale', 'Guidance Scale'],
	['cfgscale', 'Guidance Scale'],
	['numframes', 'Number of Frames'],
	['numberofframes', 'Number of Frames'],
	['numberofoutputs', 'Number of Outputs'],
	['numoutputs', 'Number of Outputs'],
	['numimages', 'Number of Images'],
	['aspectratio', 'Aspect Ratio'],
	['outputformat', 'Output Format'],
	['outputquality', 'Output Quality'],
	['maxtokens', 'Max Tokens'],
	['maxnewtokens', 'Max New Tokens'],
	['topp', 'Top P'],
	['topk', 'Top K'],
	['fps', 'Frames per Second'],
	['cfg', 'Guidance Scale'],
	['videolength', 'Video Length'],
	['audiolength', 'Audio Length'],
	['lorascale', 'LoRA Scale'],
]);

/** Words that are written in capitals. */
const CAPITALS = /^(url|id|ai|3d|2d|fps|lora|nsfw|json|cfg|api|hd|uuid|llm|tts)$/i;

/** Words that stay small inside a title. */
const SMALL = /^(of|per|and|or|the|a|an|in|to|for|with|by)$/i;

/** A word that is written like a key: camel case, or joined by hyphens or underscores. */
const KEY_LIKE = /^[a-z][\w-]*$/;

/** The label of an input for people: translation keys become words, and every word has a capital. */
export function labelOf({ label, id }: Pick<ModelInput, 'label' | 'id'>): string {
	const known = KNOWN.get(bare(label));
	if (known !== undefined) return known;
	// A key in one word says less than the name of the input: "imagehelp", "inputImageHuman".
	const source =
		KEY_LIKE.test(label) && !/[-_A-Z]/.test(label) && bare(label) === bare(id) ? id : label;
	return titled(source);
}

function bare(label: string): string {
	return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function titled(label: string): string {
	const isKey = KEY_LIKE.test(label);
	const words = isKey
		? label.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[-_\s]+/)
		: label.split(/\s+/);
	return words
		.filter((word) => word !== '')
		.map((word, index) => {
			if (CAPITALS.test(word)) return word.toUpperCase().replace('LORA', 'LoRA');
			if (index > 0 && SMALL.test(word)) return word.toLowerCase();
			return word.charAt(0).toUpperCase() + word.slice(1);
		})
		.join(' ');
}
