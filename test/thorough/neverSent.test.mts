import { afterEach, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIAL, nodeCredentials, wiroCredential } from '../../n8n/credential.mts';
import type { CredentialInput } from '../../n8n/engine/credentials.mts';
import { withSsrfProtection } from '../../n8n/engine/modules.mts';
import { runWorkflow } from '../../n8n/engine/run.mts';
import { type WorkflowNode, chain } from '../../n8n/engine/workflow.mts';
import { testCredential } from '../support/engine/credentialTest.mts';
import {
	type Certificate,
	type StrictServer,
	startHangingUpServer,
	startHttpServer,
	startTlsServer,
	trustingTestCa,
} from '../support/wiro/strictServers.mts';
import { TASK_REFERENCE, taskIn } from '../support/wiro/tasks.mts';
import { SHORT_RUN, jsonOf, retryOnFail, useWiro } from '../support/wiro/useWiro.mts';

type Around = (work: () => Promise<void>) => Promise<void>;

interface Case {
	what: string;
	start: () => Promise<StrictServer>;
	/** `https` unless given. */
	protocol?: 'http';
	/** What holds while the node runs. */
	around?: Around;
	happening: string;
	says: RegExp[];
	/** How many connections a request makes; 1 unless given. */
	connections?: 0;
}

interface CertificateCase extends Case {
	certificate: Certificate;
}

const ofCertificate = (
	certificate: Certificate,
	failure: Omit<Case, 'start' | 'around'>,
): CertificateCase => ({
	certificate,
	start: async () => await startTlsServer(certificate),
	// Only where the CA is known does Node look at the rest.
	around: ['trusted', 'selfSigned'].includes(certificate) ? undefined : trustingTestCa,
	...failure,
});

const CERTIFICATES: CertificateCase[] = [
	ofCertificate('trusted', {
		what: 'a certificate that an unknown CA has signed',
		happening: 'its certificate is not trusted',
		says: [/NODE_EXTRA_CA_CERTS/, /UNABLE_TO_VERIFY_LEAF_SIGNATURE/, /Ignore SSL Issues/],
	}),
	ofCertificate('selfSigned', {
		what: 'a certificate that nobody else has signed',
		happening: 'its certificate is not trusted',
		says: [/NODE_EXTRA_CA_CERTS/, /DEPTH_ZERO_SELF_SIGNED_CERT/],
	}),
	ofCertificate('expired', {
		what: 'a certificate that has expired',
		happening: 'its certificate has expired',
		says: [/clock/, /renew the certificate/, /CERT_HAS_EXPIRED/],
	}),
	ofCertificate('notYetValid', {
		what: 'a certificate that is not valid yet',
		happening: 'its certificate is not valid yet',
		says: [/clock/, /CERT_NOT_YET_VALID/],
	}),
	ofCertificate('otherHost', {
		what: 'a certificate of another host',
		happening: 'its certificate is for another host name',
		says: [/host name of the 'Base URL'/, /ERR_TLS_CERT_ALTNAME_INVALID/],
	}),
];

