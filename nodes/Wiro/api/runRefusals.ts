import type { WiroErrorKind } from './wiroError';

/** What a refusal means to the user. */
export interface Refusal {
	message: string;
	nextStep: string;
	mayRetry?: boolean;
	kind?: WiroErrorKind;
}

/** A refusal that is recognised by Wiro's words. */
export interface KnownRefusal extends Refusal {
	words: RegExp;
}

const NO_SLOT: Refusal = {
	message: 'All of your task slots on Wiro are taken',
	nextStep:
		"Wiro allows one task at a time for each 10 dollars of balance. Wait until tasks end, lower 'Max Concurrent Tasks', or add funds on wiro.ai.",
	mayRetry: true,
	kind: 'noFreeSlot',
};

const LOW_BALANCE: Refusal = {
	message: 'The balance on Wiro is too low to start the task',
	nextStep: 'Add funds on wiro.ai and run again. No task was started.',
};

const SIGN_IN: Refusal = {
	message: 'You have to sign in to Wiro before the task can run',
	nextStep:
		'Sign in on wiro.ai with the account of this project and check that it is allowed to run this model. No task was started.',
};

const BAD_PARAMETERS: Refusal = {
	message: 'Wiro did not accept the parameters',
	nextStep: 'Change the parameter that Wiro names and run again. No task was started.',
};

const NO_MODEL: Refusal = {
	message: 'Wiro did not start the task',
	nextStep: 'Check on wiro.ai that the model is available to this project. No task was started.',
};

/** Wiro's codes in `errors[].code` of a Run. Source: Wiro's public documentation. */
const BY_CODE = new Map<number | undefined, Refusal>([
	[96, NO_SLOT],
	[97, LOW_BALANCE],
	[98, SIGN_IN],
]);

/**
 * Wiro's words; the first match counts. Most refusals share one code. Those about parameters come
 * first, since they can quote the request. Those about slots mention the balance too.
 */
const BY_WORDS: KnownRefusal[] = [
	{
		words: /request (file|parameter)s? \[inputImage\] required/i,
		message: 'Wiro did not receive the image',
		nextStep:
			"Check that 'Image URL' opens without signing in, or set 'Image Source' to Binary File. No task was started.",
		kind: 'missingImage',
	},
	{ words: /^request (parameter|file)s?\b/i, ...BAD_PARAMETERS },
	{ words: /concurrent|at the same time/i, ...NO_SLOT },
	{
		words: /personal (spend|budget|usage)/i,
		message: 'Your personal spend limit in the team on Wiro has been reached',
		nextStep:
			"Ask the team's owner to raise your limit on wiro.ai, or wait until it is reset. No task was started.",
	},
	{
		words: /(spend(ing)?|budget|usage) limit/i,
		message: "The team's spend limit on Wiro has been reached",
		nextStep:
			"Raise the limit on wiro.ai or ask the team's owner to, or wait until it is reset. No task was started.",
	},
	{
		words: /model\b.*\bnot (available|allowed|enabled|permitted)\b.*\bteam|team\b.*\bmodel/i,
		message: 'This model is not available for your team on Wiro',
		nextStep:
			"Ask the team's owner to allow the model on wiro.ai, or use the credential of another project. No task was started.",
	},
	{
		words: /suspended|\baccount\b.*\b(blocked|banned|disabled|deactivated|locked|closed)/i,
		message: 'Your account on Wiro has been suspended',
		nextStep: 'Sign in on wiro.ai to see why, or contact its support. No task was started.',
	},
	{
		words: /permission|not authori[sz]ed|access denied|forbidden/i,
		message: 'The account of this project is not allowed to start the task',
		nextStep:
			"Check on wiro.ai what the account is allowed to do, or ask the team's owner for the permission. No task was started.",
	},
	{ words: /sign(ed|ing)?[- ]?in\b|log(ged)?[- ]?in\b/i, ...SIGN_IN },
	{ words: /balance|insufficient (funds|credit)|add funds|top[- ]?up/i, ...LOW_BALANCE },
	{
		words:
			/tool-not-accessible|slug-?owner|project-not-exist|(model|tool)\b.*\b(not (available|found|accessible|exist)|unavailable)/i,
		...NO_MODEL,
	},
	{
		words:
			/\bparameters?\b.*\b(invalid|required|missing)|must be (an? )?(integer|float|number|numeric|string|between|one of|less|greater|at (least|most))/i,
		...BAD_PARAMETERS,
	},
	{
		words:
			/(internal|server|unexpected|unknown|system) (server )?(error|fault|problem)|went wrong|database|\bsql\b|time[d-]?[- ]?out|deadlock|overload|maintenance|temporar|(service|server)\b.*\bunavailable|try again later|exception|econn/i,
		message: 'Wiro could not handle the request and did not start the task',
		nextStep: 'Wait a little and run again. No task was started.',
	},
];

/** What the refusal of a Run means: by Wiro's words, or else by its code. */
export function runRefusal(code: number | undefined, words: string): Refusal {
	return (
		BY_WORDS.find((candidate) => candidate.words.test(words)) ??
		BY_CODE.get(code) ?? {
			message: 'Wiro did not start the task',
			nextStep:
				words === ''
					? 'Check on wiro.ai that the account and the model are in order, then run again. No task was started.'
					: 'Do what Wiro asks for, or check the account and the model on wiro.ai. No task was started.',
		}
	);
}
