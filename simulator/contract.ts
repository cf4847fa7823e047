/**
 * The simulator: an embedded Juju that runs the built charm as real processes.
 *
 * Rooms: `model/` what Juju's controller knows, and `store/` how that is kept in a folder; `charm/` what Juju reads of a
 * charm's package; `bundle/` bundle files; `agent/` what the unit agents do, and how; `tools/` the hook tools; `gateway/`
 * how a process on a simulated machine reaches this one; `programs/` stand-ins for apt-get, snap, systemctl, ...;
 * `cluster/` the Kubernetes API, and `serve/` how clients reach it over sockets; `charms/` stand-ins for the other charms
 * of a bundle; `cli/` the `juju` commands; `page/` the model to look at in a browser; `examples/` charms to try. This file
 * holds the types that the rooms share.
 * Nothing here imports `src/`. Start reading at `simulation.ts`.
 */

import type { Server } from 'node:net';
import type { Cluster } from './cluster-contract.ts';

export { ClusterUnreachable } from './cluster-contract.ts';
export type {
  ApiRequest,
  ApiTrouble,
  Cluster,
  ClusterEndpoint,
  ClusterRequest,
  ClusterResponse,
  Watch,
  WatchEvent,
} from './cluster-contract.ts';

export type Series = 'xenial' | 'bionic' | 'focal' | 'jammy' | 'noble';
export type StatusWord = 'active' | 'blocked' | 'error' | 'maintenance' | 'terminated' | 'unknown' | 'waiting';

/** What a program or hook tool gave back. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of a stand-in program on a simulated machine. */
export interface ProgramCall {
  readonly machine: Machine;
  /** Base name, for example `apt-get`. */
  readonly program: string;
  /** Arguments without the program's own name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Standard input, read when asked for. */
  readonly stdin: () => Promise<string>;
  /** Aborted when nobody waits for the answer any more: the caller was killed. Left out where nobody can be. */
  readonly abandoned?: AbortSignal;
}

export type Program = (call: ProgramCall) => Answer | Promise<Answer>;

/** A simulated machine. Its files are real, under `root`; what programs remember is in `state`. */
export interface Machine {
  /** `0`, or `0/lxd/0` for a container. */
  readonly id: string;
  /** For example `juju-1a2b3c-0`. */
  readonly hostName: string;
  readonly series: Series;
  readonly architecture: 'amd64' | 'arm64' | 'ppc64el' | 's390x';
  readonly isContainer: boolean;
  /** The machine that a container is on; null and left out for a machine. */
  readonly host?: Machine | null;
  /** Private address, for example `10.5.0.3`. */
  readonly address: string;
  /** Absolute path of the folder that plays `/`, or of a real machine's `/` as this process sees it. */
  readonly root: string;
  /** Left out for a machine that is a folder, with stand-ins for its programs. */
  readonly real?: RealMachine;
  /** JSON; belongs to `programs/`, saved with the model. */
  readonly state: Record<string, unknown>;
  /** Requested failures, taken by `programs/` in order; JSON. */
  readonly faults: Fault[];
  readonly world: World;
}

/** A machine with a system of its own: charms' processes run in it, with the programs that it has. */
export interface RealMachine {
  /** Its `/` as this process sees it, without a slash at the end; files are read and written there. */
  readonly root: string;
  /**
   * The program and its first arguments that run what follows them in the machine, with their own environment, as a
   * child process: `['/usr/bin/nsenter', '--target', '4711', '--all', '--']`.
   */
  readonly enter: readonly string[];
  /** Takes connections from the machine's network: its hook tools call here. It is closed with the simulation. */
  readonly listener: Server;
}

/** What is plugged into a machine, and the driver that it runs; what is left out stays as it is. */
export interface Hardware {
  /** How many NVIDIA GPUs, network cards and audio functions, and AMD GPUs. */
  readonly gpus?: number;
  readonly nics?: number;
  readonly audio?: number;
  readonly amd?: number;
  /** Whether there is a PCI bus at all. */
  readonly bus?: boolean;
  /** The version of NVIDIA's driver that is loaded, for example `535.104.05`; null for none, also none on the disk. */
  readonly driver?: string | null;
  /** The version of its libraries and of nvidia-smi, where that is another. */
  readonly libraries?: string;
  /** Whether a driver that is installed is loaded at once, at the next boot, or never (its signature is not trusted). */
  readonly driverLoads?: 'no' | 'reboot' | 'yes';
}

