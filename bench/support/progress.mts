/** Tells whoever waits how far the bench is. */
export function tell(line: string): void {
	console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
}
