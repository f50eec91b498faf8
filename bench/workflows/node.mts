/** The workflow of a user who has the node. */
import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowSource } from '../../n8n/engine/workflow.mts';
import { CREDENTIALS } from '../support/stage.mts';
import { FIELDS } from './model.mts';
import { ITEMS, SOURCE_WIRES, sourceNodes, wire } from './wiring.mts';

/** The name of the node. */
export const WIRO = 'Wiro';

/** The parameters with which the node runs the model for each item. */
export const RUN_PARAMETERS: INodeParameters = {
	operation: 'run',
	...FIELDS,
	scale: Number(FIELDS.scale),
	prompt: '={{ $json.prompt }}',
};

/** The node, which runs the model for each item, and waits unless told otherwise. */
export function nodeWorkflow(path: string, parameters: INodeParameters = {}): WorkflowSource {
	const wiro = {
		name: WIRO,
		type: 'n8n-nodes-wiro.wiro',
		credentials: { wiroProjectApi: { id: null, name: CREDENTIALS.wiro } },
		parameters: { ...RUN_PARAMETERS, ...parameters },
	};
	return wire('The node', [...sourceNodes(path), wiro], { ...SOURCE_WIRES, [ITEMS]: [WIRO] });
}
