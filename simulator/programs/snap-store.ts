import { readFileSync, existsSync } from 'node:fs';

/** What the store has for a channel. */
export interface StoreRevision {
  readonly revision: string;
  readonly version: string;
}

/** Snaps that the store knows: all are classic, and those with a daemon run it as `snap.NAME.daemon`. */
export const storeSnaps: Readonly<
  Record<string, { readonly hasDaemon: boolean; readonly revisions: readonly number[] }>
> = {
  kubectl: { hasDaemon: false, revisions: [281, 438, 502] },
  kubelet: { hasDaemon: true, revisions: [279, 430, 495] },
  'kube-proxy': { hasDaemon: true, revisions: [270, 421, 487] },
};

/** The full name of a channel: `1.10` is `1.10/stable`, `edge` is `latest/edge`. */
export function fullChannel(channel: string): string {
  const parts = channel.split('/');
  if (parts.length > 1) return risks.includes(parts[0] ?? '') ? `latest/${channel}` : channel;
  return risks.includes(channel) ? `latest/${channel}` : `${channel}/stable`;
}

/** The revision that a channel has; null when the snap is not there. Risks that were not released follow the safer one. */
export function storeRevision(name: string, channel: string): StoreRevision | null {
  const [track = '', risk = '', branch] = fullChannel(channel).split('/');
  const index = tracks.findIndex((each) => each.track === (track === 'latest' ? '1.10' : track));
  const [version, revision] = [tracks[index]?.versions[riskGroup(risk)], storeSnaps[name]?.revisions[index]];
  if (version === undefined || revision === undefined || !risks.includes(risk) || branch !== undefined) return null;
  return { version, revision: String(revision + riskGroup(risk) * 7) };
}

/** The same as `snap info` lists. */
export const storeChannels: readonly string[] = ['1.9', '1.10', '1.11'].map((track) => `${track}/stable`);

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

function riskGroup(risk: string): 0 | 1 {
  return risk === 'edge' || risk === 'beta' ? 1 : 0;
}

const risks: readonly string[] = ['stable', 'candidate', 'beta', 'edge'];
const tracks = [
  { track: '1.9', versions: ['1.9.7', '1.9.8'] },
  { track: '1.10', versions: ['1.10.2', '1.10.3'] },
  { track: '1.11', versions: ['1.11.0', '1.11.1'] },
] as const;
