/**
 * `npm run demo`: the template workflow on n8n's own engine, from the image to the saved video.
 * Exits with 0 only when a video was saved.
 */
import { readFile } from 'node:fs/promises';

import { CREDENTIAL } from '../n8n/credential.mts';
import { type RunResult, runWorkflow } from '../n8n/engine/run.mts';
import { type WorkflowSource, parseWorkflow } from '../n8n/engine/workflow.mts';
import { printEvent, printFact, printFailure, printHeading, printItem } from './print.mts';
import { hearStatuses } from './statuses.mts';
import { type Target, chooseTarget } from './target.mts';
import { saveVideo } from './videos.mts';

const TEMPLATE = 'workflows/image-to-video.json';
const OUTPUT_FOLDER = 'demo/output';
const NODE = 'Wiro';

/** Fills in the Wiro node what the template's note asks for. */
function fillIn(template: WorkflowSource, { parameters }: Target): WorkflowSource {
	return {
		...template,
		nodes: template.nodes.map((node) =>
			node.name === NODE ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
		),
	};
}

async function runAndTell(workflow: WorkflowSource, target: Target): Promise<RunResult> {
	const start = performance.now();
	const tell = (text: string) => printEvent((performance.now() - start) / 1000, text);
	const stop = new AbortController();
	const onInterrupt = () => {
		tell('stopping: the node cancels its task');
		stop.abort();
	};
	let last = '';
	const stopHearing = hearStatuses(target.baseUrl, ({ taskId, status = 'started' }) => {
		const line = `task ${taskId}  ${status}`;
		if (line !== last) tell(line);
		last = line;
	});
	process.once('SIGINT', onInterrupt);
	try {
		return await runWorkflow({
			workflow,
			credentials: { [CREDENTIAL]: target.credential },
			startItems: target.startItems,
			signal: stop.signal,
		});
	} finally {
		process.removeListener('SIGINT', onInterrupt);
		stopHearing();
	}
}

/** Runs the demo and gives the number of videos that it saved. */
async function demo(target: Target): Promise<number> {
	const workflow = fillIn(parseWorkflow(await readFile(TEMPLATE, 'utf8')), target);
	printHeading('An image becomes a video: n8n-nodes-wiro on n8n’s own engine');
	printFact('workflow', TEMPLATE);
	printFact('Wiro', target.title);
	printFact('image', target.picture);

	printHeading('What Wiro tells the node');
	const run = await runAndTell(workflow, target);
	if (run.status !== 'success') printFailure(run.error ?? `The workflow ended: ${run.status}.`);

	const items = run.items(NODE);
	for (const item of items) {
		printHeading('The item for the next node');
		printItem(item);
		const { path, sizeBytes } = await saveVideo(item, OUTPUT_FOLDER);
		printHeading(`Saved ${path} (${(sizeBytes / 1e6).toFixed(2)} MB)`);
	}
	return items.length;
}

async function main(): Promise<void> {
	const target = await chooseTarget(process.env);
	try {
		process.exitCode = (await demo(target)) > 0 ? 0 : 1;
	} finally {
		await target.close();
	}
}

process.exitCode = 1;
await main().catch(printFailure);
