import { CommandFailed } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import { supportedKubernetes } from '../../workload/kubernetes-version.ts';
import { fullChannel, parseSnapInfo } from '../../workload/snap-info.ts';
import type { SnapInfo } from '../../workload/snap-info.ts';
import { parseSnapList } from '../../workload/snap-list.ts';
import { judgeUpgrade } from '../../workload/upgrade-rules.ts';
import type { Judgement, KnownServer, SnapStep, Verdict } from '../../workload/upgrade-rules.ts';
import type { Inputs } from '../input-types.ts';
import { hasKubeconfig, kubectlVersions } from '../kubectl.ts';
import type { WantedSnap } from './wanted-snaps.ts';

/** Whether these snaps may be fetched from where they are to come from, as far as anybody can tell. Nothing changes. */
export async function judgeSnaps(
  machine: Machine,
  due: readonly WantedSnap[],
  given: { readonly kubelet: Inputs['host.kubelet-version']; readonly isForced: boolean },
): Promise<Judgement> {
  const infos = await askSnap(machine, due);
  const steps = await stepsOf(machine, due, { infos, kubelet: given.kubelet?.version ?? null });
  const impossible = due.map((each, index) => judgeSource(each, infos[index])).find((each) => each !== null);
  if (impossible !== undefined && impossible !== null) return { verdict: impossible, isMinorStep: false, warnings: [] };
  const changes = steps.some(({ installed, target }) => installed !== null && installed !== target);
  const server = changes ? await askServer(machine) : 'none';
  return judgeUpgrade({ steps, server, isForced: given.isForced, supported: supportedKubernetes });
}

type Infos = readonly (SnapInfo | undefined)[];

/** What snap knows of each. One is asked for first: a store that does not answer keeps snapd waiting for each of them. */
async function askSnap({ snap }: Machine, due: readonly WantedSnap[]): Promise<Infos> {
  const ask = async (names: readonly string[]): Promise<readonly SnapInfo[]> => {
    try {
      return names.length === 0 ? [] : parseSnapInfo(await snap.info(names));
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      return [];
    }
  };
  const fromStore = due.filter(({ source }) => source.kind === 'store').map(({ name }) => name);
  const first = await ask(fromStore.slice(0, 1));
  const isAnswering = first[0]?.isFromStore === true;
  const others = isAnswering ? await ask(fromStore.slice(1)) : [];
  const store = [...first, ...others];
  const files = await Promise.all(
    due.map(async ({ source }) => (source.kind === 'file' ? (await ask([source.path]))[0] : undefined)),
  );
  return due.map(({ name, source }, index) => (source.kind === 'file' ? files[index] : store[fromStore.indexOf(name)]));
}

/** Why nothing at all can be fetched from there; null where it can, or where nobody knows. */
function judgeSource({ name, source }: WantedSnap, info: SnapInfo | undefined): Verdict | null {
  const final = (why: string): Verdict => ({ kind: 'refused', why, canForce: false });
  if (info === undefined) return null;
  if (source.kind === 'file') {
    return info.name === null || info.name === name
      ? null
      : final(`resource ${name}: the file is a snap of another name: ${info.name}`);
  }
  const channel = fullChannel(source.channel);
  // Branches are not listed.
  if (!info.isFromStore || channel.split('/').length > 2 || channel in info.channels) return null;
  const open = Object.keys(info.channels)
    .filter((each) => each.endsWith('/stable'))
    .slice(-8);
  return final(
    `channel: the store has no ${name} on ${channel}; accepted: a channel that snap info ${name} lists, such as ${open.join(', ')}`,
  );
}

async function stepsOf(
  { snap }: Machine,
  due: readonly WantedSnap[],
  { infos, kubelet }: { readonly infos: Infos; readonly kubelet: string | null },
): Promise<readonly SnapStep[]> {
  const steps: SnapStep[] = [];
  for (const [index, { name, source, isInstalled }] of due.entries()) {
    if (name === 'kubectl') continue;
    const info = infos[index];
    const target = source.kind === 'file' ? info?.version : info?.channels[fullChannel(source.channel)];
    const installed = name === 'kubelet' ? kubelet : await versionOf(snap, name, isInstalled);
    steps.push({
      snap: name,
      by: source.kind === 'file' ? `resource ${name}` : 'channel',
      installed: isInstalled ? (installed ?? '') : null,
      target: target ?? null,
    });
  }
  return steps;
}

async function versionOf({ list }: Machine['snap'], name: string, isInstalled: boolean): Promise<string | null> {
  return isInstalled ? (parseSnapList(await list([name]))[name]?.version ?? null) : null;
}

/** A machine that has not joined a cluster has no API server to be newer than. */
async function askServer(machine: Machine): Promise<KnownServer> {
  if (!(await hasKubeconfig(machine, 'administrator'))) return 'none';
  try {
    return (await kubectlVersions(machine)).server ?? 'unreadable';
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return 'silent';
  }
}
