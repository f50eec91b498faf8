import { beforeAll, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { readBinary } from '../../n8n/engine/binaryData.mts';
import { holds } from '../../n8n/guards.mts';
import { WIRO, jsonOf, retryOnFail } from '../support/wiro/useWiro.mts';
import { FAULT_CASES, type FaultCase } from '../support/faults/faultCases.mts';
import { DOWNLOAD, PAGE, RUN } from '../support/faults/faultList.mts';
import { type Attempted, useFaults, startedBy } from '../support/faults/faults.mts';

/** What n8n may keep of an execution, in characters: room for the file of a download. */
const MOST_STORED = 200_000;

/** The first case waits for the work of all others, too. */
const TIMEOUT_MS = 120_000;

const hasOptions = holds<INodeParameters>();

/** Expects the file of an item to be whole, by the size that Wiro says. */
async function expectWholeFile(item: INodeExecutionData | undefined): Promise<void> {
	expect(item?.json.sizeBytes).toBeGreaterThan(0);
	expect(item && (await readBinary(item)).length).toBe(item?.json.sizeBytes);
}

interface CaseAttempted extends Attempted {
	/** The task that was there before, or the first that was started. */
	taskId?: string;
}

describe('Whatever goes wrong', () => {
	const wiro = useFaults();
	const attempts = new Map<string, Promise<CaseAttempted>>();

	async function attempt(
		{ title, target, options, ...rest }: FaultCase,
		index: number,
	): Promise<CaseAttempted> {
		const { planted, parameters } = target;
		const plantedId = String(800_000 + index);
		const usual = hasOptions(parameters.options) ? parameters.options : {};
		const attempted = await wiro.attempt({
			...rest,
			parameters: {
				...parameters,
				...(planted === undefined ? { prompt: title } : { taskId: plantedId }),
				options: { ...usual, ...options },
			},
			...(planted && { planted: { id: plantedId, token: `token${index}`, ...planted } }),
			// A second try would pay twice if anything would.
			setup: { node: target === RUN ? retryOnFail(2) : {} },
		});
		const [started] = startedBy(attempted.requests);
		return { ...attempted, taskId: planted === undefined ? started?.taskId : plantedId };
	}

	beforeAll(() => {
		// Side by side, since most of them wait.
		for (const [index, each] of FAULT_CASES.entries()) {
			const attempting = attempt(each, index);
			// A failure is heard of by the test that waits for it.
			attempting.catch(() => undefined);
			attempts.set(each.title, attempting);
		}
	});

	it.each(FAULT_CASES)(
		'$title',
		async ({ title, target, item, cause, calls, paid = 1 }) => {
			const { planted, endpoint } = target;
			const attempted = await attempts.get(title);
			if (attempted === undefined) throw new Error('It was not tried.');
			const { run, requests, leaks, storedLength, taskId } = attempted;
			const received = requests.map((request) => request.endpoint);

			if (cause === undefined) {
				expect(run.error).toBeUndefined();
				expect(jsonOf(run)).toMatchObject([{ ...item, taskId }]);
				if (target === DOWNLOAD && item === target.well) await expectWholeFile(run.items(WIRO)[0]);
			} else {
				expect(run.status).toBe('error');
				expect(run.error).toMatchObject({
					name: 'NodeApiError',
					message: expect.stringMatching(new RegExp(`(?:${cause.source}).* \\[item 0\\]$`)),
					description: expect.stringMatching(/\S/),
				});
				// A Run that failed has no task, or none that the node could know of.
				const { message, description } = run.error ?? {};
				if (target !== RUN) expect(`${message} ${description}`).toContain(taskId);
			}
			if (calls !== undefined) {
				expect(received.filter((each) => each === endpoint)).toHaveLength(calls);
			}
			expect(leaks).toEqual([]);
			expect(storedLength).toBeLessThan(MOST_STORED);

			const tasks = await wiro.tasks();
			const bought = tasks.filter(({ parameters }) => parameters.prompt === title);
			expect(bought).toHaveLength(planted === undefined ? paid : 0);
			expect(received.includes('run')).toBe(planted === undefined && calls !== 0);
		},
		TIMEOUT_MS,
	);
});

describe('A download', () => {
	const wiro = useFaults();

	it.each([
		['an empty body', { kind: 'emptyBody' }],
		['a page with HTTP 200', PAGE],
	] as const)('of the wrong size (%s) is made again', async (_what, kind) => {
		const taskId = '900001';
		const { run, requests } = await wiro.attempt({
			parameters: { ...DOWNLOAD.parameters, taskId },
			planted: { id: taskId, token: 'token', status: 'task_postprocess_end', outputs: 1 },
			faults: [{ endpoint: 'file', ...kind }],
		});

		await expectWholeFile(run.items(WIRO)[0]);
		expect(requests.map(({ endpoint }) => endpoint)).toEqual(['detail', 'file', 'file']);
	});
});
