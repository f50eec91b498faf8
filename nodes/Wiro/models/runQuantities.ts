import type { IDataObject } from 'n8n-workflow';
import { isWebUrl, number, text } from '../api/values';
import { plainName } from './labels';

/** What a price is multiplied with. Each is undefined if the fields of the Run do not tell it. */
export interface RunQuantities {
	/** Output files. */
	outputs?: number;
	/** Whether a field may give the number of outputs, but does not tell it. */
	outputsAreOpen?: boolean;
	/** Whether the model may make fewer outputs than that. */
	outputsAreMaximum?: boolean;
	/** Pixels of one output. */
	pixels?: number;
	/** Characters of the prompt. */
	promptLength?: number;
	/** Seconds of output video. */
	videoSeconds?: number;
	/** Seconds of input audio. */
	audioSeconds?: number;
	/** Input images. */
	inputImages?: number;
}

// The names that models use for the same thing, without case and punctuation. Names that mean other
// things elsewhere are left out: an unknown price is better than a wrong one.
const OUTPUTS =
	/^(samples|outputs|batch|batch(size|count)|(num|number|numberof|no)(samples|outputs|images|videos|results)|(samples?|outputs?|images?|videos?)count)$/;
const MOST_OUTPUTS = /^max(imum)?(outputs|images|videos|outputimages)$/;
/** Names that mean the number of outputs in some models, and other things elsewhere. */
const PERHAPS_OUTPUTS = /^(n|num|count|quantity|copies|variations|variants)$/;
const WIDTH = /^(image|output|video)?width$/;
const HEIGHT = /^(image|output|video)?height$/;
const SIZE =
	/^((image|output|video)?(size|resolution|dimensions)|(image|output|video)?widthheight)$/;
const RATIO = /^(image|output|video)?(aspect)?ratio$/;
const VIDEO_SECONDS =
	/^(seconds|(video|output|clip)?duration|(video|output)seconds|(duration|length)(in)?(seconds|secs?|s))$/;
/** Seconds in some models, frames in others. */
const VIDEO_LENGTH = /^(video|output|clip)?length$/;
const FRAMES = /^((num|number|numberof|total|video)?frames|frames?count|framenum)$/;
const RATE = /^(fps|(video|output|target)fps|framespersecond|framerate)$/;
const AUDIO_SECONDS = /^(input)?audio(duration|seconds|length)((in)?(seconds|secs?))?$/;
const IMAGE = /image|photo|picture/;

/** Two figures for the same thing that differ by more than this cannot both be meant. */
const TOLERANCE = 1.1;

/** The larger of figures that agree; undefined if there is none, or if they do not agree. */
function agreed(figures: number[]): number | undefined {
	if (figures.length === 0) return undefined;
	const largest = Math.max(...figures);
	return largest <= Math.min(...figures) * TOLERANCE ? largest : undefined;
}

/** The values of the fields with such a name, without the empty ones. */
function valuesOf(fields: IDataObject, names: RegExp): unknown[] {
	return Object.entries(fields)
		.filter(([name, value]) => names.test(plainName(name)) && (value ?? '') !== '')
		.map(([, value]) => value);
}

/** What is read from all those values; undefined if there is none, or if one cannot be read. */
function allOf<T>(values: unknown[], read: (value: unknown) => T | undefined): T[] | undefined {
	const all = values.map(read).filter((one) => one !== undefined);
	return all.length > 0 && all.length === values.length ? all : undefined;
}

function positive(value: unknown): number | undefined {
	const read = number(value);
	return read !== undefined && read > 0 ? read : undefined;
}

/** A whole number of one or more. */
function count(value: unknown): number | undefined {
	const read = positive(value);
	return Number.isInteger(read) ? read : undefined;
}

/** "5", "5s" or "5 seconds" as seconds. */
function seconds(value: unknown): number | undefined {
	return positive(text(value)?.replace(/ *(s|secs?|seconds?)$/i, ''));
}

type Outputs = Pick<RunQuantities, 'outputs' | 'outputsAreOpen' | 'outputsAreMaximum'>;

/** The number of outputs. Of several fields, all but one must be 1: whether others add up is not known. */
function outputsOf(fields: IDataObject): Outputs {
	const most = valuesOf(fields, MOST_OUTPUTS);
	const counts = allOf([...valuesOf(fields, OUTPUTS), ...most], count);
	const several = counts?.filter((one) => one !== 1) ?? [];
	const mayBeMore = valuesOf(fields, PERHAPS_OUTPUTS).some((value) => count(value) !== 1);
	if (counts === undefined || several.length > 1 || mayBeMore) {
		const hasField = [OUTPUTS, MOST_OUTPUTS].some((names) =>
			Object.keys(fields).some((name) => names.test(plainName(name))),
		);
		return hasField || mayBeMore ? { outputsAreOpen: true } : {};
	}
	const outputs = several[0] ?? 1;
	return { outputs, ...(most.length > 0 && outputs > 1 && { outputsAreMaximum: true }) };
}

