import type { UnknownTaskAnswer } from '../control.mts';
import { answered, refused } from './call.mts';
import type { CallAnswer } from './call.mts';

/** The code of every refusal that says so. */
const CODE = 1;

/** What Detail, Kill and Cancel answer for a task that they do not know. */
export function unknownTask(kind: UnknownTaskAnswer): CallAnswer {
	switch (kind) {
		case 'noTaskYet':
			return refused(CODE, 'There is no task yet.');
		case 'notFounded':
			return refused(CODE, 'task-not-founded');
		case 'notExist':
			return refused(CODE, 'task-not-exist');
		case 'http404':
			return refused(CODE, 'task-not-exist', 404);
		case 'emptyList':
			return answered({ total: '0', errors: [], tasklist: [], result: true });
	}
}
