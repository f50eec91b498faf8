/** A guard for objects that have these keys; what the keys hold is taken on trust. */
export function holds<T>(...keys: Array<keyof T & string>): (value: unknown) => value is T {
	return (value): value is T =>
		typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

/** A guard for lists whose members all pass `isMember`. */
export function listOf<T>(
	isMember: (value: unknown) => value is T,
): (value: unknown) => value is T[] {
	return (value): value is T[] => Array.isArray(value) && value.every(isMember);
}

/** A value of an item that has to be a text; empty where it is anything else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
