import { dispatch } from '../engine/engine.ts';
import type { Files, Machine } from '../host/host.ts';
import { loadMachineFile, loadState, publish, saveState, sendStatus } from '../juju/juju.ts';
import type { HookEvent, Tools } from '../juju/juju.ts';
import { collectAnnouncements } from './announcements.ts';
import { flags } from './flags.ts';
import { hasGpu } from './has-gpu.ts';
import { handlerTable } from './handler-table.ts';
import { hookInputs } from './input-source.ts';
import type { HookInputs } from './input-source.ts';
import { createServices } from './services.ts';
import type { ServiceReport } from './services.ts';
import type { Proxies } from './input-types.ts';
import { unitStatus } from './status.ts';
import type { StatusFacts } from './status.ts';
import { stopWorker } from './stop.ts';
import type { Trace } from './trace.ts';
import type { WorkerPorts } from './ports.ts';
import type { WorkerWords } from './words.ts';

export interface HookRun {
  readonly hook: HookEvent;
  readonly machine: Machine;
  /** Paths that Juju gave. */
  readonly jujuFiles: Files;
  readonly tools: Tools;
  readonly trace: Trace;
  readonly warn: (text: string) => void;
  readonly randomKey: () => string;
  /** What the model sets for charms. */
  readonly proxies: Proxies;
  /** Keyed fingerprint function for a key. */
  readonly fingerprintWith: (key: string) => (value: unknown) => string;
}

/**
 * One hook from end to end: what is due has been done, services restarted, differences published, the status set,
 * and, last, the state committed.
 *
 * @throws what a handler or a hook tool throws; then nothing is committed and Juju runs the hook again
 */
export async function runHook(run: HookRun): Promise<void> {
  const { hook, machine, jujuFiles, tools, trace, warn } = run;
  const folder = `${hook.charmDir}/.state`;
  if (hook.name === 'stop') return stop(run, folder);

  const loaded = await loadState(jujuFiles, folder);
  const record = await loadMachineFile(jujuFiles, folder, run);
  for (const warning of [loaded.warning, record.warning]) if (warning !== null) warn(warning);
  const { state } = loaded;

  const fingerprint = run.fingerprintWith(record.now().fingerprintKey);
  const inputs = hookInputs({
    hook: hook.name,
    stored: state.inputs,
    sources: { tools, machine, jujuFiles, record: record.now, app: hook.app, unit: hook.unit, proxies: run.proxies },
    fingerprint,
  });
  await inputs.askDue();
  const services = createServices({ machine, record, stored: state.services });
  const announced = collectAnnouncements();
  const rebootReasons: string[] = [];
  const ports: WorkerPorts = {
    app: hook.app,
    unit: hook.unit,
    machine,
    jujuFiles,
    template: async (name) => {
      const text = await jujuFiles.readText(`${hook.charmDir}/templates/${name}`);
      if (text === null) throw new Error(`the charm has no templates/${name}`);
      return text;
    },
    services,
    publish: announced,
    record,
    fingerprint,
    working: (what) => tools.setStatus('maintenance', what),
    reboot: (reason) => void rebootReasons.push(reason),
    warn,
  };

  const result = await dispatch<WorkerWords>({
    table: handlerTable,
    knownFlags: flags,
    hook: hook.name,
    state: state.engine,
    inputs,
    ports,
    trace: trace.engine,
  });
  const report = await services.settle();
  trace.note('restarts', report.restarts);
  for (const [service, problem] of Object.entries(report.failures)) warn(`${service}: ${problem}`);

  const desired = announced.desired();
  const sent = await publish({
    tools,
    unit: hook.unit,
    desired,
    published: state.publication,
    unconfirmed: state.unconfirmed,
    liveRelationIds: await relationIds(inputs),
  });
  const facts = await statusFacts(hook.app, result.outcomes.values(), inputs, result.state.flags, report);
  await sendStatus(tools, unitStatus(facts));
  if (rebootReasons.length > 0) {
    await tools.setStatus('maintenance', 'Rebooting the machine');
    await tools.reboot();
    trace.note('reboot', rebootReasons);
  }
  trace.note('toolCalls', tools.count());
  await saveState(jujuFiles, folder, loaded, {
    ...state,
    engine: result.state,
    inputs: { ...inputs.toStore() },
    publication: sent.published,
    unconfirmed: sent.sentBuffered,
    services: { ...services.wanted() },
  });
}

async function stop({ machine, jujuFiles, warn, randomKey }: HookRun, folder: string): Promise<void> {
  let node: string | null = null;
  try {
    node = (await loadMachineFile(jujuFiles, folder, { randomKey })).now().node;
  } catch (error) {
    warn(`machine.json cannot be used: ${String(error)}`);
  }
  await stopWorker({ machine, node, warn });
}

async function relationIds(inputs: HookInputs): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const endpoint of [
    'certificates',
    'cni',
    'dockerhost',
    'kube-api-endpoint',
    'kube-control',
    'sdn-plugin',
  ] as const) {
    ids.push(...(await inputs.value(`relation.${endpoint}`)).ids);
  }
  return ids;
}

async function statusFacts(
  app: string,
  outcomes: Iterable<StatusFacts['outcomes'][number]>,
  inputs: HookInputs,
  flagsNow: readonly string[],
  services: ServiceReport,
): Promise<StatusFacts> {
  return {
    app,
    outcomes: [...outcomes],
    relations: {
      'kube-control': await inputs.value('relation.kube-control'),
      certificates: await inputs.value('relation.certificates'),
      'kube-api-endpoint': await inputs.value('relation.kube-api-endpoint'),
      cni: await inputs.value('relation.cni'),
    },
    received: {
      dns: await inputs.value('kube-control.dns'),
      credentials: await inputs.value('kube-control.credentials'),
      certificates: await inputs.value('certificates.material'),
      servers: await inputs.value('kube-api.servers'),
      cidr: await inputs.value('cni.cidr'),
      sdn: await inputs.value('sdn-plugin.network'),
    },
    isInstalled: flagsNow.includes('snaps.installed'),
    isConfigured: flagsNow.includes('kubelet.configured') && flagsNow.includes('kube-proxy.configured'),
    services,
    gpu: await usableGpu(inputs),
  };
}

async function usableGpu(inputs: HookInputs): Promise<StatusFacts['gpu']> {
  const nvidia = await inputs.value('host.nvidia');
  const isUsable = hasGpu({
    'host.container': await inputs.value('host.container'),
    'host.nvidia': nvidia,
    'machine.runtime': await inputs.value('machine.runtime'),
  });
  if (!isUsable || nvidia.driver === null) return null;
  return { driver: nvidia.driver, cuda: (await inputs.value('host.cuda'))?.version ?? null };
}
