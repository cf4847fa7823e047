import { CommandFailed } from '../../host/host.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { hasKubeconfig, kubectlFailure } from '../kubectl.ts';
import type { ActionPorts } from './action.ts';
import { ActionFailed } from './action-failed.ts';

/** @throws ActionFailed where this unit has no cluster that it could ask */
export async function needCluster({ machine }: Pick<ActionPorts, 'machine'>, results: ActionResults): Promise<void> {
  if (await hasKubeconfig(machine, 'administrator')) return;
  throw new ActionFailed('this unit has not joined a cluster, see juju status; nothing was changed', results);
}

/**
 * What `act` gives; a kubectl that failed in it fails the action, for a reason in words and with these results.
 *
 * @throws ActionFailed
 */
export async function orRefused<T>(
  doing: string,
  results: (error: CommandFailed) => ActionResults,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new ActionFailed(`${doing}: ${refusal(error)}`, results(error), error);
  }
}

/** Why a kubectl failed, in words of ours and of its own. */
export function refusal(error: CommandFailed): string {
  const { kind, words } = kubectlFailure(error);
  return `${meanings[kind]} (${words})`;
}

const meanings = {
  unreachable: 'the Kubernetes API does not answer',
  'no-kubectl': 'kubectl is not installed on this machine',
  forbidden: 'the Kubernetes API does not allow it',
  'not-found': 'something is not there',
  conflict: 'somebody else changed it at the same time',
  refused: 'the Kubernetes API refused it',
} as const;
