import { dispatch } from '../engine/engine.ts';
import type { Outcome } from '../engine/engine.ts';
import { loadState, publish, saveState, sendStatus } from '../juju/juju.ts';
import type { HookContext, MachineFile } from '../juju/juju.ts';
import { collectAnnouncements } from './announcements.ts';
import { flags } from './flags.ts';
import { handlerTable } from './handler-table.ts';
import { hookInputs } from './input-source.ts';
import type { HookInputs } from './input-source.ts';
import type { WorkerPorts } from './ports.ts';
import { createServices } from './services.ts';
import { statusFacts } from './status-facts.ts';
import { leavingStatus, unitStatus } from './status.ts';
import { stateFolder } from './worker-run.ts';
import type { WorkerRun } from './worker-run.ts';
import type { WorkerWords } from './words.ts';

export interface Reconciling extends WorkerRun {
  readonly caller: Pick<HookContext, 'app' | 'unit' | 'charmDir' | 'modelUuid'>;
  /** The hook whose questions are asked anew. */
  readonly hook: string;
  readonly record: MachineFile;
  /** Juju lets a hook reboot the machine, and no action: what wants to is left to the next hook. */
  readonly mayReboot: boolean;
}

/** The last outcome of each handler that ran, by its name. */
export type Outcomes = ReadonlyMap<string, Outcome<string, string>>;

/**
 * What is due has been done, services restarted, differences published, the status set, and, last, the state committed.
 *
 * A unit that is being removed says so, and does nothing else.
 *
 * @throws what a handler or a hook tool throws; then nothing is committed, and the next pass does it again
 */
export async function reconcile(run: Reconciling): Promise<Outcomes> {
  const { caller, machine, jujuFiles, tools, trace, record, warn } = run;
  const { app, unit, modelUuid } = caller;
  if (record.now().leaving) {
    await sendStatus(tools, leavingStatus(record.now().podsLeft));
    return new Map();
  }
  const folder = stateFolder(caller);
  const loaded = await loadState(jujuFiles, folder);
  if (loaded.warning !== null) warn(loaded.warning);
  const { state } = loaded;

  const fingerprint = run.fingerprintWith(record.now().fingerprintKey);
  const inputs = hookInputs({
    hook: run.hook,
    stored: state.inputs,
    sources: { tools, machine, jujuFiles, record: record.now, app, unit, modelUuid, proxies: run.proxies },
    fingerprint,
  });
  await inputs.askDue();
  const services = createServices({ machine, record, stored: state.services });
  const announced = collectAnnouncements();
  const rebootReasons: string[] = [];
  const ports: WorkerPorts = {
    app,
    unit,
    machine,
    jujuFiles,
    template: (name) => readTemplate(run, name),
    services,
    publish: announced,
    record,
    fingerprint,
    working: async (what) => tools.setStatus('maintenance', what),
    reboot: (reason) => {
      if (run.mayReboot) rebootReasons.push(reason);
      return run.mayReboot;
    },
    warn,
  };

  const result = await dispatch<WorkerWords>({
    table: handlerTable,
    knownFlags: flags,
    hook: run.hook,
    state: state.engine,
    inputs,
    ports,
    trace: trace.engine,
  });
  const report = await services.settle();
  trace.note('restarts', report.restarts);
  for (const [service, problem] of Object.entries(report.failures)) warn(`${service}: ${problem}`);

  const sent = await publish({
    tools,
    unit,
    desired: announced.desired(),
    published: state.publication,
    unconfirmed: state.unconfirmed,
    liveRelationIds: await relationIds(inputs),
  });
  const outcomes: Outcomes = result.outcomes;
  const shown = { app, outcomes: outcomes.values(), inputs, flags: result.state.flags, services: report };
  await sendStatus(tools, unitStatus(await statusFacts({ ...shown, record: record.now() })));
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
  return outcomes;
}

/**
 * Text of a file in the charm's `templates/`.
 *
 * @throws Error when the charm has no such file
 */
export async function readTemplate(
  { jujuFiles, caller }: Pick<Reconciling, 'jujuFiles' | 'caller'>,
  name: string,
): Promise<string> {
  const text = await jujuFiles.readText(`${caller.charmDir}/templates/${name}`);
  if (text === null) throw new Error(`the charm has no templates/${name}`);
  return text;
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
