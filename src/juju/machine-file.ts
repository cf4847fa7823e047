import * as z from 'zod/mini';
import type { Files } from '../host/host.ts';
import { loadStore, renderStore, saveStore } from './store-file.ts';

/** What this charm did to the machine, whatever became of the hook; only what is listed is ever undone. */
export interface MachineRecord {
  readonly schema: 1;
  /** In hexadecimal; the fingerprints below and in the unit's state are keyed with it. */
  readonly fingerprintKey: string;
  /** What each service had read at its last restart, and systemd's name for that run. */
  readonly services: Readonly<Record<string, { readonly fingerprint: string; readonly invocationId: string }>>;
  readonly ports: readonly string[];
  /** Labels of the node. */
  readonly labels: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  readonly snaps: Readonly<Record<string, { readonly source: string }>>;
  /** Snaps that this charm holds, so that snapd does not refresh them by itself. */
  readonly heldSnaps: readonly string[];
  /** A change of the snaps that is not made yet; null when none is due or asked for. */
  readonly upgrade: UpgradeRecord | null;
  readonly files: readonly string[];
  /** Paths of the manifests that were applied to the cluster. */
  readonly manifests: readonly string[];
  /** Name under which the node joined. */
  readonly node: string | null;
  /** By snap: the settings that this charm has set. */
  readonly snapSettings: Readonly<Record<string, readonly string[]>>;
  /** By registry: keyed fingerprint of the credentials that it accepted. */
  readonly logins: Readonly<Record<string, string>>;
  /** The container runtime that this charm installed, complete; null before, and while it is being replaced. */
  readonly runtime: RuntimeRecord | null;
  /** The package that brings the dockerd of somebody else; it is his also where an attempt to replace it was given up. */
  readonly adoptedEngine?: string | null | undefined;
  /** Packages that this charm holds; those that an operator holds are not among them. */
  readonly held: readonly string[];
  /** Keyrings and source lists for apt. */
  readonly aptFiles: readonly string[];
  /** Archives of the action debug, the oldest first. */
  readonly archives: readonly string[];
  /** By member of /etc/docker/daemon.json: the values that this charm wrote there, or was about to write. */
  readonly daemonJson: Readonly<Record<string, readonly unknown[]>>;
  /** The node was cordoned by this charm, for a change that is not over. */
  readonly cordoned: boolean;
  /** An operator has paused the unit; its node is cordoned by him, until he resumes it. */
  readonly paused: boolean;
  /** The unit is being removed: nothing is configured any more. */
  readonly leaving: boolean;
  /** Its node has been drained for that, as far as it could be in the time that a removal has. */
  readonly emptied: boolean;
  /** Pods that the last drain for an operator, or for the removal, left on the node, each with what keeps it. */
  readonly podsLeft: readonly string[];
  /** When Nodes of units that are gone were last looked for, in milliseconds since the epoch. */
  readonly sweptAt: number | null;
  /** Arguments that this charm added to the kernel's in GRUB's configuration. */
  readonly kernelArguments: readonly string[];
  /** How far the change of the kernel's arguments has come. */
  readonly grub: {
    /** Those of ours that GRUB's menu was last made with. */
    readonly made: readonly string[];
    /** The start of the machine in which ours last changed; null once a kernel was started with what they are. */
    readonly changedIn: string | null;
  };
  /**
   * Base URL of the Snap Store proxy that snapd was given; empty while it is being given one, null when it was given
   * none.
   */
  readonly snapStore: string | null;
}

/** What has been decided of a change of the snaps. */
export interface UpgradeRecord {
  /** Where the snaps are to come from; null until the permission of an operator is first looked at. */
  readonly target: string | null;
  /** An operator has allowed it by the action `upgrade`, with these parameters. */
  readonly permit: { readonly force: boolean; readonly drain: boolean } | null;
  /** Why it was refused; null when it was not. */
  readonly refused: { readonly why: string; readonly canForce: boolean } | null;
  /** The node is being, or has been, drained for it. */
  readonly drained: boolean;
}

export interface RuntimeRecord {
  readonly kind: RuntimeKind;
  readonly packages: readonly string[];
  /** It was on the machine before the charm, and is as somebody else installed it. */
  readonly adopted?: boolean | undefined;
}

