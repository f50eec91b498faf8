/** The results as a picture for the docs. */
import { type SeriesOption, init } from 'echarts';

import type { Figure, Pair } from './scenario.mts';

const WIDTH = 960;
const HEIGHT = 420;

// Seen on white and on black alike.
const TEXT = '#7a838e';
const COLOURS = { node: '#2f81f7', loop: '#d9822b', oneByOne: '#8b949e' };

const KINDS = [10, 60, 300];

/** The height of a bar in each group of bars; undefined where there is no bar. */
type Heights = Array<number | undefined>;

/** Draws the chart as SVG. */
export function chart(figures: Figure[]): string {
	const figure = (id: string): Figure | undefined => figures.find((each) => each.id === id);
	const of = (ids: string[], side: keyof Pair<number>): Heights =>
		ids.map((id) => figure(id)?.[side]);
	const items = ['freeSlots.many', 'fiveSlots.many'];
	const delays = KINDS.map((kind) => `notice.${kind}.mean`);
	const oneByOne = figure('freeSlots.oneByOne')?.ours;

	const drawing = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
	drawing.setOption({
		animation: false,
		textStyle: { color: TEXT, fontFamily: 'sans-serif' },
		legend: { bottom: 0, itemGap: 40, textStyle: { color: TEXT, fontSize: 13 } },
		title: [
			heading('Seconds until 50 items of 20 s are done', '4%'),
			heading('Mean seconds until a task’s end is noticed', '56%'),
		],
		grid: [
			{ left: '4%', right: '48%', top: 60, bottom: 70 },
			{ left: '56%', right: '2%', top: 60, bottom: 70 },
		],
		xAxis: [
			groups(0, ['a free slot for each', '5 slots']),
			groups(1, ['task of 10 s', 'task of 1 min', 'task of 5 min']),
		],
		yAxis: [0, 1].map((gridIndex) => ({ gridIndex, show: false })),
		series: [
			bars('the node', COLOURS.node, 0, of(items, 'ours'), 0),
			bars('HTTP Request loop', COLOURS.loop, 0, of(items, 'theirs'), 0),
			bars('one after the other (computed)', COLOURS.oneByOne, 0, [oneByOne, oneByOne], 0),
			bars('the node', COLOURS.node, 1, of(delays, 'ours'), 1),
			bars('HTTP Request loop', COLOURS.loop, 1, of(delays, 'theirs'), 1),
		],
	});
	const svg = drawing.renderToSVGString();
	drawing.dispose();
	return `${svg}\n`;
}

function heading(text: string, left: string) {
	return { text, left, top: 10, textStyle: { color: TEXT, fontSize: 15 } };
}

function groups(gridIndex: number, data: string[]) {
	return {
		gridIndex,
		data,
		type: 'category' as const,
		axisTick: { show: false },
		axisLine: { lineStyle: { color: TEXT } },
		axisLabel: { color: TEXT, fontSize: 13 },
	};
}

function bars(
	name: string,
	color: string,
	axis: number,
	heights: Heights,
	digits: number,
): SeriesOption {
	return {
		name,
		type: 'bar',
		xAxisIndex: axis,
		yAxisIndex: axis,
		itemStyle: { color },
		data: heights.map((height) => height ?? '-'),
		label: {
			show: true,
			position: 'top',
			color: TEXT,
			fontSize: 13,
			formatter: ({ value }) => (typeof value === 'number' ? value.toFixed(digits) : ''),
		},
	};
}
