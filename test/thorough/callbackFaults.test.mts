import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Fault, FaultKind } from '../../emulator/control.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { SUCCEEDED, referenceOf, suspend } from '../support/engine/suspend.mts';
import { emittedBy, installTrigger } from '../support/engine/trigger.mts';
import { TriggerUrl, type WebhookAnswer, type WebhookCall } from '../support/engine/webhook.mts';
import { FINAL, GET, ODD_FIELDS, ODD_STATUSES, PASSING } from '../support/faults/faultList.mts';
import { useFaults } from '../support/faults/faults.mts';

/** The first case waits for the work of all others, too. */
const TIMEOUT_MS = 120_000;

/** How often a check is tried before the caller is told to come again. */
const TRIES = 4;

/** Who is called back. */
interface Receiver {
	name: string;
	/** Whether it checks its task once before it is called. */
	checksBefore: boolean;
	/** Whether it knows that its task exists, so that it does not believe that there is none. */
	knows: boolean;
	/** @param number of its task */
	open(
		credential: CredentialInput,
		number: number,
	): Promise<(call: WebhookCall) => Promise<WebhookAnswer>>;
}

const RECEIVERS: Receiver[] = [
	{
		name: 'a suspended execution',
		checksBefore: true,
		knows: true,
		async open(credential, number) {
			const suspended = await suspend({ credential }, [number]);
			return async (call) => await suspended.callBack(call);
		},
	},
	{
		name: 'Wiro Trigger',
		checksBefore: false,
		knows: false,
		async open(credential, number) {
			const url = new TriggerUrl(installTrigger(credential, {}, `trigger ${number}`));
			return async (call) => await url.call(call);
		},
	},
];

interface Case {
	title: string;
	receiver: Receiver;
	/** What goes wrong with the checks that the calls cause, each so often. */
	kinds: FaultKind[];
	times?: number | 'always';
	/** What the caller is answered, call for call; the last one hands the task on. */
	statuses: number[];
	checks: number;
}

const hitDetail = ({ hits }: { hits: unknown[] }) => hits.includes(GET);

/**
 * Most cases wait, so this many run side by side. With all of them, a busy machine takes longer for a
 * callback than the trigger looks for its task.
 */
const AT_ONCE = 30;

const CASES = RECEIVERS.flatMap((receiver): Case[] => {
	const { name, knows } = receiver;
	const meets = (what: string, comes: string) => ({
		title: `${name} meets ${what}: ${comes}`,
		receiver,
	});
	return [
		...PASSING.filter(hitDetail).flatMap(({ what, kind, once }): Case[] => {
			const passing: Case = {
				...meets(`${what} once`, 'it checks again'),
				kinds: [kind],
				statuses: [200],
				checks: 2,
			};
			if (once === true) return [passing];
			const isDenial = kind.kind === 'emptyTasklist';
			const lasting: Case = {
				...meets(`${what} for long`, 'it asks to be called again'),
				kinds: [kind],
				times: TRIES,
				statuses: isDenial ? (knows ? [200] : [404, 200]) : [503, 200],
				checks: TRIES + 1,
			};
			return [passing, lasting];
		}),
		...FINAL.filter(hitDetail).flatMap(({ what, kind, cause }): Case[] => {
			const isDenial = cause.test('knows no such task in this project');
			if (isDenial && !knows) {
				return [
					{
						...meets(`${what} once`, 'it checks again'),
						kinds: [kind],
						statuses: [200],
						checks: 2,
					},
					{
						...meets(`${what} for long`, 'it says that it knows none'),
						kinds: [kind],
						times: 3,
						statuses: [404, 200],
						checks: 3 + 1,
					},
				];
			}
			if (knows && (isDenial || what === 'HTTP 404')) {
				const again = meets(`${what} for a while`, 'it checks again');
				return [{ ...again, kinds: [kind], times: 3, statuses: [200], checks: 3 + 1 }];
			}
			const nothing = meets(what, 'it hands nothing on yet');
			return [{ ...nothing, kinds: [kind], statuses: [503, 200], checks: 2 }];
		}),
		...ODD_STATUSES.map(
			({ what, patches }): Case => ({
				...meets(what, 'it waits on'),
				kinds: patches.map((patch) => ({ kind: 'patch', patch })),
				statuses: [...patches.map(() => 202), 200],
				checks: patches.length + 1,
			}),
		),
		...ODD_FIELDS.map(
			([what, patch]): Case => ({
				...meets(what, 'it makes do'),
				kinds: [{ kind: 'patch', patch }],
				times: 'always',
				statuses: [200],
				checks: 1,
			}),
		),
	];
});

describe('Whatever goes wrong when Wiro calls back,', () => {
	const wiro = useFaults();
	const attempts = new Map<string, ReturnType<typeof attempt>>();

	async function attempt({ receiver, kinds, times = 1, statuses }: Case, index: number) {
		const number = 900_000 + index;
		const { taskId, taskToken } = referenceOf(number);
		await wiro.plant({ id: taskId, token: taskToken, ...SUCCEEDED });
		const running: FaultKind = { kind: 'patch', patch: { status: 'task_start' } };
		const { lane, credential } = await wiro.connect({
			faults: [
				...(receiver.checksBefore ? [{ endpoint: 'detail', ...running } as const] : []),
				...kinds.map((kind): Fault => ({ endpoint: 'detail', ...kind, times })),
			],
		});
		const call = await receiver.open(credential, number);
		const answers: WebhookAnswer[] = [];
		while (answers.length < statuses.length) {
			answers.push(await call({ body: { taskid: taskId } }));
		}
		const requests = await lane.requests();
		return { taskId, requests, answers, leaks: wiro.leaksIn(JSON.stringify(answers), requests) };
	}

	beforeAll(() => {
		const all: Array<Promise<unknown>> = [];
		for (const [index, each] of CASES.entries()) {
			// A failure is heard of by the test that waits for it.
			const earlier = all[index - AT_ONCE]?.catch(() => undefined);
			const attempting = Promise.resolve(earlier).then(async () => await attempt(each, index));
			attempting.catch(() => undefined);
			attempts.set(each.title, attempting);
			all.push(attempting);
		}
	});

	it.each(CASES)(
		'$title',
		async ({ title, receiver, statuses, checks }) => {
			const attempted = await attempts.get(title);
			if (attempted === undefined) throw new Error('It was not tried.');
			const { taskId, requests, answers, leaks } = attempted;

			expect(answers.map(({ status }) => status)).toEqual(statuses);
			const early = answers.slice(0, -1);
			expect(early.flatMap(emittedBy)).toEqual([]);
			expect(answers.slice(-1).flatMap(emittedBy)).toMatchObject([
				{ json: { taskId, completed: true, succeeded: true, outputIndex: 0 } },
			]);
			expect(leaks).toEqual([]);
			const expected = checks + Number(receiver.checksBefore);
			expect(requests.map(({ endpoint }) => endpoint)).toEqual(
				Array.from({ length: expected }, () => 'detail'),
			);
		},
		TIMEOUT_MS,
	);
});
