/** How long the package's classes take to load in a fresh process that has n8n-workflow; writes JSON. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The compiled files as the package's `n8n` block names them, and the class in each. */
const CLASSES = [
	['dist/credentials/WiroProjectApi.credentials.js', 'WiroProjectApi'],
	['dist/nodes/Wiro/Wiro.node.js', 'Wiro'],
	['dist/nodes/Wiro/WiroTrigger.node.js', 'WiroTrigger'],
] as const;

const load = createRequire(join(process.cwd(), 'package.json'));
load('n8n-workflow');

const start = performance.now();
for (const [file, name] of CLASSES) {
	const module: unknown = load(`./${file}`);
	const made: unknown =
		typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
	if (typeof made !== 'function') throw new Error(`There is no ${name} in ${file}.`);
	Reflect.construct(made, []);
}
console.log(JSON.stringify(performance.now() - start));
