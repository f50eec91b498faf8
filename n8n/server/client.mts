/** What the owner of an n8n server can do with it, by n8n's own REST API. */
import { randomUUID } from 'node:crypto';

import type { ExecutionStatus, IBinaryData, INode } from 'n8n-workflow';

import type { CredentialInput } from '../engine/credentials.mts';
import type { WorkflowNode, WorkflowSource } from '../engine/workflow.mts';
import { holds, listOf } from '../guards.mts';
import { until } from '../until.mts';
import {
	type Execution,
	type ExecutionSummary,
	isExecutionSummary,
	readExecution,
} from './execution.mts';
import type { N8nVersion } from './install.mts';
import { type Login, N8nSession } from './session.mts';

/** The owner of every n8n that is started here. */
const OWNER: Login = { email: 'owner@example.com', password: 'Wiro-and-n8n-1' };

/** How many executions n8n lists at once. */
const MOST_LISTED = 100;

/** What n8n says of a credential after it has tried it. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** A workflow in n8n's database. */
export interface StoredWorkflow {
	id: string;
	name: string;
	active: boolean;
	versionId: string;
	nodes: INode[];
}

/** Which executions to list; all of them if the filter is empty. */
export interface ExecutionFilter {
	status?: ExecutionStatus[];
	workflowId?: string;
}

const hasId = holds<{ id: string }>('id');
const isNamed = holds<{ id: string; name: string }>('id', 'name');
const isWorkflow = holds<StoredWorkflow>('id', 'name', 'active', 'versionId', 'nodes');
const isTestResult = holds<CredentialTestResult>('status', 'message');
const isStarted = holds<{ executionId: string }>('executionId');
const isList = holds<{ results: unknown[] }>('results');
const hasCursor = holds<{ nextCursor: string | null }>('nextCursor');
const isNodeType = holds<{ name: string }>('name');

const FINAL: ReadonlySet<ExecutionStatus> = new Set(['success', 'error', 'canceled', 'crashed']);

/** n8n's REST API, for its owner. */
export class N8nClient {
	readonly version: N8nVersion;
	/** Where its REST API and its webhooks are: http://127.0.0.1:PORT, also after a restart. */
	readonly url: string;
	readonly login: Login = OWNER;
	private readonly session: N8nSession;

	constructor(version: N8nVersion, url: string) {
		this.version = version;
		this.url = url;
		this.session = new N8nSession(url);
	}

	/** Logs in, as everything else needs; makes the owner of an n8n that has none. */
	async logIn(): Promise<void> {
		await this.session.open(this.login);
	}

	/** Makes credentials, by name; one that exists is replaced. */
	async createCredentials(credentials: Readonly<Record<string, CredentialInput>>): Promise<void> {
		for (const [name, input] of Object.entries(credentials)) {
			await this.createCredential(name, input);
		}
	}

	/** Makes a credential, or replaces the one of that name; gives its id. */
	async createCredential(name: string, { type, data }: CredentialInput): Promise<string> {
		const id = (await this.credentialIds(type)).get(name);
		const answer =
			id === undefined
				? await this.session.call('POST', 'credentials', { name, type, data })
				: await this.session.call('PATCH', `credentials/${id}`, { id, name, type, data });
		return checked(answer, hasId).id;
	}

	/** Has n8n save a credential and then try it, as its form does. */
	async testCredential({ type, data }: CredentialInput): Promise<CredentialTestResult> {
		const name = 'Tried';
		const id = await this.createCredential(name, { type, data });
		const credentials = { id, name, type, data };
		return checked(
			await this.session.call('POST', 'credentials/test', { credentials }),
			isTestResult,
		);
	}

	/** Makes a workflow, its nodes referring to credentials by name; gives its id. */
	async createWorkflow(source: WorkflowSource): Promise<string> {
		const { name = 'Workflow', connections, settings } = source;
		// As the editor does: 1.x finds credentials by name only if the request names a project.
		const project = await this.session.call('GET', 'projects/personal');
		const answer = await this.session.call('POST', 'workflows', {
			projectId: checked(project, hasId).id,
			name,
			nodes: fillIn(source.nodes),
			connections,
			active: false,
			settings: { executionOrder: 'v1', ...settings },
		});
		return checked(answer, hasId).id;
	}

	/** The names and ids of all workflows. */
	async workflows(): Promise<Array<{ id: string; name: string }>> {
		return checked(await this.session.call('GET', 'workflows'), listOf(isNamed));
	}

	/** A workflow as n8n keeps it. */
	async workflow(id: string): Promise<StoredWorkflow> {
		return checked(await this.session.call('GET', `workflows/${id}`), isWorkflow);
	}

