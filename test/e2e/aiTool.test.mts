import { describe } from '@jest/globals';

import { NO_EDITOR, describeOnServers } from '../support/server/useServer.mts';
import { agentVersions, useAgents } from './agents.mts';
import { testBatches } from './aiTool/batches.mts';
import { testErrors } from './aiTool/errors.mts';
import { testModels } from './aiTool/models.mts';
import { testOnError } from './aiTool/onError.mts';
import { testSuspend } from './aiTool/suspend.mts';
import { testVideos } from './aiTool/videos.mts';

describeOnServers(
	'The Wiro node as a tool',
	(n8n, n8nVersion) => {
		const agents = useAgents(n8n);
		describe.each(agentVersions(n8nVersion))('of version %s of the AI Agent', (version) => {
			testVideos(n8n, agents, version);
			testModels(n8n, agents, version);
			testErrors(n8n, agents, version);
			testOnError(n8n, agents, version);
			if (version > 2) testBatches(n8n, agents, version);
			testSuspend(n8n, agents, version);
		});
	},
	{ env: NO_EDITOR },
);
