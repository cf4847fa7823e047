import { readFileSync, existsSync } from 'node:fs';
import type { Machine } from '../contract.ts';
import { stateOf } from './state.ts';

/** What the store has for a channel. */
export interface StoreRevision {
  readonly revision: string;
  readonly version: string;
}

/** One line of what `snap info` lists. */
export interface StoreChannel {
  /** With its track and risk: `1.10/stable`. */
  readonly channel: string;
  /** What was released to it; null for one that follows the safer one, or that is closed. */
  readonly own: StoreRevision | null;
  /** What an installation from it gets; null for a closed one. */
  readonly served: StoreRevision | null;
}

/** Snaps that the store knows: all are classic, and those with a daemon run it as `snap.NAME.daemon`. */
export const storeSnaps: Readonly<
  Record<string, { readonly hasDaemon: boolean; readonly revisions: readonly number[] }>
> = {
  kubectl: { hasDaemon: false, revisions: [281, 438, 502, 613, 704, 2201, 2872, 3361] },
  kubelet: { hasDaemon: true, revisions: [279, 430, 495, 606, 699, 2190, 2860, 3350] },
  'kube-proxy': { hasDaemon: true, revisions: [270, 421, 487, 598, 690, 2182, 2851, 3340] },
};

/** The full name of a channel: `1.10` is `1.10/stable`, `edge` is `latest/edge`. */
export function fullChannel(channel: string): string {
  const parts = channel.split('/');
  if (parts.length > 1) return isRisk(parts[0] ?? '') ? `latest/${channel}` : channel;
  return isRisk(channel) ? `latest/${channel}` : `${channel}/stable`;
}

/** The revision that a channel has for this machine; null when the snap is not there. */
export function storeRevision(machine: Machine, name: string, channel: string): StoreRevision | null {
  return storeChannels(machine, name).find((each) => each.channel === fullChannel(channel))?.served ?? null;
}

/** Every channel of the snap, in the store's order. Risks that nothing was released to follow the safer one. */
export function storeChannels(machine: Machine, name: string): readonly StoreChannel[] {
  const rows: StoreChannel[] = [];
  for (const { track, stable, edge } of tracks) {
    let served: StoreRevision | null = null;
    for (const risk of risks) {
      const channel = `${track}/${risk}`;
      const version = { stable, beta: edge, candidate: null, edge: null }[risk] ?? null;
      const own = stateOf(machine).snapd.published[`${name} ${channel}`] ?? released(name, track, risk, version);
      served = own ?? served;
      rows.push({ channel, own, served });
    }
  }
  return rows;
}

/** From now on the channel has this revision, as far as this machine is served. */
export function publishSnap(machine: Machine, name: string, channel: string, release: StoreRevision): void {
  stateOf(machine).snapd.published[`${name} ${fullChannel(channel)}`] = { ...release };
}

/** What is in a snap file, or why it is none in snapd's words. */
export function readSnapFile(
  file: string,
  shown: string,
): { readonly name: string; readonly version: string } | { readonly problem: string } {
  if (!existsSync(file)) return { problem: `cannot open: ${JSON.stringify(shown)}` };
  const content = readFileSync(file);
  if (content.toString('latin1', 0, 4) !== 'hsqs') {
    return { problem: `cannot open snap: unknown header: ${JSON.stringify(content.toString('latin1', 0, 20))}` };
  }
  const head = content.toString('latin1', 0, 4096);
  const name = /^name: ([a-z][a-z0-9-]*)$/mu.exec(head)?.[1];
  const version = /^version: "?([\w.+-]+)"?$/mu.exec(head)?.[1];
  if (name === undefined || version === undefined) return { problem: 'cannot open snap: invalid snap meta/snap.yaml' };
  return { name, version };
}

/**
 * A file that the stand-in of `snap` takes for a snap: the magic number of a squashfs, then `meta/snap.yaml` in clear.
 */
export function makeSnapFile(snap: { readonly name: string; readonly version: string }): Buffer {
  return Buffer.from(`hsqs${'\0'.repeat(92)}\nname: ${snap.name}\nversion: ${snap.version}\nconfinement: classic\n`);
}

function released(name: string, track: string, risk: Risk, version: string | null): StoreRevision | null {
  const index = tracks.findIndex((each) => each.track === (track === 'latest' ? '1.10' : track));
  const revision = storeSnaps[name]?.revisions[index - 1];
  if (version === null || revision === undefined) return null;
  return { version, revision: String(risk === 'stable' ? revision : revision + 7) };
}

function isRisk(word: string): boolean {
  return risks.some((risk) => risk === word);
}

type Risk = (typeof risks)[number];

const risks = ['stable', 'candidate', 'beta', 'edge'] as const;
/** Some tracks of the many; `latest` is what 1.10 is. 1.13 has no stable release. */
const tracks: readonly { readonly track: string; readonly stable: string | null; readonly edge: string }[] = [
  { track: 'latest', stable: '1.10.2', edge: '1.10.3' },
  { track: '1.9', stable: '1.9.7', edge: '1.9.8' },
  { track: '1.10', stable: '1.10.2', edge: '1.10.3' },
  { track: '1.11', stable: '1.11.0', edge: '1.11.1' },
  { track: '1.12', stable: '1.12.0', edge: '1.12.1' },
  { track: '1.13', stable: null, edge: '1.13.0-alpha.1' },
  { track: '1.24', stable: '1.24.17', edge: '1.24.17' },
  { track: '1.28', stable: '1.28.15', edge: '1.28.15' },
  { track: '1.31', stable: '1.31.4', edge: '1.31.5' },
];
