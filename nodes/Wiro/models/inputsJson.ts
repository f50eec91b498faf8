import type { IDataObject } from 'n8n-workflow';
import { isDataObject } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { isMissing } from '../fields/text';
import { INPUTS_JSON_LABEL } from './inputs';

const EXAMPLE = 'such as { "prompt": "A red fox in the snow" }';

/** Where the error of a JSON text is, in Node's words: a line and a column, or a position. */
const PLACE = /\(line \d+ column \d+\)|at position \d+/;

function parsed(written: string): unknown {
	// Agents often put JSON between the marks of a code block.
	const json = written.trim().replace(/^```\w*\s*([^]*?)\s*```$/, '$1');
	try {
		return JSON.parse(json);
	} catch (error) {
		const place = error instanceof Error ? PLACE.exec(error.message)?.[0] : undefined;
		throw badParameter(
			`'${INPUTS_JSON_LABEL}' is not valid JSON${place === undefined ? '' : `: it breaks off ${where(place)}`}`,
			`Enter a JSON object, ${EXAMPLE}. Names and texts need double quotes, and there is no comma after the last entry. To use texts from other nodes in it, write {{ JSON.stringify($json.text) }} without quotes around it.`,
		);
	}
}

function where(place: string): string {
	return place.startsWith('(') ? `in ${place.slice(1, -1).replace(' column', ', column')}` : place;
}

/** Reads the inputs given as JSON, as a text or as an object; empty if missing. @throws WiroError */
export function readInputsJson(parameters: ItemParameters): IDataObject {
	const given = parameters.raw('inputsJson');
	if (isMissing(given)) return {};
	const inputs = typeof given === 'string' ? parsed(given) : given;
	if (inputs === null) return {};
	if (isDataObject(inputs)) return inputs;
	throw badParameter(
		`'${INPUTS_JSON_LABEL}' must be a JSON object, but is ${shown(inputs)}`,
		`Enter an object with the names of the inputs, ${EXAMPLE}.`,
	);
}
