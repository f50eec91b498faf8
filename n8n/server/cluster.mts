/**
 * n8n in queue mode: a main, two workers, and two webhook processes behind a proxy, on a Redis and a
 * PostgreSQL of their own.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import getPort, { portNumbers } from 'get-port';

import { until } from '../until.mts';
import { N8nClient } from './client.mts';
import { installPackage } from './install.mts';
import { Postgres } from './postgres.mts';
import { type N8nCommand, N8nProcess } from './process.mts';
import { startProxy } from './proxy.mts';
import { Redis } from './redis.mts';
import type { ServerOptions } from './server.mts';

/** What to start, and with what. */
export type ClusterOptions = Pick<ServerOptions, 'version' | 'credentials' | 'env'>;

/** n8n's settings for queue mode, those aside that tell where things are. */
const QUEUE: NodeJS.ProcessEnv = {
	EXECUTIONS_MODE: 'queue',
	OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
	// A worker that was killed is known sooner than with n8n's half a minute.
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
	// The workers have `/healthz` too, at their N8N_PORT.
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	// None of the processes shows an editor.
	N8N_DISABLE_UI: 'true',
};

/** A process of a cluster; each has a folder of its own. */
export class ClusterProcess extends N8nProcess {
	/** Ends n8n as a power cut would: with SIGKILL. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Kills n8n, and starts it again with all that it kept. */
	async restart(): Promise<void> {
		await this.kill();
		await this.start();
	}

	/** Waits until n8n has found its database and its Redis, again too. */
	async becomesReady(): Promise<void> {
		await until(`${this.folder} is ready`, async () => {
			const response = await fetch(`${this.url}/healthz/readiness`).catch(() => undefined);
			return response?.ok === true;
		});
	}

	/** Takes away all that it kept, as of a container without a volume; it must not run. */
	async empty(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
		await mkdir(this.folder);
		await installPackage(this.folder);
	}
}

interface Parts {
	main: ClusterProcess;
	workers: ClusterProcess[];
	webhooks: ClusterProcess[];
	redis: Redis;
	postgres: Postgres;
}

/** A running cluster, and its main's REST API for its owner; `url` is the proxy's. */
export class N8nCluster extends N8nClient implements Parts {
	readonly main: ClusterProcess;
	readonly workers: ClusterProcess[];
	readonly webhooks: ClusterProcess[];
	readonly redis: Redis;
	readonly postgres: Postgres;
	/** Ends everything, and removes all that it kept. */
	readonly stop: () => Promise<void>;

	constructor(
		version: ClusterOptions['version'],
		url: string,
		{ main, workers, webhooks, redis, postgres }: Parts,
		stop: () => Promise<void>,
	) {
		super(version, url);
		this.main = main;
		this.workers = workers;
		this.webhooks = webhooks;
		this.redis = redis;
		this.postgres = postgres;
		this.stop = stop;
	}

	/** Its n8n processes. */
	get processes(): ClusterProcess[] {
		return [this.main, ...this.workers, ...this.webhooks];
	}
}

/** Starts a cluster with the packed package on every process, an owner and credentials. */
export async function startCluster(options: ClusterOptions): Promise<N8nCluster> {
	const stops: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of stops.splice(0).reverse()) await end();
	};
	try {
		return await startParts(options, stops, stop);
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Six are needed, and some may be taken. */
const PORTS_TO_TRY = 20;

/** @param stops gets what ends each part, from the moment on that it may run */
async function startParts(
	{ version, credentials = {}, env = {} }: ClusterOptions,
	stops: Array<() => Promise<void>>,
	stop: () => Promise<void>,
): Promise<N8nCluster> {
	const redis = await Redis.start();
	stops.push(async () => await redis.stop());
	const postgres = await Postgres.start();
	stops.push(async () => await postgres.stop());
	const folder = await mkdtemp(join(tmpdir(), 'n8n-wiro-cluster-'));
	stops.push(async () => await rm(folder, { recursive: true, force: true }));

	// Side by side: of two ports at random, one pair in thirty gets the same turn to resume on n8n 1.
	const firstPort = await getPort();
	const nextPort = async () =>
		await getPort({ port: portNumbers(firstPort, firstPort + PORTS_TO_TRY) });
	const proxyPort = await nextPort();
	const url = `http://127.0.0.1:${proxyPort}`;
	const processOf = async (name: string, command: N8nCommand) => {
		const port = await nextPort();
		const created = new ClusterProcess({
			command,
			version,
			userFolder: join(folder, name),
			port,
			env: {
				...QUEUE,
				...postgres.env,
				QUEUE_HEALTH_CHECK_PORT: String(port),
				QUEUE_BULL_REDIS_HOST: '127.0.0.1',
				QUEUE_BULL_REDIS_PORT: String(redis.port),
				WEBHOOK_URL: `${url}/`,
				N8N_EDITOR_BASE_URL: `${url}/`,
				// For n8n's binary data mode `filesystem`, which is not the default.
				N8N_BINARY_DATA_STORAGE_PATH: join(folder, 'files'),
				...env,
			},
		});
		await created.empty();
		stops.push(async () => await created.kill());
		return created;
	};
	const main = await processOf('main', 'start');
	const workers = [await processOf('worker-1', 'worker'), await processOf('worker-2', 'worker')];
	const webhooks = [
		await processOf('webhook-1', 'webhook'),
		await processOf('webhook-2', 'webhook'),
	];
	const webhookUrls = webhooks.map((webhook) => webhook.url);
	stops.push(await startProxy(proxyPort, main.url, webhookUrls));

	const cluster = new N8nCluster(version, url, { main, workers, webhooks, redis, postgres }, stop);
	// The main makes the tables that the others need.
	await main.start();
	const others = [...workers, ...webhooks].map(async (other) => await other.start());
	// All of them, so that none is left that still starts when another one has failed.
	const failed = (await Promise.allSettled(others)).find(({ status }) => status === 'rejected');
	if (failed?.status === 'rejected') throw failed.reason;
	await cluster.logIn();
	await cluster.createCredentials(credentials);
	return cluster;
}