/** Where a container runtime comes from. */
export type RuntimeKind = 'apt' | 'upstream' | 'nvidia' | 'custom';

export interface MachineFile {
  readonly now: () => MachineRecord;
  /** The record is changed, and safely on disk. */
  readonly record: (change: (was: MachineRecord) => MachineRecord) => Promise<void>;
  /** Why the record was started afresh although there was a file. */
  readonly warning: string | null;
}

/**
 * The record of the machine, from `machine.json` in `folder`; an empty one when the file is missing or damaged.
 *
 * @throws StoreTooNew when a newer charm wrote the file, which stays as it is
 */
export async function loadMachineFile(
  files: Files,
  folder: string,
  { randomKey }: { readonly randomKey: () => string },
): Promise<MachineFile> {
  const loaded = await loadStore(files, { name: 'machine.json', schema: machineRecordSchema, version: 1, folder });
  let now: MachineRecord = loaded.value ?? machineRecordSchema.parse({ schema: 1, fingerprintKey: randomKey() });
  let text = loaded.value === null ? '' : (loaded.text ?? '');
  const save = async (): Promise<void> => {
    const next = renderStore(now);
    if (next === text) return;
    await saveStore(files, `${folder}/machine.json`, next);
    text = next;
  };
  // A new key is on disk before anything is fingerprinted with it.
  let saving: Promise<void> = save();
  await saving;
  return {
    now: () => now,
    // One after the other, so that the last change is the one on disk.
    record: (change) => {
      now = change(now);
      saving = saving.then(save, save);
      return saving;
    },
    warning: loaded.warning,
  };
}

const texts = z._default(z.readonly(z.array(z.string())), []);
const textByName = z._default(z.readonly(z.record(z.string(), z.string())), {});

/** Of a change of the snaps; also what the state file may hold of it. */
export const upgradeRecordSchema = z.object({
  target: z.nullable(z.string()),
  permit: z.nullable(z.object({ force: z.boolean(), drain: z.boolean() })),
  refused: z.nullable(z.object({ why: z.string(), canForce: z.boolean() })),
  drained: z.boolean(),
});

/** Every part may be missing: what an earlier revision of the charm did not record is not ours. */
const machineRecordSchema = z.object({
  schema: z.literal(1),
  fingerprintKey: z.string().check(z.regex(/^[0-9a-f]{32,}$/u)),
  services: z._default(z.record(z.string(), z.object({ fingerprint: z.string(), invocationId: z.string() })), {}),
  ports: texts,
  labels: textByName,
  packages: texts,
  snaps: z._default(z.record(z.string(), z.object({ source: z.string() })), {}),
  heldSnaps: texts,
  upgrade: z._default(z.nullable(upgradeRecordSchema), null),
  files: texts,
  manifests: texts,
  node: z._default(z.nullable(z.string()), null),
  snapSettings: z._default(z.record(z.string(), z.readonly(z.array(z.string()))), {}),
  logins: textByName,
  runtime: z._default(
    z.nullable(
      z.object({
        kind: z.enum(['apt', 'upstream', 'nvidia', 'custom']),
        packages: z.readonly(z.array(z.string())),
        adopted: z.optional(z.boolean()),
      }),
    ),
    null,
  ),
  adoptedEngine: z.optional(z.nullable(z.string())),
  held: texts,
  aptFiles: texts,
  archives: texts,
  daemonJson: z._default(z.readonly(z.record(z.string(), z.readonly(z.array(z.unknown())))), {}),
  cordoned: z._default(z.boolean(), false),
  paused: z._default(z.boolean(), false),
  leaving: z._default(z.boolean(), false),
  emptied: z._default(z.boolean(), false),
  podsLeft: texts,
  sweptAt: z._default(z.nullable(z.number()), null),
  kernelArguments: texts,
  grub: z._default(z.object({ made: z.readonly(z.array(z.string())), changedIn: z.nullable(z.string()) }), {
    made: [],
    changedIn: null,
  }),
  snapStore: z._default(z.nullable(z.string()), null),
});
