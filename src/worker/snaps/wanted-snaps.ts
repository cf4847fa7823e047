import type { SnapSource } from '../../host/host.ts';
import type { MachineRecord } from '../../juju/juju.ts';
import type { Inputs, SnapName } from '../input-types.ts';
import { snapNames } from '../inputs.ts';

/** One of our snaps: where it is to come from, and what there is of it. */
export interface WantedSnap {
  readonly name: SnapName;
  readonly source: SnapSource;
  /** Names the source; recorded when the snap has been fetched from it. */
  readonly label: string;
  /** The digest of a file; null for the store. */
  readonly sha256: string | null;
  readonly isInstalled: boolean;
  /** It has been fetched from this source before. */
  readonly isCurrent: boolean;
  /** It has been fetched before, from wherever. */
  readonly isRecorded: boolean;
}

export type SnapInputs = Pick<Inputs, 'host.snaps' | 'resource.kubectl' | 'resource.kubelet' | 'resource.kube-proxy'>;

/** kubectl, kubelet and kube-proxy, in the order of their installation. */
export function wantedSnaps(
  channel: string,
  inputs: SnapInputs,
  recorded: MachineRecord['snaps'],
): readonly WantedSnap[] {
  return snapNames.map((name) => {
    const wanted = sourceOf(name, channel, inputs);
    const isInstalled = inputs['host.snaps'][name] !== null;
    return {
      name,
      ...wanted,
      isInstalled,
      isCurrent: isInstalled && recorded[name]?.source === wanted.label,
      isRecorded: recorded[name] !== undefined,
    };
  });
}

/** What a decision about a change of the snaps is about. */
export function targetOf(wanted: readonly WantedSnap[]): string {
  return wanted.map(({ name, label }) => `${name}: ${label}`).join(', ');
}

function sourceOf(
  name: SnapName,
  channel: string,
  inputs: SnapInputs,
): Pick<WantedSnap, 'source' | 'label' | 'sha256'> {
  const resource = inputs[`resource.${name}`];
  if (resource === null) return { source: { kind: 'store', channel }, label: `channel ${channel}`, sha256: null };
  const { path, sha256 } = resource;
  return { source: { kind: 'file', path, channel }, label: `resource ${sha256.slice(0, 16)}`, sha256 };
}
