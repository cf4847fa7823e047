/** Models for the stories in this folder: a real build/charm under the embedded Juju, in a temporary folder. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openSimulation } from '../../simulator/simulation.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';

export const worker = 'kubernetes-worker/0';

/** The four relations of a worker, each with what the other end is in the canonical bundle. */
export const workerRelations = [
  ['kubernetes-worker:kube-control', 'kubernetes-master:kube-control'],
  ['kubernetes-worker:certificates', 'easyrsa:client'],
  ['kubernetes-worker:kube-api-endpoint', 'kubeapi-load-balancer:website'],
  ['kubernetes-worker:cni', 'flannel:cni'],
] as const;

const clusterRelations = [
  ['kubernetes-master:kube-api-endpoint', 'kubeapi-load-balancer:apiserver'],
  ['kubernetes-master:loadbalancer', 'kubeapi-load-balancer:loadbalancer'],
  ['kubernetes-master:certificates', 'easyrsa:client'],
  ['etcd:certificates', 'easyrsa:client'],
  ['kubernetes-master:etcd', 'etcd:db'],
  ['kubeapi-load-balancer:certificates', 'easyrsa:client'],
  ['flannel:etcd', 'etcd:db'],
  ['flannel:cni', 'kubernetes-master:cni'],
] as const;

export interface TestModel {
  readonly folder: string;
  readonly sim: Simulation;
  /** Ends the simulation and removes its folder. */
  readonly end: () => Promise<void>;
}

/** An empty model, or one that goes on from a copy of another's folder. */
export async function aModel(
  options: {
    readonly from?: string;
    readonly seed?: number;
    readonly node?: string;
    readonly concurrency?: number;
    /** A real kubectl for its machines. */
    readonly kubectl?: string;
    /** The version of Juju, of a new model. */
    readonly juju?: '2.9' | '3.6' | '4.0';
  } = {},
): Promise<TestModel> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-model-'));
  // By cp, which keeps the times of files to the nanosecond: the charm would see others as a change of its files.
  if (options.from !== undefined) await promisify(execFile)('cp', ['-a', `${options.from}/.`, folder]);
  const sim = await openSimulation({
    folder,
    charmFolder: path.resolve('build/charm'),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.node === undefined ? {} : { node: options.node }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.kubectl === undefined ? {} : { kubectl: options.kubectl }),
    ...(options.juju === undefined ? {} : { juju: options.juju }),
  });
  const end = async () => {
    await sim.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, sim, end };
}

/** The control plane of a cluster, settled. */
export async function aCluster(sim: Simulation): Promise<void> {
  for (const application of ['easyrsa', 'etcd', 'kubernetes-master', 'kubeapi-load-balancer']) {
    sim.deploy({ application, charm: `cs:~containers/${application}`, series: 'xenial' });
    sim.addUnit(application);
  }
  sim.deploy({ application: 'flannel', charm: 'cs:~containers/flannel', series: 'xenial' });
  for (const [a, b] of clusterRelations) sim.relate(a, b);
  await settled(sim);
}

/** One worker that nothing is related to yet; not settled, so that the next step sees its install hook. */
export function addWorker(
  sim: Simulation,
  options: Readonly<Record<string, string>> = {},
  place: { readonly machine?: string; readonly series?: 'xenial' | 'bionic' | 'focal' | 'jammy' | 'noble' } = {},
): void {
  sim.deploy({
    application: 'kubernetes-worker',
    charm: 'cs:~containers/kubernetes-worker',
    series: place.series ?? 'xenial',
    options,
  });
  sim.addUnit('kubernetes-worker', place.machine === undefined ? {} : { machine: place.machine });
}

export function relateWorker(sim: Simulation): void {
  for (const [a, b] of workerRelations) sim.relate(a, b);
}

/** Nothing is due, one hook later neither, and the model is on disk, so that it can be copied. */
export async function atRest(sim: Simulation): Promise<void> {
  await settled(sim);
  sim.updateStatus(worker);
  await settled(sim);
  await sim.save();
}

/** A worker has joined the cluster and is at rest. */
export async function joinWorker(sim: Simulation): Promise<void> {
  addWorker(sim);
  relateWorker(sim);
  await atRest(sim);
}

/** The story is told to a copy of the model, which is gone afterwards. */
export async function inACopy(
  from: TestModel,
  tell: (sim: Simulation, model: TestModel) => Promise<void>,
  options: { readonly concurrency?: number; readonly kubectl?: string; readonly node?: string } = {},
): Promise<void> {
  const model = await aModel({ ...options, from: from.folder });
  try {
    await tell(model.sim, model);
  } finally {
    await model.end();
  }
}

/** Runs what is due, and refuses hooks that failed. */
export async function settled(sim: Simulation): Promise<readonly HookRecord[]> {
  const { hooks, failed } = await sim.settle();
  if (failed.length > 0) {
    const [first] = failed;
    throw new Error(`${failed.length} hooks failed; ${first?.unit} ${first?.hook}: ${first?.stderr ?? ''}`);
  }
  return hooks;
}

/** The action has run; how it ended for the operator. */
export async function act(sim: Simulation, action: string, parameters: Readonly<Record<string, unknown>> = {}) {
  const operation = sim.runAction([worker], action, parameters);
  const hooks = await settled(sim);
  const task = Object.values(sim.model.tasks).find((each) => each.operation === operation);
  if (task === undefined) throw new Error('no task');
  const { status, message, results, log } = task;
  return { status, message, results, log: log.map((line) => line.message), hooks };
}

export function statusOf(sim: Simulation, unit = worker): string {
  const { status, message } = sim.unitStatus(unit);
  return `${status}: ${message}`;
}

export const running = 'active: Kubernetes worker running.';

/** A file of the worker's simulated machine, by its path there. */
export async function fileOf(sim: Simulation, file: string, unit = worker): Promise<string> {
  return readFile(path.join(sim.machineOf(unit).root, file), 'utf8');
}

/** Calls of stand-in programs in these hooks that change the machine or ask Juju to change something. */
export function changesIn(hooks: readonly HookRecord[]): string[] {
  const isQuestion = (program: string, argv: readonly string[]) =>
    program.endsWith('-get') ||
    ['relation-ids', 'relation-list', 'opened-ports', 'is-leader', 'dpkg-query'].includes(program) ||
    (program === 'systemctl' && (argv[0] === 'show' || argv[0] === 'is-active')) ||
    (program === 'dpkg' && argv[0] === '--print-architecture') ||
    program === 'systemd-detect-virt' ||
    (program === 'snap' && ['get', 'info', 'list', 'version'].includes(argv[0] ?? '')) ||
    (program === 'kubelet' && argv[0] === '--version');
  return hooks.flatMap(({ calls }) =>
    calls
      .filter(({ program, argv }) => !isQuestion(program, argv))
      .map(({ program, argv }) => [program, ...argv].join(' ')),
  );
}
