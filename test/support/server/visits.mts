/** A server that nodes of a workflow call: it knows who came, and can keep them waiting. */
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { WorkflowNode } from '../../../n8n/engine/workflow.mts';
import { holds } from '../../../n8n/guards.mts';

/** A call by a node of {@link Visits.node}. */
interface Visit {
	/** The node's name. */
	node: string;
	/** The id of its execution. */
	execution: string;
}

const isVisit = holds<Visit>('node', 'execution');
const hasPort = holds<AddressInfo>('port');

/** What it has seen, and whom it keeps waiting. */
export class Visits {
	private readonly server: Server;
	private readonly url: string;
	private visits: Visit[] = [];
	private readonly kept = new Set<() => void>();
	private keeps = false;

	private constructor(server: Server, port: number) {
		this.server = server;
		this.url = `http://127.0.0.1:${port}/`;
	}

	/** Starts it on a free port of this machine. */
	static async start(): Promise<Visits> {
		const server = createServer();
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (!hasPort(address)) throw new Error('There is no free port.');
		const visits = new Visits(server, address.port);
		server.on('request', (request, response) => {
			void text(request).then((body) => {
				visits.note(body);
				const answer = () => response.end('{}');
				if (visits.keeps) visits.kept.add(answer);
				else answer();
			});
		});
		return visits;
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
