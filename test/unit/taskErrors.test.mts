import { describe, expect, it } from '@jest/globals';

import { readTask } from '../../dist/nodes/Wiro/api/task.js';
import {
	foreignTask,
	givenUp,
	hasEnded,
	inMinutes,
	lostRun,
	nameOf,
	timedOut,
	unsuccessful,
} from '../../dist/nodes/Wiro/api/taskErrors.js';

const task = (raw: Record<string, string>) => readTask({ id: '7', ...raw }, {});
const failed = (debugoutput: string, debugerror = '') =>
	task({ status: 'task_postprocess_end', pexit: '1', debugoutput, debugerror });

/** What a failed task said last, as its error quotes it. */
function quoted(debugoutput: string, debugerror?: string): string | undefined {
	return / It said: (.*)$/s.exec(unsuccessful(failed(debugoutput, debugerror)).nextStep)?.[1];
}

describe('The name of a task in a sentence', () => {
	it('is its ID, or its token if the ID is not known', () => {
		expect(nameOf({ taskId: '7', taskToken: 'abc' })).toBe('7');
		expect(nameOf({ taskToken: 'abc' })).toBe('with the token abc');
	});
});

describe('The error of a task', () => {
	it('that has failed quotes the last line of its output', () => {
		expect(quoted('Traceback:\r\n\r\n  CUDA out of memory \n\n')).toBe('CUDA out of memory');
		expect(quoted('', 'Out of disk')).toBe('Out of disk');
		expect(quoted(`first\n${'x'.repeat(10_000)}`)).toBe(`${'x'.repeat(300)}…`);
	});

	it('that has failed without a word ends with what to do', () => {
		expect(unsuccessful(failed('', ' \n ')).nextStep).toBe(
			'A failed task is not billed. Check its inputs, then run again.',
		);
	});

	it('that has ended without an output is a failure unless Wiro calls it a success', () => {
		const withExitCode = task({ status: 'task_postprocess_end', pexit: '0' });
		const withoutExitCode = task({ status: 'task_postprocess_end' });

		expect(unsuccessful(withExitCode).message).toBe('The task 7 ended without a file');
		expect(unsuccessful(withoutExitCode).message).toBe('The task 7 failed on Wiro (no output)');
	});

	it('that runs for too long says its status, if it is known, and which parameter sets the time', () => {
		const running = timedOut(task({ status: 'task_start' }), 90_000);

		expect(running.message).toBe('The task 7 had not finished after 1.5 minutes (task_start)');
		expect(running.nextStep).toMatch(/^It has not ended on Wiro\. .* raise 'Timeout'\.$/);
		expect(running).toMatchObject({ kind: 'timedOut', accepted: 'yes' });
		expect(timedOut(task({}), 60_000).message).toMatch(/ after 1 minute$/);
		expect(givenUp(task({}), 60_000)).toMatchObject({
			timedOut: true,
			failure: { nextStep: expect.stringMatching(/raise 'Give Up After'\.$/) },
		});
	});

	it('that failed but may recover says why it failed', () => {
		const status = { status: 'task_error', debugerror: 'GPU lost' };
		expect(timedOut(task(status), 60_000).nextStep).toMatch(
			/^The run failed on Wiro, which may still recover it\. .*'Timeout'\. It said: GPU lost$/,
		);
	});

	it('that cannot be stopped any more says how it has ended', () => {
		const error = hasEnded(task({ status: 'task_cancel' }));
		expect(error.message).toBe('The task 7 has already ended (task_cancel)');
		expect(error).toMatchObject({ kind: 'hasEnded', nextStep: expect.stringMatching(/Get Task/) });
	});

	it('of another project says which credential to choose', () => {
		const error = foreignTask({ taskToken: 'abc' });
		expect(error.message).toMatch(/started the task with the token abc, which Wiro does not know/);
		expect(error.nextStep).toMatch(/^Choose the credential that was used before/);
	});
});

describe('The error of a lost Run', () => {
	it('asks to check the Base URL only if a page came instead of an answer', () => {
		const lost = (httpCode?: number) => lostRun('The connection broke', httpCode);

		expect(lost(200).nextStep).toMatch(/nothing is paid twice\. If .* check the 'Base URL'/);
		expect(lost(502).nextStep).toMatch(/nothing is paid twice\.$/);
		expect(lost()).toMatchObject({
			message: 'The connection broke, so the task may or may not have started',
			accepted: 'unknown',
			kind: 'lostRun',
		});
	});
});

describe('A time in an error', () => {
	it.each([
		[60_000, '1 minute'],
		[90_000, '1.5 minutes'],
		[1_800_000, '30 minutes'],
		[100, '0.00167 minutes'],
	])('of %d ms is %s', (milliseconds, shown) => {
		expect(inMinutes(milliseconds)).toBe(shown);
	});
});
