/** The statistics of several measurements. */
import { max, mean, median } from 'simple-statistics';

/** What is said of several measurements of the same thing. */
export interface Summary {
	mean: number;
	median: number;
	max: number;
	count: number;
}

/** Sums measurements up. */
export function summaryOf(values: number[]): Summary {
	return {
		mean: mean(values),
		median: median(values),
		max: max(values),
		count: values.length,
	};
}
