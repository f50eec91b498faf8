/** The PostgreSQL of a cluster: n8n's database. */
import { chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import getPort from 'get-port';

import { BackgroundProcess } from './background.mts';
import { debianProgram, firstOf } from './debian.mts';

/** Where Debian keeps PostgreSQL's programs, a folder for each version. */
const VERSIONS = '/usr/lib/postgresql';

/** The database and its owner, who needs no password. */
const NAME = 'postgres';

/** Finds PostgreSQL on this machine; installs Debian's when it is missing and that is allowed. */
export async function postgresPath(): Promise<string> {
	return await debianProgram('postgresql', async () => {
		const versions = await readdir(VERSIONS).catch(() => []);
		return await firstOf(versions.map((version) => join(VERSIONS, version, 'bin/postgres')));
	});
}

/** A PostgreSQL on a free port, in a folder that goes with it. */
export class Postgres {
	readonly port: number;
	private readonly folder: string;
	private readonly bin: string;
	/** PostgreSQL refuses to run as root. */
	private readonly user: { uid?: number; gid?: number };
	private process: BackgroundProcess | undefined;

	private constructor(port: number, folder: string, bin: string, user: Postgres['user']) {
		this.port = port;
		this.folder = folder;
		this.bin = bin;
		this.user = user;
	}

	static async start(): Promise<Postgres> {
		const bin = join(await postgresPath(), '..');
		const user = process.getuid?.() === 0 ? await userOf('postgres') : {};
		const folder = await mkdtemp(join(tmpdir(), 'n8n-wiro-postgres-'));
		const postgres = new Postgres(await getPort(), folder, bin, user);
		try {
			await postgres.create();
			await postgres.open();
		} catch (error) {
			await postgres.stop();
			throw error;
		}
		return postgres;
	}

	/** What n8n has to know of this database. */
	get env(): NodeJS.ProcessEnv {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.port),
			DB_POSTGRESDB_DATABASE: NAME,
			DB_POSTGRESDB_USER: NAME,
		};
	}

	/** Runs SQL, and gives the rows that it returns, each value as text. */
	async query(sql: string): Promise<string[][]> {
		const connection = ['-h', '127.0.0.1', '-p', String(this.port), '-U', NAME, NAME];
		const format = [
			'--no-psqlrc',
			'--tuples-only',
			'--no-align',
			'--quiet',
			'--field-separator=\t',
		];
		const { stdout } = await execa(join(this.bin, 'psql'), [
			...connection,
			...format,
			'--set=ON_ERROR_STOP=1',
			`--command=${sql}`,
		]);
		return stdout === '' ? [] : stdout.split('\n').map((row) => row.split('\t'));
	}

	/** Ends PostgreSQL at once, as a crash would; `open()` starts it again. */
	async kill(): Promise<void> {
		// After SIGKILL its own processes could outlive it for a moment, and keep it from starting.
		await this.process?.end('SIGQUIT');
	}

	/** Starts PostgreSQL at the same port, with all that it kept. */
	async open(): Promise<void> {
		const settings = {
			listen_addresses: '127.0.0.1',
			port: this.port,
			unix_socket_directories: '',
			// What is in this database need not outlive the machine. It has to outlive PostgreSQL: without
			// synchronous_commit, a kill loses the last commits.
			fsync: 'off',
			full_page_writes: 'off',
		};
		this.process = await BackgroundProcess.start({
			name: 'PostgreSQL',
			command: join(this.bin, 'postgres'),
			args: [
				...['-D', this.data],
				...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
			],
			log: join(this.folder, 'postgres.log'),
			ready: 'database system is ready to accept connections',
			options: { cwd: this.data, ...this.user },
		});
	}

	/** Ends PostgreSQL for good. */
	async stop(): Promise<void> {
		await this.kill();
		await rm(this.folder, { recursive: true, force: true });
	}

	private get data(): string {
		return join(this.folder, 'data');
	}

	private async create(): Promise<void> {
		await mkdir(this.data);
		const { uid, gid } = this.user;
		if (uid !== undefined && gid !== undefined) {
			await chown(this.folder, uid, gid);
			await chown(this.data, uid, gid);
		}
		const settings = ['--auth=trust', `--username=${NAME}`, '--encoding=UTF8', '--locale=C'];
		await execa(join(this.bin, 'initdb'), ['-D', this.data, '--no-sync', ...settings], {
			cwd: this.data,
			...this.user,
		});
	}
}

async function userOf(name: string): Promise<{ uid: number; gid: number }> {
	const [uid, gid] = await Promise.all(
		['-u', '-g'].map(async (flag) => Number((await execa('id', [flag, name])).stdout)),
	);
	if (uid === undefined || gid === undefined) throw new Error(`There is no user ${name}.`);
	return { uid, gid };
}
