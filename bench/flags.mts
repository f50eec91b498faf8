/** What `npm run bench` was asked for. */
import { parseArgs } from 'node:util';

/** The scenarios, in the order in which they run. */
export const SCENARIO_NAMES = [
	'loading',
	'waiting',
	'uploads',
	'throughput',
	'freeSlots',
	'fiveSlots',
	'notice',
] as const;

/** The name of a scenario, as `--only` takes it. */
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** The flags of a bench. */
export interface Flags {
	/** The scenarios to run. */
	names: readonly ScenarioName[];
	/** One repeat and fewer items, to try the bench out; its figures are not for the docs. */
	quick: boolean;
}

/** Reads the command line; throws, with the names that there are, when it asks for another scenario. */
export function readFlags(args: string[]): Flags {
	const { values } = parseArgs({
		args,
		options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
	});
	const names = values.only?.split(',').map(nameOf) ?? SCENARIO_NAMES;
	return { names, quick: values.quick };
}

function nameOf(text: string): ScenarioName {
	const name = SCENARIO_NAMES.find((known) => known === text.trim());
	if (name !== undefined) return name;
	throw new Error(
		`There is no scenario "${text}". Give some of ${SCENARIO_NAMES.join(',')} to --only.`,
	);
}
