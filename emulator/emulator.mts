import { EmulatedClock } from './clock.mts';
import type { Settings } from './control.mts';
import { FaultBook } from './faults/book.mts';
import { Gatekeeper } from './projects.mts';
import { RequestLog } from './requestLog.mts';
import { DEFAULT_SETTINGS } from './settings.mts';
import { TaskRegistry } from './tasks/registry.mts';
import type { UploadStore } from './uploads.mts';
import { VideoStore } from './video/store.mts';

/** Everything the routes work with. */
export class Emulator {
	/** Changed in place, so that everyone who has it sees the change. */
	readonly settings: Settings;
	readonly clock: EmulatedClock;
	readonly tasks: TaskRegistry;
	readonly gatekeeper = new Gatekeeper();
	readonly requests = new RequestLog();
	readonly faults = new FaultBook();
	readonly videos: VideoStore;
	readonly uploads: UploadStore;

	/** @param note writes a line for the person who runs the emulator */
	constructor(
		settings: Partial<Settings>,
		{ videos, uploads }: { videos: VideoStore; uploads: UploadStore },
		note: (line: string) => void,
	) {
		this.settings = { ...DEFAULT_SETTINGS, ...settings };
		this.clock = new EmulatedClock(this.settings.speed);
		this.tasks = new TaskRegistry(this.clock, this.settings, note);
		this.videos = videos;
		this.uploads = uploads;
	}

	/** Changes some settings. */
	change(settings: Partial<Settings>): void {
		Object.assign(this.settings, settings);
		this.clock.setSpeed(this.settings.speed);
		this.tasks.dispatch();
	}

	/** Ends everything that it started, and removes its files. */
	async close(): Promise<void> {
		this.clock.clear();
		await Promise.all([this.videos.close(), this.uploads.close()]);
	}

	/** Forgets everything that happened; settings are the defaults and those given. */
	async reset(settings: Partial<Settings>): Promise<void> {
		Object.assign(this.settings, DEFAULT_SETTINGS, settings);
		this.tasks.reset();
		this.clock.restart(this.settings.speed);
		this.gatekeeper.reset();
		this.requests.reset();
		this.faults.reset();
		await this.uploads.reset();
	}
}
