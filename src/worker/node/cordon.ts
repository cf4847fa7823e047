import { CommandFailed } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import { kubectl, kubectlFailure } from '../kubectl.ts';
import type { KubectlFailure } from '../kubectl.ts';

/**
 * New pods come to the node, or do not, as `verb` says: null then; else why not.
 *
 * kubectl ends well also when the API refuses this, and says so on its standard error only.
 *
 * Source: https://github.com/kubernetes/kubectl/blob/v0.27.0/pkg/cmd/drain/drain.go (RunCordonOrUncordon)
 */
export async function setSchedulable(
  machine: Pick<Machine, 'run'>,
  verb: 'cordon' | 'uncordon',
  node: string,
): Promise<KubectlFailure | null> {
  try {
    const { stderr } = await kubectl(machine, 'administrator', [verb, node]);
    if (!/^error:/mu.test(stderr)) return null;
    return kubectlFailure({ stderr, message: stderr, isMissing: false, timedOut: false });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return kubectlFailure(error);
  }
}
