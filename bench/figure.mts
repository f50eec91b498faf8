/** What a scenario measures, as the reports show it. */

/** What a figure was to be. */
export interface Target {
	/** Such as `≤ 1.15`. */
	text: string;
	met: boolean;
}

/** One line of the results. */
export interface Figure {
	/** By which the chart finds it. */
	id: string;
	label: string;
	unit: 's' | 'ms' | 'MB' | '×' | 'calls';
	/** What the node came to. */
	ours: number;
	/** What the hand-built workflow came to. */
	byHand?: number;
	target?: Target;
}

/** What a scenario found. */
export interface Outcome {
	figures: Figure[];
	/** What the figures were made of. */
	raw: unknown;
}

/** The target of a figure that must not be larger than `most`. */
export function atMost(value: number, most: number, unit = ''): Target {
	return { text: `≤ ${most}${unit}`, met: value <= most };
}

/** The target of a figure that must be smaller than `limit`. */
export function under(value: number, limit: number, unit = ''): Target {
	return { text: `< ${limit}${unit}`, met: value < limit };
}

/** How many times the hand-built workflow the node came to; nothing where there is no comparison. */
export function ratioOf({ ours, byHand, unit }: Figure): number | undefined {
	return byHand === undefined || unit === '×' ? undefined : ours / byHand;
}
