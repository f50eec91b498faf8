import type { IDataObject } from 'n8n-workflow';
import { isDataObject } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { isMissing } from '../fields/text';

const NAME = 'inputsJson';

const EXAMPLE =
	'Enter an object with the names of the inputs on Wiro, such as { "prompt": "A lighthouse in the fog" }.';

/** What a model may put around JSON: a code block of Markdown. */
const CODE_BLOCK = /^\s*```(?:json)?\s*([^]*?)\s*```\s*$/i;

/** Reads 'Inputs as JSON': an object, or a text with one; empty if missing. @throws WiroError */
export function readJson(parameters: ItemParameters): IDataObject {
	const given = parameters.raw(NAME);
	if (isMissing(given)) return {};
	const parsed = typeof given === 'string' ? parse(parameters.label(NAME), given) : given;
	if (isDataObject(parsed)) return parsed;
	throw badParameter(
		`'${parameters.label(NAME)}' is ${shown(parsed)}, but must be an object`,
		EXAMPLE,
	);
}

function parse(label: string, given: string): unknown {
	try {
		return JSON.parse(CODE_BLOCK.exec(given)?.[1] ?? given);
	} catch (error) {
		// The reason has the position, and can quote what was entered.
		const reason = error instanceof Error ? ` (${error.message})` : '';
		throw badParameter(`'${label}' is not valid JSON${reason}`, EXAMPLE);
	}
}
