import { EmulatedClock } from './clock.mts';
import type { Settings } from './control.mts';
import { FaultBook } from './faults/book.mts';
import { Gatekeeper } from './projects.mts';
import { RequestLog } from './requestLog.mts';
import { DEFAULT_SETTINGS } from './settings.mts';
import { TaskRegistry } from './tasks/registry.mts';
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

	/** @param note writes a line for the person who runs the emulator */
	constructor(settings: Partial<Settings>, videos: VideoStore, note: (line: string) => void) {
		this.settings = { ...DEFAULT_SETTINGS, ...settings };
		this.clock = new EmulatedClock(this.settings.speed);
		this.tasks = new TaskRegistry(this.clock, this.settings, note);
		this.videos = videos;
	}

	/** Changes some settings. */
	change(settings: Partial<Settings>): void {
		Object.assign(this.settings, settings);
		this.clock.setSpeed(this.settings.speed);
		this.tasks.dispatch();
	}

	/** Forgets everything that happened; settings are the defaults and those given. */
	reset(settings: Partial<Settings>): void {
		Object.assign(this.settings, DEFAULT_SETTINGS, settings);
		this.tasks.reset();
		this.clock.setSpeed(this.settings.speed);
		this.gatekeeper.reset();
		this.requests.reset();
		this.faults.reset();
	}
}
