/** The video that every task makes: as short as can be, for encoding is not what is measured. */

/** Where the model runs, from Wiro's base URL on. */
export const RUN_PATH = '/Run/Wan-AI/Wan2.2-I2V-A14B';

/** What Wiro is sent beside the prompt, as the node sends it. */
export const FIELDS = {
	inputImageUrl: 'https://cdn.wiro.ai/uploads/sampleinputs/wanai_wan2.2_i2v_input_2.jpg',
	negativePrompt: 'bad quality',
	resolution: '480P',
	aspectRatio: 'Default',
	numFrames: 5,
	scale: '5.0',
	steps: 25,
	fps: 16,
	seed: '42',
} as const;

/** The body of a Run whose prompt comes from the item, as an expression of n8n. */
export const RUN_BODY = `={{ { ...${JSON.stringify(FIELDS)}, prompt: $json.prompt } }}`;
