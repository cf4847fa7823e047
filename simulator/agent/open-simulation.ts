import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Answer, Cluster, Hardware, Machine, Program, StandInCharm, World } from '../contract.ts';
import type { Gateway, GatewayCall } from '../gateway/gateway.ts';
import { createAwake } from './schedule/awake.ts';
import type { Awake } from './schedule/awake.ts';
import { createCharms } from './files/charms.ts';
import type { Job } from './decide/decide.ts';
import { historyOf } from './schedule/history-of.ts';
import type { Juju } from './juju.ts';
import { createOperations } from './operate/operations.ts';
import { defaultResource } from './files/default-resources.ts';
import { endLeftovers } from './schedule/leftovers.ts';
import { recoverInterrupted } from './schedule/recover.ts';
import type { HookRecord } from './run/run-hook.ts';
import { advance, settle } from './schedule/settle.ts';
import type { Settling } from './schedule/settle.ts';
import { createMachines } from './machines.ts';
import { openWorld } from './open-world.ts';
import type { ServeCluster } from './open-world.ts';
import type { Settled, SettleOptions, Simulation, SimulationOptions } from './simulation-types.ts';
import { createWiring } from './wiring.ts';
import type { KillPlan } from './wiring.ts';
import { parseCharmUrl } from '../charm/charm-url.ts';
import { startClock } from '../store/clock.ts';
import { jujuFeatures } from '../model/juju-features.ts';
import { JujuRefused, unitOf } from '../model/model.ts';
import type { Model, Seen } from '../model/model.ts';
import { appendHistory } from '../store/history.ts';
import { dataOf } from '../store/observe.ts';
import { lookAtStore, openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';

export type { Progress, Settled, SettleOptions, Simulation, SimulationOptions } from './simulation-types.ts';

/** What of the simulator's other rooms a simulation is made of. */
export interface Parts {
  readonly startGateway: (onCall: (call: GatewayCall) => Promise<Answer>) => Promise<Gateway>;
  readonly programs: Readonly<Record<string, Program>>;
  readonly prepareMachine: (machine: Machine) => Promise<void>;
  /** The machine's programs are as after a reboot. */
  readonly rebootPrograms?: (machine: Machine) => void;
  /** The machine has this hardware from here on. */
  readonly giveHardware?: (machine: Machine, given: Hardware) => void;
  readonly createCluster: (saved: unknown, now: () => number) => Cluster;
  /** Programs of this computer reach the cluster, through the proxy that is named. */
  readonly serveCluster: ServeCluster;
  readonly standIns: Readonly<Record<string, StandInCharm>>;
  readonly inert: (name: string) => StandInCharm;
}

/**
 * The model of the folder is open, with these parts in place of the simulator's rooms.
 *
 * @throws JujuRefused when another process changes it
 */
export async function openSimulationWith(parts: Parts, options: SimulationOptions): Promise<Simulation> {
  const folder = path.resolve(options.folder);
  const fresh = { juju: options.juju ?? '2.9', clockSeconds: Date.now() / 1000 } as const;
  let notice: Awake['notice'] = () => undefined;
  const store = options.isReadOnly === true ? lookAtStore(folder) : openStore(folder, fresh, (place) => notice(place));
  try {
    return await openWith(parts, options, { folder, store, setNotice: (awake) => (notice = awake.notice) });
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Opened {
  readonly folder: string;
  readonly store: Store;
  readonly setNotice: (awake: Awake) => void;
}

async function openWith(
  parts: Parts,
  options: SimulationOptions,
  { folder, store, setNotice }: Opened,
): Promise<Simulation> {
  const { model } = store;
  const awake = createAwake(dataOf(model));
  setNotice(awake);
  const clock = startClock(model, () => Date.now() / 1000);
  const { now } = clock;
  const cluster = parts.createCluster(store.cluster, now);
  const { world, close: closeWorld } = await openWorld(parts.serveCluster, options, cluster, now);
  const juju = createJuju(parts, options, { folder, store, world });
  const node = options.node ?? process.execPath;
  const hooks: HookRecord[] = [];
  const progress = options.onProgress ?? (() => undefined);
  let savedChanges = cluster.changeCount;
  const save = () => {
    clock.keep();
    const isClusterChanged = cluster.changeCount !== savedChanges;
    savedChanges = cluster.changeCount;
    store.save(isClusterChanged ? { snapshot: cluster.snapshot() } : null);
  };
  // On disk before a process starts: a simulator that is killed knows afterwards what its agents were about.
  const { programs, prepareMachine } = parts;
  const wiring = createWiring({ juju, programs, prepareMachine, node, beforeProcess: save });
  const gateway = options.isReadOnly === true ? null : await parts.startGateway((call) => wiring.onCall(call));
  if (gateway !== null) wiring.connect(gateway);
  if (gateway !== null) {
    const isInterrupted = Object.values(model.units).some(
      ({ running, runningTask }) => (running ?? runningTask) !== null,
    );
    if (isInterrupted) endLeftovers(folder);
    recoverInterrupted(model, now());
    save();
  }
  const settling = (maxHooks: number | null, stopWhen: (model: Seen<Model>) => boolean): Settling => ({
    juju,
    wiring,
    awake,
    seed: options.seed ?? null,
    concurrency: options.concurrency ?? Math.max(2, availableParallelism()),
    maxHooks,
    stopWhen,
    started: (unit, job) => progress({ kind: 'hook-started', unit, hook: nameOf(job) }),
    finished: (unit, job, record) => {
      if (record !== null) hooks.push(record);
      save();
      if (record !== null) appendHistory(folder, historyOf(job, record));
      const { durationMs, exitCode, committed } = record ?? { durationMs: 0, exitCode: 0, committed: true };
      const isRefused = exitCode === 0 && !committed;
      progress({ kind: 'hook-finished', unit, hook: nameOf(job), durationMs, exitCode, isRefused });
    },
    moveOn: clock.moveOn,
  });
  const ran = async (work: () => Promise<void>): Promise<Settled> => {
    if (gateway === null) throw new JujuRefused('the model is open to be looked at only');
    const before = hooks.length;
    await work();
    const since = hooks.slice(before);
    const failed = since.filter(({ committed, signal }) => !committed && signal !== 'SIGKILL' && signal !== 'SIGTERM');
    return { hooks: since, failed };
  };
  return {
    ...createOperations(juju, { hasPublicAddresses: options.hasPublicAddresses ?? false }),
    model,
    hooks,
    get killPlan() {
      return wiring.killPlan;
    },
    set killPlan(plan: KillPlan | null) {
      wiring.killPlan = plan;
    },
    now,
    machine: (id) => juju.machine(id),
    charmSource: (charm) => juju.charmSource(charm),
    machineOf: (unit) => juju.machine(unitOf(model, unit).machine),
    unitStatus: (unit) => {
      const { agentStatus, workload } = unitOf(model, unit);
      return agentStatus.status === 'error' ? { status: 'error', message: agentStatus.message } : workload;
    },
    cluster,
    setApiTrouble: (trouble) => void (cluster.trouble = trouble),
    settle: ({ maxHooks = null, stopWhen = () => false }: SettleOptions = {}) =>
      ran(() => settle(settling(maxHooks, stopWhen))),
    advance: (seconds, { maxHooks = null, stopWhen = () => false }: SettleOptions = {}) =>
      ran(() => advance(settling(maxHooks, stopWhen), seconds)),
    log: () => store.log(),
    save: async () => save(),
    close: async () => {
      wiring.killAll();
      await gateway?.close();
      await closeWorld();
      store.close();
    },
  };
}

function nameOf(job: Job): string {
  return job.kind === 'hook' ? job.hook.name : job.task.name;
}

interface Place {
  readonly folder: string;
  readonly store: Store;
  readonly world: World;
}

function createJuju(parts: Parts, options: SimulationOptions, { folder, store, world }: Place): Juju {
  const { model } = store;
  const now = () => world.now();
  const { realMachines = {} } = options;
  const charms = createCharms(parts, { charmFolder: path.resolve(options.charmFolder), folder });
  return {
    model,
    folder,
    features: jujuFeatures[model.juju],
    now,
    ...charms,
    rebootPrograms: (machine) => {
      if (machine.real === undefined) parts.rebootPrograms?.(machine);
    },
    giveHardware: parts.giveHardware ?? (() => undefined),
    log: (line) => store.addToLog({ time: now(), ...line }),
    machine: createMachines({ model, folder, realMachines, world }),
    resourceFile: (application, name) => {
      const attached = application.resources[name];
      if (attached !== undefined) return path.join(folder, attached.file);
      return parseCharmUrl(application.charm).isPath ? null : defaultResource(folder, name);
    },
  };
}
