import { describeOnClusters } from '../../support/server/useServer.mts';
import { useVisits } from '../../support/server/visits.mts';
import { MOST_TASKS, testCallbacks } from './callbacks.mts';
import { testFiles } from './files.mts';
import { testKills } from './kills.mts';
import { testMcp } from './mcp.mts';
import { testRuns } from './runs.mts';
import { testStops } from './stops.mts';
import { testTrigger } from './trigger.mts';

/** Where n8n stores files: its default, or `filesystem` (a folder that all processes share). */
const { QUEUE_FILES } = process.env;

describeOnClusters(
	'In queue mode',
	(n8n) => {
		const visits = useVisits();
		testRuns(n8n);
		testFiles(n8n);
		testCallbacks(n8n, visits);
		testStops(n8n);
		testKills(n8n, visits);
		testTrigger(n8n);
		testMcp(n8n);
	},
	{
		settings: { workerSlots: MOST_TASKS },
		env: QUEUE_FILES === undefined ? {} : { N8N_DEFAULT_BINARY_DATA_MODE: QUEUE_FILES },
	},
);
