import { describe, expect, it } from '@jest/globals';

import { isPrivateUrl } from '../../dist/nodes/Wiro/api/reach.js';

describe('A URL that only its own network can open', () => {
	it.each([
		'http://localhost:5678/webhook-waiting/12',
		'HTTP://LOCALHOST',
		'http://localhost./a',
		'http://n8n.localhost/a',
		'http://127.0.0.1:5678/a',
		'http://127.1/a',
		'http://0x7f.0.0.1/a',
		'http://2130706433/a',
		'http://0.0.0.0:5678/a',
		'http://[::1]:5678/a',
		'http://[::]/a',
		'http://[::ffff:127.0.0.1]/a',
		'http://[::ffff:192.168.1.7]/a',
		'http://[fd12:3456::1]/a',
		'http://[fe80::1]/a',
		'http://10.0.0.5/a',
		'https://172.16.0.1/a',
		'https://172.31.255.254/a',
		'https://192.168.1.7:5678/a',
		'http://169.254.169.254/a',
		'http://100.64.0.1/a',
		'http://100.127.1.1/a',
		'http://raccoon.local:5678/a',
		'http://n8n.default.svc.cluster.local/a',
		'http://host.docker.internal:5678/a',
		'http://n8n:5678/a',
		'http://n8n.lan/a',
		'http://n8n.home.arpa/a',
		'http://n8n.test/a',
	])('is told by its host: %s', (url) => {
		expect(isPrivateUrl(url)).toBe(true);
	});

	it.each([
		'https://api.wiro.ai/v1',
		'https://n8n.example.com/webhook-waiting/12?signature=a',
		'https://localhost.example.com/a',
		'https://example.com/localhost',
		'https://10.example.com/a',
		'https://local.ai/a',
		'http://8.8.8.8/a',
		'http://172.15.0.1/a',
		'http://172.32.0.1/a',
		'http://192.169.0.1/a',
		'http://100.63.0.1/a',
		'http://100.128.0.1/a',
		'http://[2606:4700::1111]/a',
		'http://[::ffff:8.8.8.8]/a',
		'https://bücher.example/a',
		'https://fd.example.com/a',
		'',
		'not a URL',
	])('is no other: %s', (url) => {
		expect(isPrivateUrl(url)).toBe(false);
	});
});
