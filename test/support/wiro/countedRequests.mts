import { Requests } from '../../../dist/nodes/Wiro/api/requests.js';

/** Requests to Wiro of which a test knows whether they are under way, so that its clock waits for them. */
export class CountedRequests extends Requests {
	underWay = 0;

	override async send(request: Parameters<Requests['send']>[0]) {
		this.underWay++;
		try {
			return await super.send(request);
		} finally {
			this.underWay--;
		}
	}
}
