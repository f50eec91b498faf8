/** The database of an n8n server, for what n8n itself leaves to time. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { N8nServer } from '../../../n8n/server/server.mts';

/**
 * How much longer than the start before n8n may take to start, and some seconds. n8n looks for
 * executions that are due early in its start, and later in it takes those that run for crashed ones.
 */
const START_FACTOR = 1.5;
const START_MORE_MS = 3_000;

/** n8n writes times so in SQLite. */
const toSqlTime = (date: Date) => date.toISOString().replace('T', ' ').replace('Z', '');

/**
 * Lets the time of a suspended execution come: ends n8n with SIGKILL, sets the time that the execution
 * is to wait for, in n8n's database, to soon after n8n's start, and starts n8n again, which then
 * goes on with it as it would have done at its time. Waiting for that would take minutes.
 */
export async function letTimeCome(server: N8nServer, execution: string): Promise<void> {
	await server.kill();
	const dueInMs = server.startMs * START_FACTOR + START_MORE_MS;
	const database = new DatabaseSync(join(server.folder, '.n8n/database.sqlite'));
	try {
		const { changes } = database
			.prepare(`UPDATE execution_entity SET waitTill = ? WHERE id = ? AND status = 'waiting'`)
			.run(toSqlTime(new Date(Date.now() + dueInMs)), execution);
		if (changes !== 1) throw new Error(`Execution ${execution} is not waiting.`);
	} finally {
		database.close();
	}
	await server.restart();
}
