import type { FastifyRequest } from 'fastify';

import { EmulatedClock } from './clock.mts';
import type { Fate, Settings, SettingsChange } from './control.mts';
import { FaultPlan } from './faults.mts';
import { Gatekeeper } from './projects.mts';
import { RequestLog } from './requestLog.mts';
import { TaskRegistry } from './tasks.mts';
import type { UploadStore } from './bodies.mts';
import type { OutputStore } from './outputStore.mts';
import type { VideoStore } from './videoStore.mts';

/** The settings an emulator starts with. */
const DEFAULT_SETTINGS: Readonly<Settings> = {
	speed: 1,
	taskSeconds: 20,
	workerSlots: 4,
	concurrentTaskLimit: null,
	refusal: null,
	insufficientBalance: false,
	refuseReusedNonces: false,
	outputsPerTask: 1,
	seed: 'wiro',
	detailLacksPexit: false,
	unknownTaskAnswer: 'noTaskYet',
	imageField: 'inputImageUrl',
	taskListAnswer: 'tasks',
	toolDetailAnswer: 'model',
	moreModels: 0,
};

/** Where a URL path leads into a lane: `/lanes/NAME`. */
const LANE_PATH = /^\/lanes\/[\w-]+(?=\/)/;

/**
 * A base URL of the emulator with faults, fates and a log of requests of its own, so that many
 * workflows can run side by side. Tasks, settings and projects are shared by all lanes.
 */
export interface Lane {
	/** What its paths begin with: `/lanes/NAME`; empty for calls without a lane. */
	path: string;
	faults: FaultPlan;
	/** What becomes of the next tasks that are started on it, in order. */
	fates: Fate[];
	requests: RequestLog;
}

/** Everything the routes work with. */
export class Emulator {
	/** Changed in place, so that everyone who has it sees the change. */
	readonly settings: Settings;
	readonly clock: EmulatedClock;
	readonly tasks: TaskRegistry;
	readonly gatekeeper = new Gatekeeper();
	readonly files: OutputStore;
	readonly videos: VideoStore;
	readonly uploads: UploadStore;
	#lanes = new Map<string, Lane>();

	/** @param note writes a line for the person who runs the emulator */
	constructor(
		settings: SettingsChange,
		{ files, videos, uploads }: { files: OutputStore; videos: VideoStore; uploads: UploadStore },
		note: (line: string) => void,
	) {
		this.settings = { ...DEFAULT_SETTINGS, ...settings };
		this.clock = new EmulatedClock(this.settings.speed);
		this.tasks = new TaskRegistry(this.clock, this.settings, note);
		this.files = files;
		this.videos = videos;
		this.uploads = uploads;
	}

	/** The lane that a request came on. A lane begins with the first request that names it. */
	laneOf(request: FastifyRequest): Lane {
		const path = LANE_PATH.exec(request.originalUrl)?.[0] ?? '';
		const known = this.#lanes.get(path);
		if (known !== undefined) return known;
		const lane = { path, faults: new FaultPlan(), fates: [], requests: new RequestLog() };
		this.#lanes.set(path, lane);
		return lane;
	}

	/** Changes some settings. */
	change(settings: SettingsChange): void {
		Object.assign(this.settings, settings);
		this.clock.setSpeed(this.settings.speed);
		this.tasks.dispatch();
	}

	/** Ends everything that it started, and removes its files. */
	async close(): Promise<void> {
		this.clock.clear();
		await this.videos.close();
		await Promise.all([this.files.close(), this.uploads.close()]);
	}

	/** Forgets everything that happened, and all lanes; settings are the defaults and those given. */
	async reset(settings: SettingsChange): Promise<void> {
		Object.assign(this.settings, DEFAULT_SETTINGS, settings);
		this.tasks.reset();
		this.clock.restart(this.settings.speed);
		this.gatekeeper.reset();
		this.#lanes.clear();
		await this.uploads.reset();
	}
}

/** A URL path without the lane at its beginning. */
export function withoutLane(path: string): string {
	return path.replace(LANE_PATH, '');
}

/** The emulator's own address as the client sees it, lane included: http://host:port/lanes/NAME */
export function originOf(request: FastifyRequest, lane: Lane): string {
	return `http://${request.host}${lane.path}`;
}