const OTHERS: Case[] = [
	{
		what: 'https at a port of http',
		start: async () => await startHttpServer(200),
		happening: 'it does not use HTTPS on this port',
		says: [/Base URL/, /http:\/\//],
	},
	{
		what: "an address that n8n's SSRF protection forbids",
		start: async () => await startHttpServer(200),
		protocol: 'http',
		around: withSsrfProtection,
		happening: "n8n's protection of internal addresses (SSRF) blocks the address",
		says: [/N8N_SSRF_ALLOWED_IP_RANGES/],
		connections: 0,
	},
];

const WAIT: INodeParameters = { operation: 'waitForCompletion', taskId: TASK_REFERENCE.taskId };

describe('A request that is never sent', () => {
	const wiro = useWiro();
	const open: StrictServer[] = [];
	afterEach(async () => {
		for (const server of open.splice(0)) await server.close();
	});

	async function start({ start: startServer }: Pick<Case, 'start'>): Promise<StrictServer> {
		const server = await startServer();
		open.push(server);
		return server;
	}

	const at = (baseUrl: string, data: CredentialInput['data'] = {}): CredentialInput =>
		wiroCredential({ ...wiro.credential.data, ...data, baseUrl });

	const around = ({ around: surroundings }: Case): Around =>
		surroundings ?? (async (work) => await work());

	it.each([...CERTIFICATES, ...OTHERS])(
		'because of $what fails Run, and is sent again by every retry',
		async (failure) => {
			const server = await start(failure);
			const { happening, says, protocol = 'https', connections = 1 } = failure;
			const credential = at(`${protocol}://127.0.0.1:${server.port}/v1`);

			await around(failure)(async () => {
				const run = await wiro.run(SHORT_RUN, { credential, node: retryOnFail(2) });

				expect(run.error).toMatchObject({
					name: 'NodeApiError',
					message: `Wiro could not be reached: ${happening} [item 0]`,
					description: expect.stringMatching(/No request was sent\.$/),
				});
				for (const words of says) expect(run.error?.description).toMatch(words);
				expect(server.connections()).toBe(2 * connections);

				const retried = await wiro.run(SHORT_RUN, { credential, retryOf: run });
				expect(retried.error?.message).toBe(run.error?.message);
				expect(server.connections()).toBe(3 * connections);
			});
			expect(server.requests()).toBe(0);
		},
	);

	it.each([...CERTIFICATES, ...OTHERS])(
		'because of $what is not polled on by Wait for Completion',
		async (failure) => {
			const server = await start(failure);
			const { happening, protocol = 'https', connections = 1 } = failure;
			const credential = at(`${protocol}://127.0.0.1:${server.port}/v1`);

			await around(failure)(async () => {
				const run = await wiro.run(WAIT, { credential });

				expect(run.error?.message).toBe(`Wiro could not be reached: ${happening} [item 0]`);
				expect(run.error?.description).toContain(`Task: ${TASK_REFERENCE.taskId}`);
			});
			expect(server.connections()).toBe(connections);
			expect(server.requests()).toBe(0);
		},
	);

	it.each(['at once', 'after hello'] as const)(
		'because the server hangs up in the handshake (%s) is tried a few times, and is not lost',
		async (when) => {
			const server = await start({ start: async () => await startHangingUpServer(when) });
			const credential = at(`https://127.0.0.1:${server.port}/v1`);
			const run = await wiro.run(SHORT_RUN, { credential });

			expect(run.error).toMatchObject({
				message: 'Wiro could not be reached: the connection broke before it was secure [item 0]',
				description: expect.stringMatching(/ECONNRESET\)\. No request was sent\.$/),
			});
			expect(server.connections()).toBe(4);
			expect(server.requests()).toBe(0);
		},
	);

	it.each(['http', 'https'])(
		'because a proxy requires a password (%s) names the setting of the proxy',
		async (protocol) => {
			const proxy = await start({ start: async () => await startHttpServer(407) });
			const name = `${protocol.toUpperCase()}_PROXY`;
			process.env[name] = `http://127.0.0.1:${proxy.port}`;
			try {
				for (const parameters of [SHORT_RUN, WAIT]) {
					const run = await wiro.run(parameters, {
						credential: at(`${protocol}://wiro.invalid/v1`),
					});

					expect(run.error).toMatchObject({
						message: expect.stringMatching(/^The proxy .* requires a user and a password/),
						description: expect.stringMatching(/HTTPS_PROXY.*No request reached Wiro/),
					});
				}
			} finally {
				Reflect.deleteProperty(process.env, name);
			}
			expect(proxy.connections()).toBe(2);
		},
	);

	it.each(CERTIFICATES)(
		'because of $what is sent when the user ignores SSL issues',
		async ({ certificate }) => {
			const server = await start({
				start: async () => await startTlsServer(certificate, wiro.emulator.baseUrl),
			});
			const credential = at(`https://127.0.0.1:${server.port}/v1`, {
				allowUnauthorizedCerts: true,
			});

			expect(await testCredential(credential)).toMatchObject({ status: 'OK' });
			const run = await wiro.run({ ...SHORT_RUN, waitForCompletion: false }, { credential });

			expect(jsonOf(run)).toMatchObject([{ taskId: '700001' }]);
			expect(await wiro.counts()).toEqual({ detail: 1, run: 1 });
		},
	);

	it('by HTTP Request is sent when the credential ignores SSL issues', async () => {
		await wiro.emulator.plantTask(taskIn('task_start'));
		const server = await start({
			start: async () => await startTlsServer('selfSigned', wiro.emulator.baseUrl),
		});
		const baseUrl = `https://127.0.0.1:${server.port}/v1`;
		const request: WorkflowNode = {
			name: 'Request',
			type: 'n8n-nodes-base.httpRequest',
			parameters: {
				method: 'POST',
				url: `${baseUrl}/Task/Detail`,
				nodeCredentialType: 'wiroProjectApi',
				jsonBody: JSON.stringify({ taskid: TASK_REFERENCE.taskId }),
			},
			credentials: nodeCredentials(),
		};
		const attempt = async (data: CredentialInput['data']) =>
			await runWorkflow({
				workflow: chain(request),
				credentials: { [CREDENTIAL]: at(baseUrl, data) },
			});

		expect((await attempt({})).status).toBe('error');
		const run = await attempt({ allowUnauthorizedCerts: true });

		expect(run.items('Request')).toMatchObject([{ json: { result: true } }]);
		expect(await wiro.counts()).toEqual({ detail: 1 });
	});
});
