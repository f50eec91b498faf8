import type { IDataObject } from 'n8n-workflow';
import { findModel, type ModelEntry } from '../api/catalog';
import { noSuchModel } from '../api/refusals';
import type { Requests } from '../api/requests';
import { isUnknownModel, outcomeOf } from '../api/wiroError';
import { readSchema, type ModelInput } from './schema';

/** A model's name as Wiro knows it, and its inputs. */
export interface ModelSchema {
	model: string;
	inputs: ModelInput[];
}

/** What Wiro says about the models of an execution. Each is asked for once. */
export class KnownSchemas {
	private readonly asked = new Map<string, Promise<ModelEntry | undefined>>();

	constructor(private readonly requests: Requests) {}

	/** Wiro's description of a model, with its inputs and prices. @throws WiroError */
	async detailOf(model: string): Promise<IDataObject> {
		return (await this.find(model)).raw;
	}

	/**
	 * The inputs of a model: as Wiro describes them now or, if it does not answer, as stored.
	 * @param stored the inputs that were saved with the workflow
	 * @throws WiroError if Wiro has no such model, or neither is there
	 */
	async inputsOf(model: string, stored: ModelInput[]): Promise<ModelSchema> {
		const found = await outcomeOf(async () => await this.find(model));
		if (found.ok) return { model: found.value.name, inputs: readSchema(found.value.raw) };
		const { error } = found;
		if (isUnknownModel(error) || stored.length === 0) throw error;
		this.requests.signal.throwIfAborted();
		return { model, inputs: stored };
	}

	private async find(model: string): Promise<ModelEntry> {
		const asked = this.asked.get(model) ?? findModel(this.requests, model);
		this.asked.set(model, asked);
		const found = await asked;
		if (found === undefined) throw noSuchModel(model);
		return found;
	}
}
