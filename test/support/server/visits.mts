/** A server that nodes of a workflow call: it knows who came, and can keep them waiting. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll } from '@jest/globals';

import type { WorkflowNode } from '../../../n8n/engine/workflow.mts';
import { holds } from '../../../n8n/guards.mts';
import { listen } from '../listen.mts';

/** A call by a node of {@link Visits.node}. */
interface Visit {
	/** The node's name. */
	node: string;
	/** The id of its execution. */
	execution: string;
}

const isVisit = holds<Visit>('node', 'execution');

/** What it has seen, and whom it keeps waiting. */
export class Visits {
	private readonly server = createServer((request, response) => {
		void text(request).then((body) => {
			this.note(body);
			const answer = () => response.end('{}');
			if (this.keeps) this.kept.add(answer);
			else answer();
		});
	});
	private url = '';
	private visits: Visit[] = [];
	private readonly kept = new Set<() => void>();
	private keeps = false;

	async start(): Promise<void> {
		this.url = `http://127.0.0.1:${await listen(this.server)}/`;
	}

	/** A node that comes here, once each time it runs, however many items it gets. */
	node(name: string): WorkflowNode {
		return {
			name,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			executeOnce: true,
			parameters: {
				method: 'POST',
				url: this.url,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `={{ JSON.stringify({ node: ${JSON.stringify(name)}, execution: $execution.id }) }}`,
			},
		};
	}

	/** How often a node of an execution has come here. */
	count(node: string, execution: string): number {
		return this.visits.filter((visit) => visit.node === node && visit.execution === execution)
			.length;
	}

	/** From now on keeps everyone waiting. */
	keep(): void {
		this.keeps = true;
	}

	/** Lets everyone go who waits, and those who come from now on. */
	letGo(): void {
		this.keeps = false;
		for (const answer of this.kept) answer();
		this.kept.clear();
	}

	/** Ends it, and whatever still waits. */
	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private note(body: string): void {
		const visit: unknown = JSON.parse(body);
		if (isVisit(visit)) this.visits.push(visit);
	}
}

/** Starts the server before the tests of a block, and stops it after them. */
export function useVisits(): Visits {
	const visits = new Visits();
	beforeAll(async () => {
		await visits.start();
	});
	afterAll(async () => {
		await visits.stop();
	});
	return visits;
}
