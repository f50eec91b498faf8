import type { IExecuteFunctions } from 'n8n-workflow';

/** What JavaScript makes of an object in a text. */
const OBJECT_AS_TEXT = '[object Object]';

/** An expression with nothing but white space around its braces. */
const WHOLE_EXPRESSION = /^=\s*(\{\{[^]*\}\})\s*$/;

/**
 * The value of a parameter. n8n makes a text of an expression with white space around its braces, in which
 * an object is lost; then the expression is worked out once more without it.
 * @param value what n8n gives
 * @param written the parameter as the user wrote it
 */
export function withObjects(
	context: IExecuteFunctions,
	itemIndex: number,
	value: unknown,
	written: unknown,
): unknown {
	if (typeof value !== 'string' || !value.includes(OBJECT_AS_TEXT)) return value;
	if (typeof written !== 'string') return value;
	const expression = WHOLE_EXPRESSION.exec(written)?.[1];
	return expression === undefined ? value : context.evaluateExpression(expression, itemIndex);
}
