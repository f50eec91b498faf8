import { describe, expect, it } from '@jest/globals';

import { unreachable } from '../../dist/nodes/Wiro/api/unreachable.js';

interface Facts {
	code?: string;
	syscall?: string;
	name?: string;
	message?: string;
	/** The axios error has the request, as a real one does. */
	secureConnecting?: boolean;
}

/** An error as it comes from n8n: n8n's around axios's around Node's. */
function fromN8n({ code, syscall, name, message = '', secureConnecting }: Facts): Error {
	const cause = Object.assign(new Error(message), {
		...(code !== undefined && { code }),
		...(syscall !== undefined && { syscall }),
		...(name !== undefined && { name }),
	});
	const ofAxios = Object.assign(new Error(message, { cause }), {
		...(code !== undefined && { code }),
		...(secureConnecting !== undefined && { request: { socket: { secureConnecting } } }),
	});
	return new Error('n8n says something else', { cause: ofAxios });
}

/** The codes of X.509 that Node knows (its documentation of TLS), except those with words of their own. */
const UNTRUSTED = [
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
	'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
	'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
	'UNABLE_TO_GET_CRL',
	'CERT_CHAIN_TOO_LONG',
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'CRL_SIGNATURE_FAILURE',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'ERROR_IN_CERT_NOT_BEFORE_FIELD',
	'ERROR_IN_CRL_LAST_UPDATE_FIELD',
	'INVALID_CA',
	'INVALID_PURPOSE',
	'PATH_LENGTH_EXCEEDED',
];

