/** In place of `emulator/start.mts`: one emulator for all tests, since each mutant runs a few of many files. */
import { startEmulator as start } from '../../emulator/start.mts';

let started;

/** An emulator with nothing in it. */
export async function startEmulator(settings) {
	started ??= start();
	const emulator = await started;
	await emulator.reset(settings);
	return { ...emulator, stop: async () => {} };
}

/** Leaves the emulator to what a test has not ended. The next test gets a new one. */
export function abandonEmulator() {
	const abandoned = started;
	started = undefined;
	void abandoned?.then(async (emulator) => await emulator.stop());
}
