import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CREDENTIAL } from '../../n8n/credential.mts';
import { type RunResult, runWorkflow } from '../../n8n/engine/run.mts';
import { parseWorkflow } from '../../n8n/engine/workflow.mts';
import { SuspendedExecution } from '../support/engine/suspendedExecution.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const WORKFLOW = parseWorkflow(readFileSync('workflows/submit-and-resume.json', 'utf8'));

/** The whole minutes from now to when n8n wakes the execution. */
function minutesLeft({ status, waitTill }: RunResult): number {
	expect(status).toBe('waiting');
	return Math.round(((waitTill?.getTime() ?? NaN) - Date.now()) / 60_000);
}

describe('The template that submits now and resumes by callback', () => {
	const wiro = useWiro();

	it('checks soon at first and less often later, when no callback comes', async () => {
		await wiro.emulator.fates([{ end: 'never' }]);
		const installed = { workflow: WORKFLOW, credentials: { [CREDENTIAL]: wiro.credential } };
		let run = await runWorkflow(installed);

		const minutes = [minutesLeft(run)];
		for (let check = 1; check <= 6; check++) {
			run = await new SuspendedExecution(run, installed).timeUp();
			minutes.push(minutesLeft(run));
		}
		expect(minutes).toEqual([2, 2, 2, 2, 2, 10, 10]);

		const [task] = await wiro.emulator.tasks();
		await wiro.run({ operation: 'kill', taskId: task?.id });
		const ended = await new SuspendedExecution(run, installed).timeUp();

		expect(ended.status).toBe('success');
		expect(ended.items('Look after the failed task here')).toMatchObject([
			{ json: { taskId: task?.id, completed: true, succeeded: false } },
		]);
		expect(await wiro.counts()).toEqual({ run: 1, detail: 8, kill: 1 });
	});
});
