import { randomInt } from 'crypto';
import type { INodeProperties } from 'n8n-workflow';
import { badParameter, shown, type ParameterReader } from '../fields/parameters';
import { typedNumber } from '../fields/number';
import { cleaned, isMissing } from '../fields/text';

/** Wiro limits the seeds of many models to 9,999,999, whatever their page says. */
const SEEDS = 10_000_000;

/** The seed parameter. */
export const seedProperty: INodeProperties = {
	displayName: 'Seed',
	name: 'seed',
	type: 'string',
	default: '42',
	placeholder: 'e.g. 42',
	description:
		'A whole number. The same seed and inputs give the same video again, another seed gives a variation. Leave empty, or enter -1 or random, for a random seed.',
};

/** Reads the seed as text, or makes a random one if the user wants that. @throws WiroError */
export function readSeed(parameters: ParameterReader): string {
	const given = parameters.raw('seed');
	if (isMissing(given)) return randomSeed();
	const written = typeof given === 'string' ? cleaned(given) : given;
	if (typeof written === 'string') {
		if (written.toLowerCase() === 'random') return randomSeed();
		// Kept as text, since it may have more digits than a number can hold.
		if (/^-?\d+$/.test(written) && Number(written) !== -1) return written;
	}
	const read = typedNumber(written);
	if (read !== undefined && 'value' in read && Number.isSafeInteger(read.value)) {
		return read.value === -1 ? randomSeed() : String(read.value);
	}
	const nextStep = 'Enter a whole number such as 42, or leave it empty for a random seed.';
	const label = parameters.label('seed');
	throw badParameter(
		read !== undefined && 'either' in read
			? `'${label}' is ${shown(given)}, which can mean ${read.either.join(' or ')}`
			: `'${label}' must be a whole number, but is ${shown(given)}`,
		nextStep,
	);
}

function randomSeed(): string {
	return String(randomInt(SEEDS));
}
