import { outcomeOf, standings } from '../engine/engine.ts';
import type { HandlerStanding } from '../engine/engine.ts';
import type { UnitState as SystemdUnit } from '../host/host.ts';
import { loadState } from '../juju/juju.ts';
import type { MachineRecord, Publication, UnitStatus } from '../juju/juju.ts';
import { flags } from './flags.ts';
import { handlerTable } from './handler-table.ts';
import { hookInputs } from './input-source.ts';
import type { Reconciling } from './reconcile.ts';
import { serviceOrder } from './services.ts';
import { statusFacts } from './status-facts.ts';
import { statusRows } from './status.ts';
import type { StatusRow } from './status.ts';
import { stateFolder } from './worker-run.ts';
import type { WorkerWords } from './words.ts';

/** A unit between two hooks: what it knows, what it has yet to do, and what is in its way. Values of inputs are not in it. */
export interface UnitStanding {
  readonly unit: string;
  /** What Juju shows. */
  readonly status: UnitStatus;
  /** What stands between the unit and `active`, the most important first. */
  readonly rows: readonly StatusRow[];
  readonly flags: readonly string[];
  readonly handlers: readonly HandlerStanding[];
  readonly services: readonly ServiceStanding[];
  readonly record: MachineRecord;
  readonly publication: Publication;
  /** Whether Juju has kept what was last sent is asked in the next hook. */
  readonly unconfirmed: boolean;
}

/** A service of this charm's. */
export interface ServiceStanding {
  readonly name: string;
  /** What it has to read is not what it read when it was last restarted: the next hook restarts it. */
  readonly isDue: boolean;
  readonly state: SystemdUnit | null;
}

/**
 * The unit as it stands: options and the machine as they are now, relations as the last hook saw them.
 *
 * No handler runs, no service is restarted, and nothing is told to Juju or written.
 */
export async function lookAtUnit(given: Omit<Reconciling, 'hook' | 'mayReboot'>): Promise<UnitStanding> {
  const { caller, machine, jujuFiles, tools, record } = given;
  const { state } = await loadState(jujuFiles, stateFolder(caller));
  const inputs = hookInputs({
    hook: 'config-changed',
    stored: state.inputs,
    sources: { ...caller, tools, machine, jujuFiles, record: record.now, proxies: given.proxies },
    fingerprint: given.fingerprintWith(record.now().fingerprintKey),
  });
  const handlers = await standings<WorkerWords>({
    table: handlerTable,
    knownFlags: flags,
    hook: 'config-changed',
    state: state.engine,
    inputs,
  });
  const names = serviceOrder.filter((name) => name in state.services);
  const states = await machine.systemd.show(names);
  const outcomes = handlers.flatMap(({ mark }) => {
    const outcome = mark === null ? null : outcomeOf(mark);
    return outcome === null ? [] : [outcome];
  });
  const services = { states, failures: {}, restarts: [] };
  const shown = { app: caller.app, outcomes, inputs, flags: state.engine.flags, services };
  return {
    unit: caller.unit,
    status: await tools.status(),
    rows: statusRows(await statusFacts({ ...shown, record: record.now() })),
    flags: state.engine.flags,
    handlers,
    services: names.map((name) => ({
      name,
      isDue: record.now().services[name]?.fingerprint !== state.services[name],
      state: states[name] ?? null,
    })),
    record: record.now(),
    publication: state.publication,
    unconfirmed: state.unconfirmed,
  };
}
