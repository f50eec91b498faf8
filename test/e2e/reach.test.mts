import { describe, expect, it } from '@jest/globals';

import { startEmulator } from '../../emulator/start.mts';
import { CREDENTIAL, emulatorCredential } from '../../n8n/credential.mts';
import { chain } from '../../n8n/engine/workflow.mts';
import { N8N_VERSIONS } from '../../n8n/server/install.mts';
import { startServer } from '../../n8n/server/server.mts';
import { RESUME_URL } from '../support/server/suspending.mts';
import { NO_EDITOR } from '../support/server/useServer.mts';
import { withPublicAddress } from '../support/wiro/publicAddress.mts';
import { SHORT_RUN, WIRO, wiroNode } from '../support/wiro/useWiro.mts';

describe('An n8n whose address is not public, while that of Wiro is', () => {
	it.each([...N8N_VERSIONS])(
		'says beside the output that no callback will come, n8n %s',
		async (version) => {
			const emulator = await startEmulator();
			try {
				await withPublicAddress(emulator.baseUrl, async (baseUrl) => {
					const { HTTP_PROXY } = process.env;
					const { type, data } = emulatorCredential(emulator);
					const server = await startServer({
						version,
						credentials: { [CREDENTIAL]: { type, data: { ...data, baseUrl } } },
						env: { ...NO_EDITOR, HTTP_PROXY },
					});
					try {
						const run = {
							...SHORT_RUN,
							waitForCompletion: false,
							options: { callbackUrl: RESUME_URL },
						};
						const workflow = await server.createWorkflow(chain(wiroNode(run)));
						const execution = await server.runToEnd(workflow);

						const { host } = new URL(server.url);
						expect(execution.runData[WIRO]?.[0]?.hints).toMatchObject([
							{ message: expect.stringMatching(`^Wiro cannot reach ${host}, .*WEBHOOK_URL`) },
						]);
						expect(execution.items(WIRO)).toHaveLength(1);
						await expect(emulator.requests('run')).resolves.toHaveLength(1);
					} finally {
						await server.stop();
					}
				});
			} finally {
				await emulator.stop();
			}
		},
	);
});
