import * as z from 'zod';
import type { Machine } from '../contract.ts';

const unitSchema = z.object({
  active: z.enum(['active', 'activating', 'failed', 'inactive']),
  sub: z.enum(['running', 'auto-restart', 'failed', 'dead', 'exited', 'listening']),
  isEnabled: z.boolean(),
  /** 32 hexadecimal digits; empty before the first start. */
  invocationId: z.string(),
  /** How often it was started, by whomever. Attempts that systemd makes by itself count when they succeed. */
  starts: z.number(),
  /** Why the last start failed. */
  problem: z.string().nullable(),
  /** When it was last tried, by the model's clock. */
  triedAt: z.number(),
  /** What systemd read at the last reload; null while it has not read the unit. */
  loaded: z
    .object({
      digest: z.string(),
      problem: z.string().nullable(),
      /** `Type=`; null for what systemd takes by itself. */
      type: z.string().nullable(),
      /** `ExecStart=` as it stands. */
      exec: z.string().nullable(),
      startPost: z.array(z.string()),
      reload: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      environmentFiles: z.array(z.string()),
      wants: z.array(z.string()),
      requires: z.array(z.string()),
    })
    .nullable(),
});

const dockerdSchema = z.object({
  /** The engine's version, for example `20.10.12`. */
  version: z.string(),
  /** What it was started with. */
  argv: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  /** What /etc/docker/daemon.json and the flags came to, by the names that the file has for them. */
  directives: z.record(z.string(), z.unknown()),
});

const containerSchema = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  isRunning: z.boolean(),
  /** Who runs it: dockerd, or containerd for kubelet. */
  engine: z.enum(['docker', 'cri']),
  /** The uid of the pod that it belongs to. */
  pod: z.string().nullable(),
});

const imageSchema = z.object({
  id: z.string(),
  /** For example `nginx:1.25`; null for an image without a name. */
  name: z.string().nullable(),
  sizeBytes: z.number(),
  engine: z.enum(['docker', 'cri']),
});

const containerdSchema = z.object({
  version: z.string(),
  isCriServed: z.boolean(),
  isSystemdCgroup: z.boolean(),
  defaultRuntime: z.string(),
  /** Names of the runtimes that a RuntimeClass may name. */
  runtimes: z.array(z.string()),
});

const snapdSchema = z.object({
  /** What the daemon was started with, without passwords of proxies. */
  environment: z.record(z.string(), z.string()).default({}),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Stores whose assertions were acknowledged, with the address that each gives. */
  stores: z.record(z.string(), z.string()).default({}),
  accounts: z.array(z.string()).default([]),
  /** What the store has for this machine besides what everybody knows of it, by `SNAP TRACK/RISK`. */
  published: z.record(z.string(), z.object({ revision: z.string(), version: z.string() })).default({}),
});

const bareHardware = {
  gpus: 0,
  nics: 0,
  audio: 0,
  amd: 0,
  bus: true,
  module: null,
  libraries: null,
  driverLoads: 'yes' as const,
};

const snapSchema = z.object({
  revision: z.string(),
  version: z.string(),
  /** The tracked channel; null for a snap from a file. */
  channel: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  /** General refreshes leave it alone. */
  isHeld: z.boolean().default(false),
});

const stateSchema = z.object({
  /** Paths that were there when the machine was made. */
  baseFiles: z.array(z.string()).default([]),
  aptListsAreThere: z.boolean().default(false),
  /** Sources other than Ubuntu's archive whose lists were fetched: `URI SUITE`. */
  aptLists: z.array(z.string()).default([]),
  /** Packages that were removed and whose configuration stayed, by name to version. */
  configFiles: z.record(z.string(), z.string()).default({}),
  /** Packages that are held though they are not installed. */
  heldAbsent: z.array(z.string()).default([]),
  dpkgIsInterrupted: z.boolean().default(false),
  packages: z
    .record(
      z.string(),
      z.object({
        version: z.string(),
        isBase: z.boolean(),
        isHeld: z.boolean(),
        /** Only here because others need it. */
        isAuto: z.boolean().optional(),
      }),
    )
    .default({}),
  /** What is on the PCI bus, and NVIDIA's driver on the disk. What is loaded is in /proc/driver/nvidia. */
  hardware: z
    .object({
      gpus: z.number(),
      nics: z.number(),
      audio: z.number(),
      amd: z.number(),
      bus: z.boolean(),
      module: z.string().nullable(),
      libraries: z.string().nullable(),
      driverLoads: z.enum(['no', 'reboot', 'yes']),
    })
    .default(() => ({ ...bareHardware })),
  snaps: z.record(z.string(), snapSchema).default({}),
  units: z.record(z.string(), unitSchema).default({}),
  // Made anew for each machine: a default that is a value would be shared below its first level.
  iptables: z
    .object({ policies: z.record(z.string(), z.string()), rules: z.array(z.string()) })
    .default(() => ({ policies: { INPUT: 'ACCEPT', FORWARD: 'ACCEPT', OUTPUT: 'ACCEPT' }, rules: [] })),
  /** dockerd as it was started last; null before that. */
  dockerd: dockerdSchema.nullable().default(null),
  /** Address of dockerd's bridge with the length of its network; null while the kernel has no such bridge. */
  docker0: z.string().nullable().default(null),
  containers: z.array(containerSchema).default([]),
  images: z.array(imageSchema).default([]),
  /** containerd as it was started last; null before that. */
  containerd: containerdSchema.nullable().default(null),
  snapd: snapdSchema.default(() => ({ environment: {}, settings: {}, stores: {}, accounts: [], published: {} })),
  dockerLogins: z.array(z.object({ server: z.string(), username: z.string() })).default([]),
  trustedAuthorities: z.array(z.string()).default([]),
});

/** What the programs of one machine remember. Changed in place. */
export type MachineState = z.infer<typeof stateSchema>;
export type UnitRecord = z.infer<typeof unitSchema>;
export type SnapRecord = z.infer<typeof snapSchema>;
export type DockerdRecord = z.infer<typeof dockerdSchema>;
export type ContainerdRecord = z.infer<typeof containerdSchema>;
export type ContainerRecord = z.infer<typeof containerSchema>;
export type ImageRecord = z.infer<typeof imageSchema>;

/** What the programs of this machine remember, kept under `programs` in its state. */
export function stateOf(machine: Machine): MachineState {
  const kept = machine.state['programs'];
  const known = decoded.get(machine.state);
  if (known !== undefined && known === kept) return known;
  machine.state['programs'] = stateSchema.parse(kept ?? {});
  // Read back: the model notices what is written to what it gives out, and to nothing else.
  const state = machine.state['programs'] as MachineState;
  decoded.set(machine.state, state);
  return state;
}

/**
 * Behaviour that a test may switch on in the machine's state, all off unless set.
 *
 * `snapSetRestarts`: `snap set` restarts the snap's daemon, as a configure hook can. `hidesInvocationIds`: systemctl shows
 * no InvocationID, as before systemd 232 (Ubuntu 16.04 has 229). Besides, `snapdVersion` is the version of snapd.
 */
export function isSwitchedOn(machine: Machine, name: 'snapSetRestarts' | 'hidesInvocationIds'): boolean {
  return machine.state[name] === true;
}

const decoded = new WeakMap<object, MachineState>();
