import type { Endpoint, Fault } from '../control.mts';

/** A fault and how much of it is left. */
interface ArmedFault {
	fault: Fault;
	/** Calls that still pass before it begins. */
	pass: number;
	/** Calls that it still spoils. */
	left: number;
}

/** The faults that are to come. */
export class FaultBook {
	#armed: ArmedFault[] = [];

	/** Adds faults. Those of one endpoint are spent in this order. */
	arm(faults: Fault[]): void {
		for (const fault of faults) {
			const times = fault.times ?? 1;
			const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
			this.#armed.push({ fault, pass: fault.after ?? 0, left });
		}
	}

	/** The fault that spoils this call of the endpoint, if one does. */
	take(endpoint: Endpoint): Fault | undefined {
		for (const armed of this.#armed) {
			if (armed.fault.endpoint !== endpoint || armed.left === 0) continue;
			if (armed.pass === 0) {
				armed.left--;
				return armed.fault;
			}
			armed.pass--;
		}
		return undefined;
	}

	/** The faults that are not spent, with the numbers that are left. */
	unspent(): Fault[] {
		return this.#armed
			.filter((armed) => armed.left > 0)
			.map(({ fault, pass, left }) => ({
				...fault,
				after: pass,
				times: Number.isFinite(left) ? left : 'always',
			}));
	}

	/** Forgets all faults. */
	reset(): void {
		this.#armed = [];
	}
}
