/** Executions that Wait for Completion has suspended, and the tasks that they wait for. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { PlantedTask } from '../../../emulator/control.mts';
import { CREDENTIAL } from '../../../n8n/credential.mts';
import type { CredentialInput } from '../../../n8n/engine/credentials.mts';
import { type RunResult, runWorkflow } from '../../../n8n/engine/run.mts';
import { chain } from '../../../n8n/engine/workflow.mts';
import { type Wiro, wiroNode } from '../wiro/useWiro.mts';
import { SuspendedExecution } from './suspendedExecution.mts';
import type { Installed } from './webhook.mts';

/** The node after the one that waits. */
export const NEXT = 'Next';

/** The parameters of a node that suspends. */
export const SUSPEND: INodeParameters = {
	operation: 'waitForCompletion',
	waitMode: 'suspend',
	checkAfter: 5,
};

/** The item that a Run gave for the task of this number. */
export const referenceOf = (number: number) => ({
	taskId: `${number}`,
	taskToken: `token-${number}`,
});

/** The numbers 1, 2, 3 … up to this one. */
export const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Plants tasks with the numbers 1, 2, 3 … in these states. */
export async function plant(
	{ emulator }: Wiro,
	...tasks: Array<Omit<PlantedTask, 'id' | 'token'>>
): Promise<void> {
	for (const [index, task] of tasks.entries()) {
		const { taskId: id, taskToken: token } = referenceOf(index + 1);
		await emulator.plantTask({ id, token, ...task });
	}
}

/** A task that succeeded. */
export const SUCCEEDED = { status: 'task_postprocess_end', outputs: 1, pexit: '0' } as const;

/** Lets Wiro answer the next checks, as many as given, with a task that still runs. */
export async function stillRunning(wiro: Wiro, checks: number): Promise<void> {
	await wiro.emulator.faults([
		{ endpoint: 'detail', kind: 'patch', patch: { status: 'task_start' }, times: checks },
	]);
}

/** What a test may change of the node that suspends. */
export interface Suspension {
	parameters?: INodeParameters;
	node?: Partial<INode>;
	/** The fields that each item has beside its task reference. */
	fields?: IDataObject[];
	/** Whether n8n is like n8n 1. */
	isLikeN8n1?: boolean;
}

/** Where the tasks are. */
interface Place {
	credential: CredentialInput;
}

/** A workflow that waits and goes on to a node named {@link NEXT}. */
export function suspending(wiro: Place, { parameters, node }: Suspension = {}): Installed {
	return {
		workflow: chain(wiroNode({ ...SUSPEND, ...parameters }, node), {
			name: NEXT,
			type: 'n8n-nodes-base.noOp',
		}),
		credentials: { [CREDENTIAL]: wiro.credential },
	};
}

/** Runs the workflow for the tasks of these numbers; it may or may not be suspended. */
export async function waitFor(
	wiro: Place,
	numbers: number[],
	suspension: Suspension = {},
): Promise<RunResult> {
	return await runWorkflow({
		...suspending(wiro, suspension),
		startItems: numbers.map((number, index) => ({
			json: { ...referenceOf(number), ...suspension.fields?.[index] },
		})),
		isLikeN8n1: suspension.isLikeN8n1,
	});
}

/** Runs it, and takes it up where it is suspended. */
export async function suspend(
	wiro: Place,
	numbers: number[],
	suspension: Suspension = {},
): Promise<SuspendedExecution> {
	const run = await waitFor(wiro, numbers, suspension);
	return new SuspendedExecution(run, suspending(wiro, suspension));
}
