/** The scenarios of the bench, and how the reports name them. */
import type { Outcome } from '../figure.mts';
import type { ScenarioName } from '../flags.mts';
import type { Cleanup } from '../support/cleanup.mts';
import type { Stage } from '../support/stage.mts';
import { fiveSlots } from './fiveSlots.mts';
import { freeSlots } from './freeSlots.mts';
import { loading } from './loading.mts';
import { notice } from './notice.mts';
import { throughput } from './throughput.mts';
import { uploads } from './uploads.mts';
import { waiting } from './waiting.mts';

/** What a scenario works with. */
export interface Bench {
	cleanup: Cleanup;
	/** The server and the emulators, started when they are first asked for. */
	stage: () => Promise<Stage>;
	quick: boolean;
}

/** A scenario. */
export interface Scenario {
	title: string;
	/** What the node is compared with; nothing when it stands alone. */
	other?: string;
	/** What a reader must know to make sense of the figures. */
	note?: string;
	measure(bench: Bench): Promise<Outcome>;
}

const BY_HAND = 'by hand';

/** All of them. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
	freeSlots: {
		title: 'Many items, a free slot for each',
		other: BY_HAND,
		note: 'Three repeats, with tasks of 18, 20 and 22 s from Run to their end: the hand-built loop looks every five seconds and a little, so that it does well at one length and badly at the next. Seconds and ratios are medians.',
		measure: async ({ stage, quick }) => await freeSlots(await stage(), quick),
	},
	fiveSlots: {
		title: 'Many items, five slots',
		other: BY_HAND,
		note: 'Wiro refuses a Run beyond the five with code 96. The hand-built workflow never sends one: it goes in batches of five. Tasks as above.',
		measure: async ({ stage, quick }) => await fiveSlots(await stage(), quick),
	},
	notice: {
		title: 'How soon the end of a task is noticed',
		other: BY_HAND,
		note: 'All tasks wait at the same time. Those of a kind differ in length by five seconds in all, the period of the hand-built loop.',
		measure: async ({ stage, quick }) => await notice(await stage(), quick),
	},
	throughput: {
		title: "Run alone, beside n8n's HTTP Request node",
		other: 'HTTP Request',
		note: 'Both send the same requests, with the same credential, from executions of a published workflow.',
		measure: async ({ stage, quick }) => await throughput(await stage(), quick),
	},
	waiting: {
		title: 'Many tasks waiting in one execution',
		note: 'After an execution just like it, and with the garbage collected. The target is for what objects hold. The resident set also has the empty pages that V8 keeps for new objects (some 110 MB of new space alone while requests are made, none a while after); whether they are there is a matter of the moment, not of the tasks.',
		measure: async ({ cleanup, quick }) => await waiting(cleanup, quick),
	},
	uploads: {
		title: 'Large pictures from n8n’s storage',
		other: 'HTTP Request',
		note: "Binary data in files (n8n's filesystem mode), each sender on n8n's engine in a process of its own, at the same time. The node has ten uploads under way at once, and its target is 1.2 times their files; HTTP Request sends all of them at once.",
		measure: async ({ cleanup, quick }) => await uploads(cleanup, quick),
	},
	loading: {
		title: 'Loading the package',
		measure: async ({ cleanup }) => await loading(cleanup),
	},
};
