/** n8n's editor in a real browser, used as a person uses it. */
import { join } from 'node:path';

import { afterAll, beforeAll } from '@jest/globals';
import {
	type Browser,
	type Locator,
	type Page,
	type ViewportSize,
	chromium,
	selectors,
} from 'playwright-core';

import { N8N_FOLDER, N8N_VERSIONS, type N8nVersion } from '../../n8n/server/install.mts';
import type { N8nServer } from '../../n8n/server/server.mts';
import type { Servers } from '../support/server/useServer.mts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from './chromium.mts';
import { CredentialForm } from './credentialForm.mts';

/** How long an action may take on a busy machine, in milliseconds. */
const PATIENCE_MS = 30_000;

const VIEWPORT = { width: 1280, height: 800 };

/** With `UPDATE_SCREENSHOTS=1` the newest n8n renews the pictures of the README. */
function screenshotFolder(version: N8nVersion): string {
	const isUpdate = process.env.UPDATE_SCREENSHOTS === '1' && version === N8N_VERSIONS[0];
	return isUpdate ? 'docs/screenshots' : join(N8N_FOLDER, 'screenshots', version);
}

/** The editor of an n8n server, in a browser of its own, with its owner logged in. */
export class Editor {
	private opened?: { url: string; browser: Browser; page: Page; folder: string };

