import { describe, expect, it } from '@jest/globals';

import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { installTrigger } from '../support/engine/trigger.mts';
import { TriggerUrl } from '../support/engine/webhook.mts';
import { failedChecks } from '../support/faults/failedChecks.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { useWiro } from '../support/wiro/useWiro.mts';

const BODY = { taskid: TASK_REFERENCE.taskId };

describe('Wiro Trigger', () => {
	const wiro = useWiro();

	const open = (credential?: CredentialInput) => new TriggerUrl(installTrigger(credential));

	const plant = async () =>
		await wiro.emulator.plantTask(taskIn('task_postprocess_end', { outputs: 1, pexit: '0' }));

	it.each(failedChecks('resetAfter'))(
		'asks to be called again when Wiro answers with %s',
		async (_what, faults) => {
			await plant();
			await wiro.emulator.faults(faults);
			const url = open(wiro.credential);

			const failed = await url.call({ body: BODY });
			const again = await url.call({ body: BODY });

			expect(failed).toEqual({
				status: 503,
				json: { message: 'The task could not be checked on Wiro. Try again later.' },
				workflowData: undefined,
			});
			expect(again).toMatchObject({ status: 200, workflowData: [[{ json: { succeeded: true } }]] });
			expect(await wiro.counts()).toEqual({ detail: faults.length + 1 });
		},
	);

	it.each([
		['a wrong secret', { apiSecret: 'wrong-secret' }, { detail: 1 }],
		['a wrong key', { apiKey: 'wrong-key' }, { detail: 1 }],
		['a base URL that is none', { baseUrl: 'wiro' }, {}],
	])('tells the caller nothing of %s', async (_what, fields, counts) => {
		await plant();
		const { type, data } = wiro.credential;

		const answer = await open({ type, data: { ...data, ...fields } }).call({ body: BODY });

		expect(answer).toEqual({
			status: 503,
			json: { message: 'The task could not be checked on Wiro. Try again later.' },
			workflowData: undefined,
		});
		expect(await wiro.counts()).toEqual(counts);
	});

	it("says in Wiro's own task why a file is missing", async () => {
		await plant();
		await wiro.emulator.faults([{ endpoint: 'file', kind: 'status', status: 403 }]);
		const installed = installTrigger(wiro.credential, {
			simplify: false,
			options: { downloadOutputs: true },
		});

		const answer = await new TriggerUrl(installed).call({ body: BODY });

		expect(answer).toMatchObject({
			status: 200,
			workflowData: [
				[
					{
						json: {
							id: TASK_REFERENCE.taskId,
							error: expect.stringMatching(/could not be downloaded.*HTTP 403/),
							errorDescription: expect.stringMatching(/Get Task/),
						},
					},
				],
			],
		});
		expect(await wiro.counts()).toEqual({ detail: 1, file: 1 });
	});

	it('starts nothing while one of its options is wrong, and says so in the log alone', async () => {
		await plant();
		const installed = installTrigger(wiro.credential, {
			options: { downloadOutputs: '={{ "maybe" }}' },
		});

		const answer = await new TriggerUrl(installed).call({ body: BODY });

		expect(answer).toEqual({
			status: 503,
			json: { message: 'The task could not be checked on Wiro. Try again later.' },
			workflowData: undefined,
		});
		expect(await wiro.counts()).toEqual({});
	});

	it('asks to be called again when its credential is gone', async () => {
		const answer = await open().call({ body: BODY });

		expect(answer).toMatchObject({ status: 503, workflowData: undefined });
		expect(await wiro.counts()).toEqual({});
	});
});
