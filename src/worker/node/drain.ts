import { CommandFailed } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import { kubectl, kubectlFailure } from '../kubectl.ts';
import type { KubectlFailure } from '../kubectl.ts';
import { lastLine, shortened } from '../last-line.ts';
import type { DrainMercy } from './pods-left.ts';

/** How a node is drained. */
export interface DrainWish extends DrainMercy {
  /** kubectl gives up after that long. */
  readonly timeoutSeconds: number;
  /** How long pods have to end; their own time unless told. */
  readonly gracePeriodSeconds?: number;
  /** After that long kubectl is stopped, whatever it waits for; half a minute after its own time unless told. */
  readonly timeoutMs?: number;
}

/** Why a drain did not get to its end; `slow` is one that ran out of time, for a budget or for pods that take long to end. */
export interface DrainFailure {
  readonly kind: 'slow' | KubectlFailure['kind'];
  /** kubectl's own words, in one line of at most 200 characters. */
  readonly words: string;
}

/**
 * The node is cordoned, and its pods have gone elsewhere, but for those of daemon sets and mirrors: null then, also
 * when there was nothing to do. Else why not; the node stays cordoned, and a second drain goes on.
 */
export async function drain(
  machine: Pick<Machine, 'run'>,
  node: string,
  wish: DrainWish,
): Promise<DrainFailure | null> {
  const { timeoutSeconds, gracePeriodSeconds, timeoutMs = (timeoutSeconds + 30) * 1000 } = wish;
  try {
    await kubectl(
      machine,
      'administrator',
      [
        'drain',
        node,
        '--ignore-daemonsets',
        ...(wish.localData ? [`--${await localDataFlag(machine)}`] : []),
        ...(wish.force ? ['--force'] : []),
        ...(gracePeriodSeconds === undefined ? [] : [`--grace-period=${gracePeriodSeconds}`]),
        `--timeout=${timeoutSeconds}s`,
      ],
      { timeoutMs },
    );
    return null;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return drainFailure(error);
  }
}

function drainFailure(error: CommandFailed): DrainFailure {
  const failure = kubectlFailure(error);
  const line = lastLine(error.stderr, (each) => telling.test(each));
  const words = line === null ? failure.words : shortened(line, 200);
  const isSlow = error.timedOut || (failure.kind !== 'unreachable' && slow.test(error.stderr));
  return isSlow ? { kind: 'slow', words } : { ...failure, words };
}

/**
 * kubectl 1.20 renamed the flag, and later versions do not know the old name.
 *
 * Source: https://github.com/kubernetes/kubernetes/pull/95076
 *
 * @throws CommandFailed
 */
async function localDataFlag(machine: Pick<Machine, 'run'>): Promise<string> {
  const { stdout } = await machine.run(['kubectl', 'version', '--client'], { timeoutMs: 5_000 });
  const [, major, minor] = /\bv(\d+)\.(\d+)\.\d+/u.exec(stdout) ?? [];
  const isRenamed = Number(major ?? 1) > 1 || Number(minor ?? 0) >= 20;
  return isRenamed ? 'delete-emptydir-data' : 'delete-local-data';
}

/** A disruption budget lets go when other pods are up; a pod may take a while to end. */
const slow = /did not complete within|drain did not|timed out waiting|global timeout|would violate/iu;
/** Lines that say which pod is in the way, before those that say that the time is up. */
const telling = /cannot|would violate|unmanaged|refused/iu;
