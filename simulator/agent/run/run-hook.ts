import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { StandInRefused } from '../../contract.ts';
import { applicationOf, leaderOf, unitTag } from '../../model/model.ts';
import type { HookInfo, Unit } from '../../model/model.ts';
import { selectHookFile } from '../files/charm-files.ts';
import { noteHook } from './commit.ts';
import { finishHook } from './finish-hook.ts';
import { openContext } from '../hook-context.ts';
import type { CallRecord, HookContext } from '../hook-context.ts';
import { showStarted } from './hook-status.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { layUnit } from '../files/lay-unit.ts';
import { playHook } from './play.ts';
import { runCharmFile } from './run-charm-file.ts';
import type { Outcome, Wiring } from './run-charm-file.ts';

/** One hook that was run. */
export interface HookRecord {
  readonly unit: string;
  readonly hook: string;
  /** For example `certificates:3`. */
  readonly relation?: string;
  readonly remoteUnit?: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** By the model's clock. */
  readonly startedAt: number;
  /** Milliseconds since the epoch by the host's clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly calls: readonly CallRecord[];
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote is true. */
  readonly committed: boolean;
}

/**
 * The hook has run and is committed, or left the unit in error, or is queued again because it was terminated. Before a
 * first install and an upgrade-charm that is due, the charm's files are replaced.
 *
 * @returns null for a hook that the charm does not have, which counts as run; for one that has lost its object while it
 *   was queued; and when the charm's files could not be replaced
 * @throws StandInRefused, naming unit and relation, when a stand-in charm refuses what it reads
 */
export async function runHook(juju: Juju, wiring: Wiring, unit: Unit, hook: HookInfo): Promise<HookRecord | null> {
  if (isPointless(juju, unit, hook)) {
    noteHook(juju, openContext(juju, unit, hook));
    unit.agentStatus = { status: 'idle', message: '', since: juju.now() };
    return null;
  }
  if (isLayingDue(juju, unit, hook) && !layUnit(juju, unit)) return null;
  start(juju, unit, hook);
  const context = openContext(juju, unit, hook);
  const charm = juju.charmOf(applicationOf(juju.model, unit.application));
  const startMs = performance.now();
  const outcome =
    charm.kind === 'process' ? await runProcess(juju, wiring, context) : await play(juju, context, charm.charm);
  context.isOver = true;
  unit.running = null;
  const committed = finishHook(juju, context, outcome);
  if (outcome.kind === 'skipped') return null;
  const durationMs = Math.round(performance.now() - startMs);
  return { ...recordOf(context, outcome), durationMs, committed };
}

/** A queued hook can have lost what it is about: leadership, its relation, its storage, its secret. */
function isPointless({ model }: Juju, unit: Unit, { name, relation, storage, secret, isRequested }: HookInfo): boolean {
  if (isRequested) return false;
  if (name === 'leader-elected') return leaderOf(model, unit.application) !== unit.name;
  if (relation !== null) return unit.relations[String(relation.id)] === undefined;
  if (storage !== undefined) return model.storages[storage] === undefined;
  return secret !== undefined && model.secrets[secret.id] === undefined;
}

/** A hook that is queued or retried runs with the files that are there. */
function isLayingDue({ model }: Juju, unit: Unit, { name, isRequested }: HookInfo): boolean {
  if (unit.laidRevision === null) return true;
  const isFirst = unit.queued === null && unit.failed === null && !isRequested;
  const isOutdated = unit.laidRevision !== applicationOf(model, unit.application).charmRevision;
  return isFirst && isOutdated && (name === 'install' || name === 'upgrade-charm');
}

function start(juju: Juju, unit: Unit, hook: HookInfo): void {
  const say = (message: string) =>
    juju.log({ entity: unitTag(unit.name), level: 'INFO', module: 'juju.worker.uniter', message });
  if (unit.queued !== null) say(`found queued "${hook.name}" hook`);
  else if (hook.name === 'start' && unit.isRebooted && !hook.isRequested)
    say('reboot detected; triggering implicit start hook to notify charm');
  unit.running = hook;
  unit.lastHook = juju.model.hookCount += 1;
  showStarted(unit, hook, juju.now());
  const storage = hook.storage === undefined ? undefined : juju.model.storages[hook.storage];
  if (storage?.kind === 'filesystem')
    mkdirSync(path.join(juju.machine(unit.machine).root, storage.location), { recursive: true });
}

async function runProcess(juju: Juju, wiring: Wiring, context: HookContext): Promise<Outcome> {
  const { unit, hook } = context;
  const charm = `${agentFolder(juju.machine(unit.machine), unit.name)}/charm`;
  return runCharmFile(juju, wiring, context, selectHookFile(charm, hook.name), `hooks/${hook.name}`);
}

async function play(juju: Juju, context: HookContext, charm: Parameters<typeof playHook>[2]): Promise<Outcome> {
  const { unit, hook } = context;
  try {
    await playHook(juju, context, charm);
  } catch (error) {
    unit.running = null;
    unit.queued = hook;
    const text = `${unit.name} ${hook.name}${placeOf(hook)}: ${error instanceof Error ? error.message : String(error)}`;
    throw error instanceof StandInRefused
      ? new StandInRefused(text, { cause: error })
      : new Error(text, { cause: error });
  }
  return { kind: 'succeeded', exitCode: 0, signal: null, stdout: '', stderr: '', via: 'stand-in' };
}

function placeOf({ relation }: HookInfo): string {
  if (relation === null) return '';
  const who = relation.remoteUnit === null ? '' : ` with ${relation.remoteUnit}`;
  return ` (${relation.endpoint}:${relation.id}${who})`;
}

function recordOf(context: HookContext, outcome: Outcome): Omit<HookRecord, 'committed' | 'durationMs'> {
  const { unit, hook, startedAt, startedAtMs, calls } = context;
  const { relation } = hook;
  const { exitCode, signal, stdout, stderr } = outcome;
  return {
    unit: unit.name,
    hook: hook.name,
    ...(relation === null ? {} : { relation: `${relation.endpoint}:${relation.id}` }),
    ...(relation?.remoteUnit === null || relation === null ? {} : { remoteUnit: relation.remoteUnit }),
    ...{ exitCode, signal, startedAt, startedAtMs, calls, stdout, stderr },
  };
}