const PERMANENT: Array<[facts: Facts, happening: RegExp, nextStep: RegExp]> = [
	...UNTRUSTED.map((code): [Facts, RegExp, RegExp] => [
		{ code },
		/certificate is not trusted/,
		/NODE_EXTRA_CA_CERTS/,
	]),
	[{ code: 'CERT_HAS_EXPIRED' }, /has expired/, /clock.*renew the certificate/],
	[{ code: 'CERT_NOT_YET_VALID' }, /not valid yet/, /clock/],
	[{ code: 'CERT_REVOKED' }, /certificate/, /Ignore SSL Issues/],
	[{ code: 'HOSTNAME_MISMATCH' }, /another host name/, /host name of the 'Base URL'/],
	[{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /another host name/, /host name of the 'Base URL'/],
	[
		{ code: 'EPROTO', message: 'write EPROTO 1:error:0A00010B:SSL routines::wrong version number' },
		/does not use HTTPS/,
		/http:\/\//,
	],
	[{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, /does not use HTTPS/, /http:\/\//],
	[{ code: 'ERR_SSL_PACKET_LENGTH_TOO_LONG' }, /does not use HTTPS/, /http:\/\//],
	[{ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' }, /no secure connection/, /proxy or firewall/],
	[{ code: 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', secureConnecting: true }, /no secure/, /Base URL/],
	[
		{ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', secureConnecting: false },
		/requires a certificate from its clients/,
		/Base URL/,
	],
	[{ name: 'SsrfBlockedIpError' }, /SSRF/, /N8N_SSRF_ALLOWED_IP_RANGES/],
	[{ name: 'SsrfBlockedHostnameError' }, /SSRF/, /N8N_SSRF_ALLOWED_HOSTNAMES/],
	[
		{ message: 'The request was blocked because it resolves to a restricted IP address' },
		/SSRF/,
		/administrator of n8n/,
	],
	[
		{ message: 'Domain not allowed: This credential is restricted from accessing 127.0.0.1.' },
		/does not allow the domain/,
		/Allowed Domains/,
	],
	...['ERR_INVALID_CHAR', 'ERR_INVALID_URL', 'ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_PROTOCOL'].map(
		(code): [Facts, RegExp, RegExp] => [{ code }, /could not be built/, /characters/],
	),
	...['ERR_UNESCAPED_CHARACTERS', 'ERR_SOCKET_BAD_PORT', 'ERR_INVALID_ARG_TYPE'].map(
		(code): [Facts, RegExp, RegExp] => [{ code }, /could not be built/, /Base URL/],
	),
	[
		{ message: 'Proxy connection ended before receiving CONNECT response' },
		/proxy did not let/,
		/HTTPS_PROXY/,
	],
];

const PASSING: Array<[facts: Facts, happening: RegExp]> = [
	[
		{
			code: 'ECONNRESET',
			message: 'Client network socket disconnected before secure TLS connection was established',
		},
		/broke before it was secure/,
	],
	[{ code: 'ECONNRESET', syscall: 'read', secureConnecting: true }, /broke before it was secure/],
	[{ code: 'ECONNREFUSED', syscall: 'connect' }, /was refused/],
	[{ code: 'ECONNREFUSED', syscall: 'connect', secureConnecting: true }, /was refused/],
	[{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, /name was not found/],
	[{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, /name was not found/],
	[{ code: 'EAI_FAIL' }, /name was not found/],
	[{ code: 'ETIMEDOUT', syscall: 'connect' }, /in time/],
	[{ code: 'ECONNABORTED', secureConnecting: true }, /in time/],
	...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'].flatMap(
		(code): Array<[Facts, RegExp]> => [
			[{ code }, /no network route to it/],
			[{ code, syscall: 'connect' }, /no network route to it/],
		],
	),
	...['EACCES', 'EPERM', 'EMFILE'].map((code): [Facts, RegExp] => [
		{ code, syscall: 'connect' },
		/no network route to it/,
	]),
];

const UNCLEAR: Array<[facts: Facts, happening: RegExp]> = [
	[{ code: 'ECONNRESET', syscall: 'read' }, /connection broke/],
	[{ code: 'ECONNRESET', message: 'socket hang up', secureConnecting: false }, /broke/],
	[{ code: 'EPIPE', syscall: 'write' }, /connection broke/],
	[{ code: 'ETIMEDOUT', syscall: 'read' }, /no answer came in time/],
	[{ code: 'ETIMEDOUT' }, /no answer came in time/],
	[{ code: 'ECONNABORTED', secureConnecting: false }, /no answer came in time/],
	[{ code: 'EHOSTUNREACH', syscall: 'read' }, /connection broke/],
	[{ code: 'EACCES', syscall: 'open' }, /connection broke/],
	[{ code: 'EPROTO', syscall: 'write', secureConnecting: false }, /connection broke/],
	[{ code: 'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC' }, /connection broke/],
	[{ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' }, /connection broke/],
	[{ code: 'HPE_INVALID_CONSTANT' }, /connection broke/],
	[{}, /connection broke/],
];

describe('A request without an answer', () => {
	it.each(PERMANENT)('that can never be sent says why: %j', (facts, happening, nextStep) => {
		const error = unreachable(fromN8n(facts));

		expect(error).toMatchObject({
			accepted: 'no',
			mayRetry: false,
			message: expect.stringMatching(happening),
		});
		expect(error.nextStep).toMatch(nextStep);
		expect(error.nextStep).toMatch(/No request was sent\.$/);
		expect(error.message).toMatch(/^Wiro could not be reached: /);
	});

	it.each(PASSING)('that was not sent this time may be sent again: %j', (facts, happening) => {
		const error = unreachable(fromN8n(facts));

		expect(error).toMatchObject({
			accepted: 'no',
			mayRetry: true,
			message: expect.stringMatching(happening),
			nextStep: expect.stringMatching(/network of the n8n server.*No request was sent\.$/),
		});
	});

	it.each(UNCLEAR)('that may have been received is unclear: %j', (facts, happening) => {
		const error = unreachable(fromN8n(facts));

		expect(error).toMatchObject({
			accepted: 'unknown',
			mayRetry: true,
			message: expect.stringMatching(happening),
		});
		expect(error.nextStep).not.toMatch(/No request was sent/);
	});

	it('is found among the errors of several addresses', () => {
		const errors = ['::1', '127.0.0.1'].map((address) =>
			Object.assign(new Error(`connect ETIMEDOUT ${address}`), {
				code: 'ETIMEDOUT',
				syscall: 'connect',
			}),
		);
		const cause = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });

		expect(unreachable(new Error('n8n', { cause })).accepted).toBe('no');
	});

	it('ends although errors have each other for a cause', () => {
		const first = new Error('first');
		first.cause = new Error('second', { cause: first });

		expect(unreachable(first).accepted).toBe('unknown');
		for (const nothing of [undefined, null, 'text', 7])
			expect(unreachable(nothing).accepted).toBe('unknown');
	});

	it('tells nothing of the request', () => {
		const cause = Object.assign(new Error('socket hang up'), {
			code: 'ECONNRESET',
			config: { headers: { 'x-api-key': 'secret-key' } },
		});
		const {
			message,
			nextStep,
			stack,
			cause: own,
		} = unreachable(new Error('secret-key', { cause }));

		expect([message, nextStep, stack, own].join()).not.toContain('secret-key');
	});
});
