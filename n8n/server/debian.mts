/** Programs that come with Debian. */
import { N8N_FOLDER, exists, runTool } from './install.mts';

/**
 * Finds a program on this machine; installs its Debian package when it is missing and that is
 * allowed.
 * @param find gives the program's path, or undefined if it is not there
 */
export async function debianProgram(
	packageName: string,
	find: () => Promise<string | undefined>,
): Promise<string> {
	const found = await find();
	if (found !== undefined) return found;
	if (process.getuid?.() !== 0) {
		throw new Error(`${packageName} is missing. Install it: sudo apt-get install ${packageName}`);
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const log = (command: string) => `${N8N_FOLDER}/apt-${command}-${packageName}.log`;
	await runTool('apt-get', ['update'], { env, log: log('update') });
	await runTool('apt-get', ['install', '-y', '--no-install-recommends', packageName], {
		env,
		title: `Installing ${packageName} (once)`,
		log: log('install'),
	});
	const installed = await find();
	if (installed === undefined) throw new Error(`${packageName} was installed, but is not there.`);
	return installed;
}

/** The first of these paths where there is something. */
export async function firstOf(paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) if (await exists(path)) return path;
	return undefined;
}
