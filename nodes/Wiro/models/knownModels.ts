import type { IDataObject } from 'n8n-workflow';
import { findModel, type ModelEntry } from '../api/catalog';
import type { Requests } from '../api/requests';
import { outcomeOf, WiroError, type Outcome } from '../api/wiroError';
import { storedInputs } from './inputs';
import { readSchema, type ModelInput } from './schema';

/** The error of a model that Wiro does not have. */
export function noSuchModel(name: string): WiroError {
	return new WiroError(`Wiro has no model ${JSON.stringify(name)}`, {
		nextStep:
			"Choose the model from the list, or copy its name from its page on wiro.ai into 'Model', in the form owner/model.",
		isUserInput: true,
	});
}

/** The models of an execution. Each is asked for once, however many items run it. */
export class KnownModels {
	private readonly outcomes = new Map<string, Promise<Outcome<ModelEntry | undefined>>>();

	constructor(private readonly requests: Requests) {}

	/**
	 * The model of this name with its inputs, from Wiro or, while Wiro cannot tell them, from the workflow.
	 * @param storedSchema the fields that the workflow stores with the model's inputs, if they are its own
	 * @returns the name as Wiro knows it, and the inputs
	 * @throws WiroError if Wiro has no such model, or if neither knows its inputs
	 */
	async inputsOf(
		name: string,
		storedSchema?: unknown,
	): Promise<{ name: string; inputs: ModelInput[] }> {
		const outcome = await this.outcomeFor(name);
		if (outcome.ok) {
			if (outcome.value === undefined) throw noSuchModel(name);
			const { name: known, raw } = outcome.value;
			return { name: known, inputs: readSchema(raw) };
		}
		this.requests.signal.throwIfAborted();
		const inputs = storedInputs(storedSchema);
		if (inputs === undefined) throw outcome.error;
		return { name, inputs };
	}

	/** Wiro's object of the model, with its inputs and prices. @throws WiroError */
	async detailOf(name: string): Promise<IDataObject> {
		const outcome = await this.outcomeFor(name);
		if (!outcome.ok) throw outcome.error;
		if (outcome.value === undefined) throw noSuchModel(name);
		return outcome.value.raw;
	}

	private async outcomeFor(name: string): Promise<Outcome<ModelEntry | undefined>> {
		const known = this.outcomes.get(name);
		if (known !== undefined) return await known;
		// A failure is shared too: items that come later would only wait for the same one.
		const outcome = outcomeOf(async () => await findModel(this.requests, name));
		this.outcomes.set(name, outcome);
		return await outcome;
	}
}
