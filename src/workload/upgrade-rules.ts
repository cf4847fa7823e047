import type { Result } from '../host/host.ts';
import { minorsApart, parseKubernetesVersion } from './kubernetes-version.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';

/** What is known of the change of one snap before it is made. */
export interface SnapStep {
  readonly snap: 'kubelet' | 'kube-proxy';
  /** What asks for it: `channel`, or `resource kubelet`. */
  readonly by: string;
  /** As it tells itself; null while it is not installed. */
  readonly installed: string | null;
  /** Null where it could not be found out. */
  readonly target: string | null;
}

/** The API server, as far as it is known: its version, or why there is none. */
export type KnownServer = KubernetesVersion | 'none' | 'silent' | 'unreadable';

export interface Judgement {
  readonly verdict: Verdict;
  /** kubelet goes to another minor version, or to one that nobody could read. */
  readonly isMinorStep: boolean;
  /** What is unusual about a change that may be made. */
  readonly warnings: readonly string[];
}

export type Verdict =
  | { readonly kind: 'allowed' }
  /** Until somebody answers, or an operator forces it. */
  | { readonly kind: 'waiting'; readonly on: string }
  | { readonly kind: 'refused'; readonly why: string; readonly canForce: boolean };

export interface UpgradeFacts {
  readonly steps: readonly SnapStep[];
  readonly server: KnownServer;
  /** An operator wants it all the same. */
  readonly isForced: boolean;
  /** The same version if the charm can configure it, else a sentence that says which it can. */
  readonly supported: (version: KubernetesVersion) => Result<KubernetesVersion, string>;
}

/**
 * Whether kubelet and kube-proxy may be changed as the steps say.
 *
 * A version that this charm cannot configure is refused, whoever asks. So is, unless it is forced, what Kubernetes does
 * not support: a step back to an earlier minor version, and a kubelet newer than its API server; and what cannot be
 * judged. Skipping minor versions is supported, since a drained node may be three behind its API server.
 *
 * Source: https://kubernetes.io/releases/version-skew-policy/
 */
export function judgeUpgrade(facts: UpgradeFacts): Judgement {
  const { steps, isForced } = facts;
  const kubelet = steps.find(({ snap }) => snap === 'kubelet');
  const verdicts = steps.map((step) => judgeStep(step, facts));
  const counts = (verdict: Verdict) =>
    verdict.kind === 'refused' ? !(verdict.canForce && isForced) : verdict.kind === 'waiting' && !isForced;
  // What only an operator can solve comes before what solves itself.
  const verdict = verdicts.find((each) => each.kind === 'refused' && counts(each)) ?? verdicts.find(counts) ?? allowed;
  return {
    verdict,
    isMinorStep: kubelet !== undefined && isMinorStep(kubelet),
    warnings: steps.flatMap(warningsOf),
  };
}

function judgeStep({ snap, by, installed, target }: SnapStep, { supported, server }: UpgradeFacts): Verdict {
  const next = parseKubernetesVersion(target ?? '');
  const known = next === null ? null : supported(next);
  if (known?.ok === false) return { kind: 'refused', why: `${by}: ${known.error}`, canForce: false };
  // What is installed for the first time has nothing to be compared with; snap itself says why it cannot be had.
  if (installed === null || installed === target) return allowed;
  if (target === null) {
    return by === 'channel'
      ? { kind: 'waiting', on: `Waiting for the snap store to tell which ${snap} the channel has` }
      : refused(`${by}: snap cannot tell what is in the file`);
  }
  if (next === null) return refused(`${by}: the version of ${snap} there cannot be read: ${target.slice(0, 40)}`);
  const now = parseKubernetesVersion(installed);
  if (now === null)
    return refused(`${by}: the version of the installed ${snap} cannot be read: ${installed.slice(0, 40)}`);
  if (minorsApart(next, now) < 0)
    return refused(`${by}: ${snap} would go back from ${installed} to ${target}, which Kubernetes does not support`);
  return judgeSkew(`${by}: ${snap} ${target}`, next, server);
}

function judgeSkew(what: string, next: KubernetesVersion, server: KnownServer): Verdict {
  if (server === 'none') return allowed;
  if (server === 'silent') return { kind: 'waiting', on: `Waiting for the API server to tell its version (${what})` };
  if (server === 'unreadable') return refused(`${what}: the version of the API server cannot be read`);
  if (minorsApart(next, server) <= 0) return allowed;
  const { major, minor, patch } = server;
  return refused(`${what} would be newer than the API server, which is ${major}.${minor}.${patch}`);
}

function refused(why: string): Verdict {
  return { kind: 'refused', why, canForce: true };
}

function isMinorStep({ installed, target }: SnapStep): boolean {
  if (installed === null || installed === target) return false;
  const [now, next] = [parseKubernetesVersion(installed), parseKubernetesVersion(target ?? '')];
  return now === null || next === null || minorsApart(next, now) !== 0;
}

function warningsOf({ snap, installed, target }: SnapStep): readonly string[] {
  const [now, next] = [parseKubernetesVersion(installed ?? ''), parseKubernetesVersion(target ?? '')];
  if (now === null || next === null) return [];
  const apart = minorsApart(next, now);
  if (apart === 0 && next.patch < now.patch) return [`${snap} goes back from ${installed} to ${target}`];
  return apart > 1 ? [`${snap} skips minor versions on its way from ${installed} to ${target}`] : [];
}

const allowed: Verdict = { kind: 'allowed' };