	/** Starts Chromium and logs in. */
	async open({ url, login, version }: N8nServer): Promise<void> {
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({
			executablePath: await chromiumPath(),
			args: [...CHROMIUM_ARGUMENTS],
		});
		try {
			const page = await browser.newPage({ viewport: VIEWPORT });
			page.setDefaultTimeout(PATIENCE_MS);
			this.opened = { url, browser, page, folder: screenshotFolder(version) };
			await page.goto(`${url}/signin`);
			await page.getByTestId('emailOrLdapLoginId').locator('input').fill(login.email);
			await page.getByTestId('password').locator('input').fill(login.password);
			await page.getByTestId('form-submit-button').click();
			await page.waitForURL(/home|workflow/);
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.opened?.browser.close();
	}

	get page(): Page {
		return this.running.page;
	}

	private get running() {
		if (this.opened === undefined) throw new Error('The editor is not open yet.');
		return this.opened;
	}

	/** Begins a workflow with a manual trigger. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.running.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').click();
		await this.nodePanel.getByText('Trigger manually').click();
	}

	/** Begins a workflow with what a file holds, through the workflow's menu. */
	async importWorkflow(path: string): Promise<void> {
		await this.page.goto(`${this.running.url}/workflow/new`);
		await this.page.getByTestId('workflow-menu').click();
		const chooser = this.page.waitForEvent('filechooser');
		const fromFile = this.page.getByTestId('workflow-menu-item-import-from-file');
		const importing = this.page.getByTestId('workflow-menu-item-import');
		// 1.x has no menu in the menu.
		await importing.or(fromFile).first().hover();
		await fromFile.click();
		await (await chooser).setFiles(path);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Runs the workflow from the canvas. */
	async executeWorkflow(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').first().click();
	}

	/** Opens a workflow that n8n has, by its id. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.running.url}/workflow/${id}`);
	}

	/** Opens a node of the workflow from the canvas. */
	async openNode(name: string): Promise<void> {
		const label = this.page.getByText(name, { exact: true });
		await this.page.getByTestId('canvas-node').filter({ has: label }).first().dblclick();
		await this.parameters.waitFor();
	}

	/** Goes from the open node to the one before or after it, with the arrow beside the panel. */
	async walkTo(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="floating-node"][data-node-name="${name}"]`).click();
	}

	private get nodePanel(): Locator {
		return this.page.getByTestId('node-creator');
	}

	/** Opens the nodes panel and types into its search. */
	async searchNodes(text: string): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.search(text);
	}

	/** Opens the panel of what fits an input of the node that was added last, and searches it. */
	async searchFor(input: string, text: string): Promise<void> {
		const inputs = this.page.getByTestId('canvas-node-input-handle');
		await inputs.filter({ hasText: input }).getByTestId('canvas-handle-plus').click();
		await this.search(text);
	}

	/** The names of all nodes that the nodes panel has found, once this one is among them. */
	async foundWith(name: string): Promise<string[]> {
		const names = this.nodePanel.getByTestId('node-creator-item-name');
		await names.filter({ hasText: name }).first().waitFor();
		return await names.allInnerTexts();
	}

	/**
	 * Adds a node that the nodes panel has found; it opens.
	 * @param choices what to click after it: an action, or the heading of its triggers and one of them
	 */
	async addFound(name: string, ...choices: string[]): Promise<void> {
		await this.nodePanel.getByText(name, { exact: true }).first().click();
		for (const choice of choices) await this.nodePanel.getByText(choice).click();
		await this.parameters.waitFor();
	}

	/** Closes the open node. */
	async closeNode(): Promise<void> {
		const button = this.page.getByTestId('ndv-close-button');
		// 1.x has this instead.
		await button.or(this.page.getByText('Back to canvas')).first().click();
		await this.parameters.waitFor({ state: 'hidden' });
	}

	/** The settings of the open node: its parameters, and what stands above them. */
	get settings(): Locator {
		return this.page.locator('.node-settings');
	}

	/** The parameters of the open node. */
	get parameters(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	/** The input of a parameter of the open node, by its internal name. */
	field(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	/** The internal names of the parameters that the open node shows, in their order. */
	async shownFields(): Promise<string[]> {
		const ids = await this.parameters
			.locator('[data-test-id^="parameter-input-"]')
			.filter({ visible: true })
			.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-test-id')));
		const names = ids.map((id) => id?.replace('parameter-input-', '') ?? '');
		return names.filter((name) => name !== 'field' && name !== 'item');
	}

	/** Sets a parameter that is a list to the choice whose label begins so. */
	async choose(name: string, label: string): Promise<void> {
		await this.field(name).click();
		const choices = this.page.getByTestId('parameter-input-item').filter({ visible: true });
		await choices.filter({ hasText: new RegExp(`^\\s*${label}`) }).click();
		await choices.first().waitFor({ state: 'hidden' });
	}

	/** Types into a parameter. */
	async fill(name: string, value: string): Promise<void> {
		const field = this.field(name);
		await field.locator('input, textarea').first().fill(value);
		await this.page.keyboard.press('Tab');
	}

	/** Gives the open node a credential that there is. */
	async chooseCredential(name: string): Promise<void> {
		await this.parameters.getByTestId('node-credentials-select').first().click();
		const options = this.page.getByRole('option').filter({ visible: true });
		await options.filter({ has: this.page.getByText(name, { exact: true }) }).click();
	}

	/** Runs the open node. */
	async executeStep(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** What the open node has given, or what went wrong. */
	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** What the open node says when it has failed. */
	get errorMessage(): Locator {
		return this.output.getByTestId('node-error-message');
	}

	/** Opens the form of a new credential for the open node. */
	async newCredential(): Promise<CredentialForm> {
		await this.parameters.getByTestId('node-credentials-select').first().click();
		await this.page.getByText('Create new credential').click();
		return await CredentialForm.opened(this.page);
	}

	/** Opens the form of the open node's credential. */
	async editCredential(): Promise<CredentialForm> {
		await this.parameters.getByTestId('credential-edit-button').click();
		return await CredentialForm.opened(this.page);
	}

	private async search(text: string): Promise<void> {
		await this.nodePanel.getByTestId('node-creator-search-bar').fill(text);
	}

	/** Takes a picture of the whole workflow on the canvas, for the pages that show it. */
	async canvasScreenshot(name: string): Promise<void> {
		const size = { width: 1700, height: 900 };
		await this.page.setViewportSize(size);
		await this.page.getByTestId('zoom-to-fit').click();
		await this.screenshot(name, this.page.getByTestId('canvas-wrapper'), size);
	}

	/**
	 * Takes a picture for the README.
	 * @param part what to show of the page; all of it if left out
	 * @param size of the window while it is taken
	 */
	async screenshot(name: string, part?: Locator, size: Partial<ViewportSize> = {}): Promise<void> {
		const { page } = this;
		await page.setViewportSize({ ...VIEWPORT, ...size });
		// At once: a notification moves away by itself, and a click would wait for it to stand still.
		await page.locator('.el-notification__closeBtn').evaluateAll((buttons) => {
			for (const button of buttons)
				button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
		});
		await page.locator('.el-notification').last().waitFor({ state: 'hidden' });
		await page.mouse.move(0, 0);
		const options = {
			path: join(this.running.folder, `${name}.png`),
			animations: 'disabled',
		} as const;
		await (part ?? page.locator('body')).screenshot(options);
		await page.setViewportSize(VIEWPORT);
	}
}

/** Opens the editor of a server before the tests of a block, and closes it after them. */
export function useEditor(n8n: Servers): Editor {
	const editor = new Editor();
	beforeAll(async () => {
		await editor.open(n8n.server);
	});
	afterAll(async () => {
		await editor.close();
	});
	return editor;
}
