/** The Redis of a cluster: n8n's queue. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import getPort from 'get-port';

import { BackgroundProcess } from './background.mts';
import { debianProgram, firstOf } from './debian.mts';

/** Finds redis-server on this machine; installs Debian's when it is missing and that is allowed. */
export async function redisPath(): Promise<string> {
	return await debianProgram('redis-server', async () => await firstOf(['/usr/bin/redis-server']));
}

/** A Redis on a free port, which keeps nothing on disk. */
export class Redis {
	readonly port: number;
	private readonly folder: string;
	private process: BackgroundProcess | undefined;

	private constructor(port: number, folder: string) {
		this.port = port;
		this.folder = folder;
	}

	static async start(): Promise<Redis> {
		const redis = new Redis(await getPort(), await mkdtemp(join(tmpdir(), 'n8n-wiro-redis-')));
		try {
			await redis.open();
		} catch (error) {
			await redis.stop();
			throw error;
		}
		return redis;
	}

	/** Ends Redis as a power cut would, with all that it held; `open()` starts it again. */
	async kill(): Promise<void> {
		await this.process?.end('SIGKILL');
	}

	/** Starts Redis, empty, at the same port. */
	async open(): Promise<void> {
		const settings = { bind: '127.0.0.1', port: this.port, save: '', appendonly: 'no' };
		this.process = await BackgroundProcess.start({
			name: 'Redis',
			command: await redisPath(),
			args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
			log: join(this.folder, 'redis.log'),
			ready: 'Ready to accept connections',
			options: { cwd: this.folder },
		});
	}

	/** Ends Redis for good. */
	async stop(): Promise<void> {
		await this.kill();
		await rm(this.folder, { recursive: true, force: true });
	}
}
