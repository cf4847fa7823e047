/** What stories of snaps look at: the snaps of the worker's machine, what was restarted, and what snap was told to do. */
import { describeMachine, publishSnap } from '../../simulator/programs/programs.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { settled, worker } from './a-model.ts';

export const app = 'kubernetes-worker';
export const snapNames = ['kube-proxy', 'kubectl', 'kubelet'] as const;

/** What a fresh worker has, and what `1.10/edge` has. */
export const stable = { kubectl: '1.10.2 (438)', kubelet: '1.10.2 (430)', 'kube-proxy': '1.10.2 (421)' };
export const edge = { kubectl: '1.10.3 (445)', kubelet: '1.10.3 (437)', 'kube-proxy': '1.10.3 (428)' };
/** The status while a change of the snaps waits for the action. */
export const manual = 'blocked: Needs manual upgrade, run the upgrade action';

/** Of each snap: `1.10.2 (430)`. */
export function snapsOf(sim: Simulation): Readonly<Record<string, string>> {
  const { snaps } = describeMachine(sim.machineOf(worker));
  return Object.fromEntries(snaps.map(({ name, version, revision }) => [name, `${version} (${revision})`]));
}

/** How often the daemons and docker have been restarted. */
export function restartsOf(sim: Simulation): Readonly<Record<string, number>> {
  const { services } = describeMachine(sim.machineOf(worker));
  const named = services.filter(({ name }) => /^(?:snap\.|docker$)/u.test(name));
  return Object.fromEntries(named.map(({ name, restarts }) => [name.replace(/^snap\.|\.daemon$/gu, ''), restarts]));
}

/** How often that was since then. */
export function restartsSince(
  sim: Simulation,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(restartsOf(sim)).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
}

/** The store has this version of each snap on the channel, as a revision that is newer than all. */
export function publish(sim: Simulation, channel: string, version: string): void {
  for (const name of snapNames) publishSnap(sim.machineOf(worker), name, channel, { version, revision: '900' });
}

/** The option is set, and the hooks that it brings have run. */
export async function change(
  sim: Simulation,
  options: Readonly<Record<string, string>>,
): Promise<readonly HookRecord[]> {
  sim.setConfig(app, options);
  return settled(sim);
}

/** What of the snaps these hooks have changed: `refresh --channel=1.10/edge --classic kubelet`. */
export function movesIn(hooks: readonly HookRecord[]): string[] {
  return hooks.flatMap(({ calls }) =>
    calls
      .filter(({ program, argv }) => program === 'snap' && (argv[0] === 'install' || argv[0] === 'refresh'))
      .map(({ argv }) => argv.join(' ')),
  );
}
