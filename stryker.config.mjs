/**
 * Mutation testing: `ROOM=api npm run test:mutants`, where the room is a folder of `nodes/Wiro` or
 * `credentials`. docs/mutants.md has its results.
 */
const { ROOM = 'models' } = process.env;

/** The tests on n8n's engine that are about a room. All others would cover it as well, and take hours. */
const TESTS = {
	actions: `engine/budget engine/continueOnFail engine/earlierCalls engine/errors engine/get
		engine/giveUp engine/inputItems engine/inputs engine/money engine/reach engine/refusals
		engine/run engine/spending engine/stopTasks engine/stopWatch engine/suspend
		engine/taskList engine/taskOperations engine/waitForCompletion engine/workflowTimeout
		thorough/lostRuns thorough/retries thorough/secondLife thorough/slots thorough/stop
		thorough/suspendFailures thorough/tool`,
	api: `engine/anyModel engine/errors engine/get engine/giveUp engine/inputs engine/modelLists
		engine/money engine/reach engine/refusals engine/run engine/severalOutputs engine/taskList
		engine/taskOperations engine/workflowTimeout thorough/downloads thorough/lostRuns
		thorough/noFile thorough/notThereYet thorough/recovery thorough/uploads`,
	callbacks: `engine/submitAndResume engine/suspend engine/suspendCallbacks engine/trigger
		engine/triggerBodies engine/triggerFailures engine/workflowTimeout thorough/downloads
		thorough/resumeOnce thorough/suspendFailures`,
	credentials: 'engine/credential engine/errors thorough/keys',
	fields: `engine/anyModelInputs engine/inputs engine/run engine/spending engine/suspend
		engine/taskOperations thorough/tool thorough/typed`,
	methods: 'engine/anyModel engine/anyModelInputs engine/modelLists engine/reach',
	models: `engine/anyModel engine/anyModelInputs engine/inputItems engine/inputs engine/run
		engine/severalOutputs engine/spending thorough/addresses thorough/images thorough/typed
		thorough/uploads`,
	waiting: `engine/giveUp engine/pollUntilEnd engine/queueMode engine/stopTasks engine/stopWatch
		engine/taskList engine/taskWatch engine/waitForCompletion engine/workflowTimeout
		thorough/manyTasks thorough/slots`,
};

export default {
	mutate: [ROOM === 'credentials' ? 'credentials/*.ts' : `nodes/Wiro/${ROOM}/*.ts`],
	// The tests run the compiled package.
	buildCommand: 'npm run build',
	testRunner: 'mocha',
	mochaOptions: {
		require: ['./test/mutants/jestInMocha.mjs'],
		// Unit tests first: they are quick.
		spec: [
			'test/unit/*.test.mts',
			...TESTS[ROOM].split(/\s+/).map((name) => `test/${name}.test.mts`),
		],
		// These read the source, which Stryker has changed.
		ignore: ['test/unit/{docs,release,templates,troubleshooting,workflows}.test.mts'],
		// Left out: tests that wait for half a minute, or that are about the first second of a task, which
		// jestInMocha.mjs shortens, and one that takes too long for its number of mutants.
		grep: '^(?!.*(half a minute|first second of its life|tasks that go on, when|with a slow database))',
	},
	coverageAnalysis: 'perTest',
	// Descriptions and constants of modules: the emulator would have to start anew for each.
	ignoreStatic: true,
	concurrency: 4,
	timeoutMS: 10_000,
	dryRunTimeoutMinutes: 30,
	ignorePatterns: ['.n8n', 'bench/output', 'demo/output', 'dist'],
	reporters: ['progress-append-only', 'clear-text', 'json'],
	jsonReporter: { fileName: `reports/mutants/${ROOM}.json` },
	clearTextReporter: { logTests: false, reportTests: false },
	// A folder that lint leaves alone, and not in node_modules, where Node.js strips no types.
	tempDirName: '.n8n/mutants',
};
