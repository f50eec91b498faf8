/** The parameter Model in n8n's editor, and the fields of the chosen model below it. */
import type { Locator } from 'playwright-core';

import type { Editor } from './editor.mts';

/** The parameter Model of the node that an editor has open. */
export class ModelPanel {
	private readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	private get locator(): Locator {
		return this.editor.parameters.getByTestId('resource-locator-model');
	}

	/** What the field of the model has in it. */
	async chosen(): Promise<string> {
		return await this.locator.getByTestId('rlc-input').inputValue();
	}

	/** The entries of the list while it is open. */
	private get entries(): Locator {
		return this.locator.getByTestId('rlc-item').filter({ visible: true });
	}

	/** Opens the list of models; gives its entries once this one is among them. */
	async openList(entry: string): Promise<string[]> {
		await this.locator.getByTestId('rlc-input-container').click();
		return await this.listedWith(entry);
	}

	/** Types into the search of the open list; gives its entries once this one is among them. */
	async search(words: string, entry: string): Promise<string[]> {
		await this.locator.getByTestId('rlc-search').fill(words);
		return await this.listedWith(entry);
	}

	/** The entries of the open list; scrolls down until this one is among them. */
	async listedWith(entry: string): Promise<string[]> {
		const wanted = this.entries.filter({ hasText: entry }).first();
		while (!(await wanted.isVisible())) {
			const last = this.entries.last();
			if (await last.isVisible()) await last.scrollIntoViewIfNeeded();
			await this.editor.page.waitForTimeout(100);
		}
		return await this.entries.allInnerTexts();
	}

	/** Chooses an entry of the open list; its fields are there afterwards. */
	async pick(entry: string): Promise<void> {
		await this.entries.filter({ hasText: entry }).first().click();
		await this.entries.first().waitFor({ state: 'hidden' });
	}

	/** Names the model in another way than from the list; its fields are there afterwards. */
	async enter(mode: 'id' | 'url', model: string): Promise<void> {
		await this.locator.getByTestId('rlc-mode-selector').click();
		await this.editor.page.getByTestId(`mode-${mode}`).filter({ visible: true }).click();
		await this.locator.getByTestId('rlc-input').fill(model);
		await this.editor.page.keyboard.press('Tab');
	}

	/** The fields of the model. */
	get fields(): Locator {
		return this.editor.parameters.getByTestId('mapping-fields-container');
	}

	/** The labels of the model's fields, in their order, once this one is among them. */
	async labelsWith(label: string): Promise<string[]> {
		const labels = this.fields.getByTestId('input-label');
		await labels.filter({ hasText: label }).first().waitFor();
		const texts = await labels.allInnerTexts();
		// The buttons for expressions are part of them.
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	/** What the fields of the model have in them. */
	async values(): Promise<string[]> {
		// 1.x has a list of removed fields below them.
		const inputs = this.fields
			.locator('.parameter-item')
			.locator('input, textarea')
			.filter({ visible: true });
		await inputs.first().waitFor();
		return await inputs.evaluateAll((elements) =>
			elements.map((element) => ('value' in element ? String(element.value) : '')),
		);
	}

	/** What stands in place of the fields. */
	get notice(): Locator {
		return this.editor.parameters.getByTestId('empty-fields-notice');
	}
}