	/** Makes a workflow's triggers and webhooks live: "Activate" on 1.x, "Publish" on 2.x. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		const answer = await this.session.call('PATCH', `workflows/${id}`, { active: true, versionId });
		if (checked(answer, isWorkflow).active) return;
		// 2.x has an endpoint of its own for it.
		await this.session.call('POST', `workflows/${id}/activate`, { versionId });
	}

	/**
	 * Runs a workflow as "Execute workflow" does, and gives the execution's id.
	 * @param trigger the node to start from; the first manual trigger if left out
	 */
	async run(id: string, trigger?: string): Promise<string> {
		const workflowData = await this.workflow(id);
		const name =
			trigger ??
			workflowData.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')?.name;
		const answer = await this.session.call('POST', `workflows/${id}/run`, {
			workflowData,
			triggerToStartFrom: { name },
		});
		return checked(answer, isStarted).executionId;
	}

	/** An execution as it stands now. */
	async execution(id: string): Promise<Execution> {
		return readExecution(await this.session.call('GET', `executions/${id}`));
	}

	/** Executions, the latest first. */
	async executions({ status, workflowId }: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		const filter = JSON.stringify({ status, workflowId });
		const all: ExecutionSummary[] = [];
		let place: Record<string, string> | undefined = {};
		while (place !== undefined) {
			const query = new URLSearchParams({ filter, limit: String(MOST_LISTED), ...place });
			const answer = await this.session.call('GET', `executions?${query.toString()}`);
			const page = checked(checked(answer, isList).results, listOf(isExecutionSummary));
			all.push(...page);
			place = page.length === MOST_LISTED ? placeAfter(page, answer) : undefined;
		}
		return all;
	}

	/**
	 * Waits until an execution has one of these statuses, and gives it; throws when it ends with
	 * another, or when it takes too long.
	 */
	async waitFor(
		id: string,
		statuses: ExecutionStatus[] = ['success'],
		timeoutMs?: number,
	): Promise<Execution> {
		let last: ExecutionStatus | undefined;
		return await until(
			() => `execution ${id} has the status ${statuses.join(' or ')}; it is ${last ?? 'unknown'}`,
			async () => {
				const { status, error } = await this.execution(id);
				last = status;
				// 1.x writes the status first and then the data: a second call finds both.
				if (statuses.includes(status)) return await this.execution(id);
				if (!FINAL.has(status)) return undefined;
				const reason = error?.message ?? 'without an error';
				throw new Error(`Execution ${id} ended as "${status}": ${reason}`);
			},
			{ timeoutMs },
		);
	}

	/** Runs a workflow and gives its execution when it has succeeded. */
	async runToEnd(id: string, trigger?: string): Promise<Execution> {
		return await this.waitFor(await this.run(id, trigger));
	}

	/** Stops an execution as the user's "Stop" does. */
	async stopExecution(id: string): Promise<void> {
		await this.session.call('POST', `executions/${id}/stop`);
	}

	/** Runs an execution that failed again, as "Retry with original workflow" does; gives the new one's id. */
	async retry(id: string): Promise<string> {
		const answer = await this.session.call('POST', `executions/${id}/retry`, {
			loadWorkflow: false,
		});
		return checked(answer, hasId).id;
	}

	/** The names of all node types that n8n has loaded, with their packages' names. */
	async nodeTypes(): Promise<string[]> {
		const file = await this.session.file('/types/nodes.json');
		const types: unknown = JSON.parse(file.toString());
		return checked(types, listOf(isNodeType)).map(({ name }) => name);
	}

	/** The bytes of a file in n8n's binary storage, as its editor downloads them. */
	async storedFile({ id }: IBinaryData): Promise<Buffer> {
		const query = new URLSearchParams({ id: id ?? '', action: 'download' });
		return await this.session.file(`/rest/binary-data?${query.toString()}`);
	}

	private async credentialIds(type: string): Promise<Map<string, string>> {
		const filter = JSON.stringify({ type });
		const query = new URLSearchParams({ filter }).toString();
		const answer = await this.session.call('GET', `credentials?${query}`);
		return new Map(checked(answer, listOf(isNamed)).map(({ id, name }) => [name, id]));
	}
}

/** Adds to nodes what n8n's editor would; n8n itself finds their credentials by name. */
function fillIn(nodes: WorkflowNode[]): INode[] {
	return nodes.map((node, index) => ({
		id: randomUUID(),
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: {},
		...node,
	}));
}

/** The query for the next page of executions: a cursor on 2.x, the last id on 1.x. */
function placeAfter(page: ExecutionSummary[], answer: unknown): Record<string, string> | undefined {
	if (!hasCursor(answer)) return { lastId: page.at(-1)?.id ?? '' };
	return answer.nextCursor === null ? undefined : { cursor: answer.nextCursor };
}

function checked<T>(answer: unknown, is: (value: unknown) => value is T): T {
	if (!is(answer)) throw new Error(`n8n gave an unexpected answer: ${JSON.stringify(answer)}`);
	return answer;
}
