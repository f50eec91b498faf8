import type { Settings } from './control.mts';

/** The settings an emulator starts with. */
export const DEFAULT_SETTINGS: Readonly<Settings> = {
	speed: 1,
	taskSeconds: 20,
	workerSlots: 4,
	concurrentTaskLimit: null,
	insufficientBalance: false,
	urlInInputImage: false,
	refuseReusedNonces: false,
	outputsPerTask: 1,
	seed: 'wiro',
	detailLacksPexit: false,
};
