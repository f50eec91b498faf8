/** The form of a credential in n8n's editor. */
import type { Locator, Page } from 'playwright-core';

/** An open form of a credential. */
export class CredentialForm {
	/** All of the form. */
	readonly locator: Locator;
	private readonly page: Page;

	private constructor(page: Page) {
		this.page = page;
		this.locator = page.getByTestId('editCredential-modal');
	}

	/** The form, once it is there. */
	static async opened(page: Page): Promise<CredentialForm> {
		const form = new CredentialForm(page);
		await form.locator.waitFor();
		return form;
	}

	/** Gives the credential another name. */
	async rename(name: string): Promise<void> {
		const title = this.locator.getByTestId('credential-name');
		await title.click();
		await title.getByTestId('inline-edit-input').fill(name);
		await this.page.keyboard.press('Enter');
	}

	/** Types into a field, by its internal name. */
	async fill(name: string, value: string): Promise<void> {
		await this.locator.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
	}

	/** Saves the credential; n8n then tries it, and says that it works or does not. */
	async save(): Promise<void> {
		await this.locator.getByTestId('credential-save-button').click();
	}

	/** Waits until the form says something. n8n 2.x may have closed the form by then: it passed. */
	async says(text: string): Promise<void> {
		await this.locator.getByText(text).waitFor({ state: 'attached' });
	}

	async close(): Promise<void> {
		await this.locator.getByRole('button', { name: 'close' }).click();
		await this.locator.waitFor({ state: 'hidden' });
	}
}
