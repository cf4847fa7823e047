import { CharmError } from '../../host/host.ts';
import type { ActionResults } from '../../juju/juju.ts';

/** An action could not do what it was asked. The message is for the operator; what was done until then is in `results`. */
export class ActionFailed extends CharmError {
  readonly kind = 'ActionFailed';
  readonly results: ActionResults;

  constructor(message: string, results: ActionResults = {}, cause?: unknown) {
    super(message, { results }, cause);
    this.results = results;
  }
}
