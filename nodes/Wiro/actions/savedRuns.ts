import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { number } from '../api/values';
import { outcomeOf } from '../api/wiroError';
import { isOverMcp } from '../fields/tool';
import { isN8n2, mayBeInQueueMode } from '../waiting/queueMode';
import type { EarlierTry } from './earlierTries';

/** How many entries n8n keeps for a node at least. The oldest are forgotten first. */
const LEAST_ENTRIES = 2_000;
/** An item needs one entry for its Run and one for each digit of its task's ID. */
const ENTRIES_PER_ITEM = 16;
const MOST_DIGITS = ENTRIES_PER_ITEM - 1;
const DIGITS = '0123456789'.split('');

/**
 * An execution that saves in the same instant can overwrite what this one saves. So entries are saved
 * until n8n has them. The delays (in milliseconds) differ from execution to execution, and grow with
 * each loss: on a slow database, many executions would meet again and again. After a loss, a third
 * execution may still overwrite what a check has found, so two checks in a row must find it.
 */
const MOST_TRIES = 12;
const CHECKS_AFTER_LOSS = 2;
const LONGEST_FIRST_DELAY_MS = 200;
/** How many of its longest calls to wait for whoever read before the entries were saved, and writes after. */
const CALLS_BEFORE_CHECK = 3;

/** The entry in the node context that counts the Runs of an item. */
const ENTRY = 'wiroSaved';

/** What happened to the answer of a Run, for the error. */
const LOST = 'n8n ran the execution again because its worker ended';

/**
 * Saves the Runs of an execution in n8n's database. When a worker of n8n 1 dies, n8n runs its
 * executions again from their start, and nothing else tells what they have paid already. What the
 * node can use of the database is n8n's memory of duplicates. It only tells whether it has an entry,
 * so the ID of a task is saved as its digits.
 */
export class SavedRuns {
	/** Whether n8n can run the execution again, and can save its Runs. */
	private isUsed: boolean;
	private unsaved: string[] = [];
	private nextSave?: Promise<Set<unknown>>;
	/** Ends with the last call to n8n. Each reads and writes all that n8n keeps for the node. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(private readonly context: IExecuteFunctions) {
		// Over MCP there is no execution that could be run again.
		this.isUsed = mayBeInQueueMode(context) && !isN8n2(context) && !isOverMcp(context);
	}

	/**
	 * Saves that a Run is about to be sent.
	 * @param key names the item and the node's run in the execution
	 * @returns what an earlier life of the execution made of this Run; undefined if nothing
	 */
	async begin(key: string): Promise<EarlierTry | undefined> {
		if (!this.isUsed) return undefined;
		const store = this.context.getContext('node');
		const name = `${ENTRY} ${key}`;
		// A try of Retry On Fail counts on. An earlier life has counted from the start as well.
		store[name] = (number(store[name]) ?? 0) + 1;
		if (!(await this.save([this.entryOf(key)]))) return undefined;
		const run = this.entryOf(key);
		const found = await outcomeOf(
			async () => await this.inTurn(async () => await this.readTaskId(run)),
		);
		return found.ok && found.value !== undefined
			? { task: { taskId: found.value } }
			: { lost: LOST };
	}

	/** Saves the task that a Run has started. */
	async started(key: string, taskId = ''): Promise<void> {
		if (!this.isUsed || !/^\d+$/.test(taskId)) return;
		const run = this.entryOf(key);
		await this.save(taskId.split('').map((digit, index) => `${run} ${index}=${digit}`));
	}

	/** The entry for the latest Run of an item. */
	private entryOf(key: string): string {
		const count = number(this.context.getContext('node')[`${ENTRY} ${key}`]);
		return `${this.context.getExecutionId()} ${key} ${count}`;
	}

	/**
	 * Asking is saving. So one digit is asked for at a time, and what was not there is removed again: n8n
	 * forgets the oldest entries when there are too many.
	 */
	private async readTaskId(run: string): Promise<string | undefined> {
		let taskId = '';
		while (taskId.length < MOST_DIGITS) {
			const candidates = DIGITS.map((digit) => `${run} ${taskId.length}=${digit}`);
			const { new: added, processed } = await this.record(candidates);
			await this.context.helpers.removeProcessed(added, 'node', { mode: 'entries' });
			// More than one: another execution has overwritten the removal by an earlier life.
			if (processed.length > 1) return undefined;
			const digit = candidates.findIndex((entry) => processed.includes(entry));
			if (digit === -1) break;
			taskId += String(digit);
		}
		return taskId === '' ? undefined : taskId;
	}

	/** Saves entries, together with those of the other items. Returns whether n8n had them already. */
	private async save(entries: string[]): Promise<boolean> {
		this.unsaved.push(...entries);
		this.nextSave ??= this.inTurn(async () => await this.saveAll());
		const known = await this.nextSave;
		return entries.some((entry) => known.has(entry));
	}

	/** Saves what has come together. Returns the entries that n8n had already. */
	private async saveAll(): Promise<Set<unknown>> {
		const entries = this.unsaved;
		this.unsaved = [];
		this.nextSave = undefined;
		const outcome = await outcomeOf(async () => {
			let longestCallMs = 0;
			const record = async () => {
				const start = Date.now();
				const recorded = await this.record(entries);
				longestCallMs = Math.max(longestCallMs, Date.now() - start);
				return recorded;
			};
			const { processed } = await record();
			let losses = 0;
			let checks = 1;
			for (let tries = 1; tries < MOST_TRIES && checks > 0; tries++) {
				const randomMs = Math.random() * LONGEST_FIRST_DELAY_MS * 2 ** losses;
				await sleep(CALLS_BEFORE_CHECK * longestCallMs + randomMs);
				if ((await record()).new.length === 0) checks--;
				else {
					losses++;
					checks = CHECKS_AFTER_LOSS;
				}
			}
			return new Set<unknown>(processed);
		});
		if (outcome.ok) return outcome.value;
		// The videos matter more than this protection.
		this.isUsed = false;
		this.context.logger.warn('The Runs on Wiro could not be saved in case that n8n repeats them');
		return new Set();
	}

	/** Does some work with what n8n keeps after all earlier work. */
	private async inTurn<T>(work: () => Promise<T>): Promise<T> {
		const done = this.last.then(work);
		this.last = outcomeOf(async () => await done);
		return await done;
	}

	private async record(entries: string[]) {
		const maxEntries = Math.max(
			LEAST_ENTRIES,
			this.context.getInputData().length * ENTRIES_PER_ITEM,
		);
		const { helpers } = this.context;
		return await helpers.checkProcessedAndRecord(entries, 'node', { mode: 'entries', maxEntries });
	}
}