/** A failure that a stand-in program shows on request. */
export interface Fault {
  readonly program: string;
  /** Only calls whose arguments, joined by blanks, contain this text. */
  readonly match?: string;
  readonly kind: 'busy' | 'locked' | 'offline' | 'fail';
  /** How many more calls fail; `Infinity` is written as -1. */
  times: number;
}

/** What all machines of a model share. */
export interface World {
  readonly cluster: Cluster;
  /** What plays `kubectl` on its machines; null and left out for the stand-in. */
  readonly kubectl?: RealKubectl | null;
  /** Seconds since the epoch by the model's own clock. */
  now(): number;
}

/** A kubectl that somebody has built, run in place of the stand-in. */
export interface RealKubectl {
  /** Absolute path of the program. */
  readonly program: string;
  /**
   * Address of the proxy through which it reaches the addresses of the model, for example `socks5://127.0.0.1:40123`:
   * nothing that it asks leaves this computer.
   */
  readonly proxy: string;
}

/** A charm's metadata as far as Juju looks at it. */
export interface CharmMetadata {
  readonly name: string;
  readonly isSubordinate: boolean;
  /** Endpoint name to definition, over provides, requires and peers. */
  readonly endpoints: Readonly<Record<string, EndpointDefinition>>;
  /** Resource name to file name. */
  readonly resources: Readonly<Record<string, { readonly filename: string }>>;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  readonly actions?: Readonly<Record<string, ActionDefinition>>;
  readonly storages?: Readonly<Record<string, StorageDefinition>>;
  /** Payload class to type. */
  readonly payloads?: Readonly<Record<string, string>>;
  readonly extraBindings?: readonly string[];
  /** What manifest.yaml names; none for a charm without one. */
  readonly bases?: readonly BaseDefinition[];
  /** What metadata.yaml names, in the charms of older days. */
  readonly series?: readonly string[];
  /** It has metrics.yaml: collect-metrics is run. */
  readonly hasMetrics?: boolean;
  /** First line of the file `version`. */
  readonly charmVersion?: string;
}

export interface EndpointDefinition {
  readonly role: 'provides' | 'requires' | 'peers';
  readonly interface: string;
  readonly scope: 'global' | 'container';
  /** How many relations it takes; any number when left out. */
  readonly limit?: number;
}

export interface ActionDefinition {
  readonly description: string;
  /** JSON schema, draft 4, of the parameters: an object's. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly isParallel: boolean;
  readonly executionGroup: string;
}

export interface StorageDefinition {
  readonly type: 'block' | 'filesystem';
  /** How many instances a unit has at least and at most; null for no limit. */
  readonly minimum: number;
  readonly maximum: number | null;
  /** Mount point; Juju chooses one when null. */
  readonly location: string | null;
}

export interface BaseDefinition {
  readonly name: string;
  /** For example `22.04/stable`. */
  readonly channel: string;
  readonly architectures: readonly string[];
}

export interface OptionDefinition {
  readonly type: 'string' | 'int' | 'float' | 'boolean' | 'secret';
  readonly default?: string | number | boolean;
  readonly description?: string;
}

/** A charm played inside this process; its hooks follow the same rules as processes do. */
export interface StandInCharm {
  readonly metadata: CharmMetadata;
  /** @throws StandInRefused when what a remote sent is not what the real charm would understand: the run fails */
  handle(hook: StandInHook): void | Promise<void>;
}

/** What a stand-in charm sees in one hook. Writes are buffered until it returns. */
export interface StandInHook {
  /** For example `install`, `db-relation-changed`. */
  readonly name: string;
  readonly relation: {
    readonly endpoint: string;
    readonly id: string;
    readonly remoteApp: string;
    readonly remoteUnit: string | null;
  } | null;
  readonly unit: string;
  readonly app: string;
  readonly isLeader: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  readonly machine: Machine;
  /** Persistent JSON of this unit. */
  readonly storage: Record<string, unknown>;
  /** Persistent JSON shared by the units of the application, as leader data would be. */
  readonly shared: Record<string, unknown>;
  relations(endpoint: string): readonly StandInRelation[];
  setStatus(status: StatusWord, message: string): void;
  setVersion(version: string): void;
  openPort(port: string): void;
}

export interface StandInRelation {
  /** For example `certificates:3`. */
  readonly id: string;
  readonly remoteApp: string;
  /** Remote units that have joined. */
  readonly units: readonly string[];
  get(unit: string): Readonly<Record<string, string>>;
  own(): Readonly<Record<string, string>>;
  /** Null deletes a key. */
  set(changes: Readonly<Record<string, string | null>>): void;
}

/** Ends the run: a charm sent what the charm at the other end would not understand. */
export class StandInRefused extends Error {
  override readonly name = 'StandInRefused';
}
