/** The lines of the results, as texts. */
import { type Figure, type Outcome, ratioOf } from '../figure.mts';
import type { ScenarioName } from '../flags.mts';
import { SCENARIOS } from '../scenarios/scenarios.mts';

/** What was found, by scenario. */
export type Outcomes = Partial<Record<ScenarioName, Outcome>>;

/** The results of one scenario. */
export interface Section {
	title: string;
	note?: string;
	header: string[];
	rows: string[][];
}

const DIGITS = { s: 2, ms: 1, MB: 1, '×': 2, calls: 0 } as const;

/** A number with its unit. */
export function withUnit(value: number, unit: Figure['unit']): string {
	return unit === 'calls' ? value.toFixed(0) : `${value.toFixed(DIGITS[unit])} ${unit}`;
}

/** Makes the results of each scenario that has run. */
export function sectionsOf(outcomes: Outcomes): Section[] {
	return Object.entries(SCENARIOS).flatMap(([name, { title, other, note }]) => {
		const figures = Object.entries(outcomes).find(([key]) => key === name)?.[1].figures;
		if (figures === undefined) return [];
		const compared = other === undefined ? [] : [other, 'ratio'];
		return [
			{
				title,
				note,
				header: ['', 'node', ...compared, 'target', 'met'],
				rows: figures.map((figure) => rowOf(figure, other !== undefined)),
			},
		];
	});
}

function rowOf(figure: Figure, isCompared: boolean): string[] {
	const { label, unit, ours, byHand, target } = figure;
	const ratio = ratioOf(figure);
	const compared = [
		byHand === undefined ? '' : withUnit(byHand, unit),
		ratio === undefined || !Number.isFinite(ratio) ? '' : ratio.toFixed(2),
	];
	return [
		label,
		withUnit(ours, unit),
		...(isCompared ? compared : []),
		target?.text ?? '',
		target === undefined ? '' : target.met ? 'yes' : 'no',
	];
}

/** The figures that miss their target. */
export function missed(outcomes: Outcomes): Figure[] {
	return Object.values(outcomes).flatMap(({ figures }) =>
		figures.filter(({ target }) => target?.met === false),
	);
}