function sizeOf(value: unknown): [number, number] | undefined {
	const [, width, height] =
		/^(\d+) *[x×*] *(\d+)(?: *(?:px|pixels))?$/i.exec(text(value) ?? '') ?? [];
	const size: [number, number] = [Number(width), Number(height)];
	return size.every((side) => side > 0) ? size : undefined;
}

function isCustom(value: unknown): boolean {
	return text(value)?.toLowerCase() === 'custom';
}

/** Whether a ratio such as 16:9 leaves the size as it is. */
function keepsSize(ratio: unknown, [width, height]: [number, number]): boolean {
	const [, across, down] = /^(\d+) *[:/] *(\d+)$/.exec(text(ratio) ?? '') ?? [];
	const quotient = (Number(across) * height) / (Number(down) * width);
	return quotient < TOLERANCE && quotient > 1 / TOLERANCE;
}

/** The pixels of an output. Only a width and a height tell them, no names such as 2K or 16:9. */
function pixelsOf(fields: IDataObject): number | undefined {
	const widths = valuesOf(fields, WIDTH);
	const heights = valuesOf(fields, HEIGHT);
	const named = valuesOf(fields, SIZE).filter((value) => !isCustom(value));
	const ratios = valuesOf(fields, RATIO).filter((value) => !isCustom(value));
	const sizes = named.length > 0 ? allOf(named, sizeOf) : [];
	if (sizes === undefined || widths.length > 1 || heights.length > 1) return undefined;
	if (widths.length > 0 || heights.length > 0) {
		const size = allOf([widths[0], heights[0]], positive);
		// 0 means "as the input image" in some models.
		if (size?.[0] === undefined || size[1] === undefined) return undefined;
		sizes.push([size[0], size[1]]);
	}
	if (sizes.some((size) => !ratios.every((ratio) => keepsSize(ratio, size)))) return undefined;
	return agreed(sizes.map(([width, height]) => width * height));
}

function videoSecondsOf(fields: IDataObject): number | undefined {
	const rates = valuesOf(fields, RATE);
	const lengths = valuesOf(fields, VIDEO_LENGTH);
	if (lengths.length > 0 && rates.length > 0) return undefined;
	const durations = [...valuesOf(fields, VIDEO_SECONDS), ...lengths];
	const read = durations.length > 0 ? allOf(durations, seconds) : [];
	if (read === undefined) return undefined;
	const frames = agreed(allOf(valuesOf(fields, FRAMES), count) ?? []);
	const rate = agreed(allOf(rates, positive) ?? []);
	return agreed(frames === undefined || rate === undefined ? read : [...read, frames / rate]);
}

/** URLs in a value: a URL, several separated by commas, a list, or a list as JSON text. */
function urlsIn(value: unknown): string[] {
	const texts = Array.isArray(value) ? value : (text(value) ?? '').split(/[\s,"[\]]+/);
	return texts.flatMap((one) => text(one) ?? []).filter(isWebUrl);
}

/**
 * Derives from a Run what its price is multiplied with.
 *
 * @param fields the fields as sent: every field of the model, with its default where nothing is given
 * @param imageFiles how many images the Run sends as files beside the fields, if that is known
 */
export function runQuantities(fields: IDataObject, imageFiles?: number): RunQuantities {
	const pixels = pixelsOf(fields);
	const videoSeconds = videoSecondsOf(fields);
	const audioSeconds = agreed(allOf(valuesOf(fields, AUDIO_SECONDS), seconds) ?? []);
	const prompt = [...valuesOf(fields, /^prompt$/), ...valuesOf(fields, /^(input)?text$/)][0];
	const imageUrls = valuesOf(fields, IMAGE).flatMap(urlsIn).length;
	const inputImages = imageFiles === undefined ? imageUrls || undefined : imageUrls + imageFiles;
	return {
		...outputsOf(fields),
		...(pixels !== undefined && { pixels }),
		...(typeof prompt === 'string' && { promptLength: prompt.length }),
		...(videoSeconds !== undefined && { videoSeconds }),
		...(audioSeconds !== undefined && { audioSeconds }),
		...(inputImages !== undefined && { inputImages }),
	};
}
