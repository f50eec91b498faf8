import type { IDataObject } from 'n8n-workflow';
import { isDataObject } from '../api/values';
import { badParameter, shown, type ItemParameters } from '../fields/parameters';
import { isMissing } from '../fields/text';
import { INPUTS_JSON_LABEL } from './inputs';

const EXAMPLE = 'such as { "prompt": "A red fox in the snow" }';

/** Where a JSON text breaks off, by the message of Node's error; undefined if it has no place. */
function placeIn(message: string): string | undefined {
	const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
	// Node 20 has the position alone, later versions have it before the line.
	if (line === undefined || column === undefined) return /at position \d+/.exec(message)?.[0];
	return `in line ${line}, column ${column}`;
}

function parsed(written: string): unknown {
	// Agents often put JSON between the marks of a code block.
	const json = written.trim().replace(/^```\w*\s*([^]*?)\s*```$/, '$1');
	try {
		return JSON.parse(json);
	} catch (error) {
		const place = error instanceof Error ? placeIn(error.message) : undefined;
		throw badParameter(
			`'${INPUTS_JSON_LABEL}' is not valid JSON${place === undefined ? '' : `: it breaks off ${place}`}`,
			`Enter a JSON object, ${EXAMPLE}. Names and texts need double quotes, and there is no comma after the last entry. To use texts from other nodes in it, write {{ JSON.stringify($json.text) }} without quotes around it.`,
		);
	}
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
