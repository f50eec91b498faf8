/** The processor time of another process, from Linux's /proc. */
import { readFileSync } from 'node:fs';

/** The unit of /proc/<pid>/stat: USER_HZ, which is 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

const SAMPLE_EVERY_MS = 20;

/** The place of utime among what follows the process's name in brackets; stime comes next. */
const UTIME = 11;

interface Sample {
	/** In milliseconds since 1970. */
	at: number;
	/** User and system time of all its threads so far, in milliseconds. */
	cpuMs: number;
}

/** Watches the processor time of a process, so that it can be asked afterwards for any stretch. */
export class CpuWatch {
	private readonly samples: Sample[];
	private readonly timer: NodeJS.Timeout;

	/** Begins to watch the process. */
	constructor(pid: number) {
		this.samples = [sampleOf(pid)];
		this.timer = setInterval(() => this.samples.push(sampleOf(pid)), SAMPLE_EVERY_MS);
	}

	/** Ends the watching. */
	stop(): void {
		clearInterval(this.timer);
	}

	/** The processor time between two moments, each in milliseconds since 1970. */
	between(from: number, to: number): number {
		return this.at(to) - this.at(from);
	}

	private at(time: number): number {
		const after = this.samples.findIndex(({ at }) => at >= time);
		const next = this.samples[after];
		const last = this.samples[after - 1];
		if (next === undefined || last === undefined) throw new Error('That moment was not watched.');
		const share = (time - last.at) / (next.at - last.at);
		return last.cpuMs + share * (next.cpuMs - last.cpuMs);
	}
}

function sampleOf(pid: number): Sample {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const ticks = Number(fields[UTIME]) + Number(fields[UTIME + 1]);
	return { at: Date.now(), cpuMs: ticks * MS_PER_TICK };
}
