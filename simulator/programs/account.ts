import type { Machine } from '../contract.ts';
import { allFiles } from './all-files.ts';
import type { MachineFile } from './all-files.ts';
import { readMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';
import type { ContainerdRecord, DockerdRecord } from './state.ts';
import { loadStateOf } from './systemd.ts';

/** What has become of a machine since it was made. */
export interface MachineAccount {
  /** Names of packages beyond those of the image, sorted. */
  readonly packages: readonly string[];
  readonly snaps: readonly SnapAccount[];
  /** Files and links that were not there when the machine was made, sorted by path. */
  readonly files: readonly MachineFile[];
  readonly services: readonly ServiceAccount[];
  /** What dockerd was started with and what its flags and file came to; null when it never started. */
  readonly dockerd: DockerdRecord | null;
  /** What containerd took from its file; null when it never started. */
  readonly containerd: ContainerdRecord | null;
  /** The arguments that the kernel was started with; null for a container. */
  readonly kernelArguments: string | null;
  readonly iptables: { readonly forward: string };
  /** Registries that docker is logged in to. */
  readonly dockerLogins: readonly { readonly server: string; readonly username: string }[];
}

export interface SnapAccount {
  readonly name: string;
  readonly revision: string;
  readonly version: string;
  /** Null for a snap from a file. */
  readonly channel: string | null;
  /** General refreshes leave it alone. */
  readonly isHeld: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ServiceAccount {
  /** Without `.service`. */
  readonly name: string;
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  readonly invocationId: string;
  /** How often it was started after its first start, except by systemd's own retries of one that did not come up. */
  readonly restarts: number;
  /** Why its last start failed; null when it did not. */
  readonly problem: string | null;
}

/** What has become of the machine since it was made; for people to read and for tests to compare. */
export function describeMachine(machine: Machine): MachineAccount {
  const state = stateOf(machine);
  const byName = <T>(entries: readonly (readonly [string, T])[]) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    packages: Object.keys(state.packages)
      .filter((name) => state.packages[name]?.isBase === false)
      .sort(),
    snaps: byName(Object.entries(state.snaps)).map(([name, { revision, version, channel, isHeld, settings }]) => {
      const sorted = Object.fromEntries(byName(Object.entries(settings)));
      return { name, revision, version, channel, isHeld, settings: sorted };
    }),
    files: allFiles(machine).filter(({ path }) => !state.baseFiles.includes(path)),
    services: byName(Object.entries(state.units)).map(([unit, { active, sub, invocationId, starts, problem }]) => {
      const restarts = Math.max(0, starts - 1);
      return {
        name: unit.replace(/\.service$/u, ''),
        load: loadStateOf(machine, unit),
        active,
        sub,
        invocationId,
        restarts,
        problem,
      };
    }),
    dockerd: state.dockerd,
    containerd: state.containerd,
    kernelArguments: readMachineFile(machine, '/proc/cmdline')?.trim() ?? null,
    iptables: { forward: state.iptables.policies['FORWARD'] ?? '' },
    dockerLogins: state.dockerLogins.map((login) => ({ ...login })),
  };
}
