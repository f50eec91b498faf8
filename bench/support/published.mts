/** A workflow on the n8n server, live as in production, and its executions. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { WorkflowSource } from '../../n8n/engine/workflow.mts';
import type { Execution } from '../../n8n/server/execution.mts';
import type { N8nServer } from '../../n8n/server/server.mts';

/** Seldom enough to cost n8n nothing worth measuring. */
const LOOK_EVERY_MS = 500;

/** Longer than any execution here takes. */
const PATIENCE_MS = 1_800_000;

/** How long a published webhook takes to go live at most. */
const LIVE_MS = 30_000;

/** A workflow whose webhook starts it with a list of prompts. */
export class PublishedWorkflow {
	private readonly server: N8nServer;
	private readonly id: string;
	private readonly path: string;
	private readonly known = new Set<string>();

	private constructor(server: N8nServer, id: string, path: string) {
		this.server = server;
		this.id = id;
		this.path = path;
	}

	/**
	 * Makes a workflow and publishes it: executions from the editor would cost n8n's own nodes more,
	 * which then tell the editor what they sent.
	 * @param build makes the workflow with this path for its webhook
	 */
	static async create(
		server: N8nServer,
		build: (path: string) => WorkflowSource,
	): Promise<PublishedWorkflow> {
		const path = randomUUID();
		const id = await server.createWorkflow(build(path));
		await server.activate(id);
		return new PublishedWorkflow(server, id, path);
	}

	/** Starts it with so many items, each with another prompt; gives the execution's id. */
	async start(items: number): Promise<string> {
		const prompts = Array.from(
			{ length: items },
			(_, index) => `A raccoon looks up, take ${index}`,
		);
		const deadline = Date.now() + LIVE_MS;
		while (!(await this.order(prompts))) {
			if (Date.now() > deadline) throw new Error('The webhook did not go live.');
			await delay(LOOK_EVERY_MS);
		}
		for (;;) {
			const all = await this.server.executions({ workflowId: this.id });
			const id = all.map((execution) => execution.id).find((each) => !this.known.has(each));
			if (id !== undefined) {
				this.known.add(id);
				return id;
			}
			await delay(LOOK_EVERY_MS);
		}
	}

	/** Waits until an execution has succeeded, and gives it; throws when it ends in another way. */
	async finished(id: string): Promise<Execution> {
		const deadline = Date.now() + PATIENCE_MS;
		while (Date.now() < deadline) {
			const all = await this.server.executions({ workflowId: this.id });
			const status = all.find((execution) => execution.id === id)?.status;
			if (status !== 'new' && status !== 'running' && status !== 'waiting') break;
			await delay(LOOK_EVERY_MS);
		}
		return await this.server.waitFor(id);
	}

	/** Runs it to its end. */
	async run(items: number): Promise<Execution> {
		return await this.finished(await this.start(items));
	}

	private async order(prompts: string[]): Promise<boolean> {
		const { status } = await fetch(`${this.server.url}/webhook/${this.path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ prompts }),
		});
		if (status !== 200 && status !== 404) throw new Error(`The webhook answered ${status}.`);
		return status === 200;
	}
}
