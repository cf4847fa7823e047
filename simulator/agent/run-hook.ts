import { performance } from 'node:perf_hooks';
import { StandInRefused } from '../contract.ts';
import { applicationOf, unitTag } from '../model/model.ts';
import type { HookInfo, Unit } from '../model/model.ts';
import { layCharm, selectHookFile } from './charm-files.ts';
import { commitHook } from './commit.ts';
import { openContext } from './hook-context.ts';
import type { CallRecord, HookContext } from './hook-context.ts';
import { agentFolder } from './juju.ts';
import type { Juju } from './juju.ts';
import { logOutput } from './log-output.ts';
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
 * The hook has run and is committed, or left the unit in error, or is queued again because it was terminated.
 *
 * @returns null for a hook that the charm does not have, which counts as run
 * @throws StandInRefused, naming unit and relation, when a stand-in charm refuses what it reads
 */
export async function runHook(juju: Juju, wiring: Wiring, unit: Unit, hook: HookInfo): Promise<HookRecord | null> {
  const application = applicationOf(juju.model, unit.application);
  const charm = juju.charmOf(application);
  prepareUnit(juju, unit, hook);
  const context = openContext(juju, unit, hook);
  const startedAt = juju.now();
  const startedAtMs = Date.now();
  const startMs = performance.now();
  const outcome =
    charm.kind === 'process'
      ? await runProcess(juju, wiring, context, charm.folder)
      : await play(juju, context, charm.charm);
  context.isOver = true;
  unit.running = null;
  finish(juju, context, outcome);
  if (outcome.kind === 'skipped') return null;
  const { relation } = hook;
  return {
    unit: unit.name,
    hook: hook.name,
    ...(relation === null ? {} : { relation: `${relation.endpoint}:${relation.id}` }),
    ...(relation?.remoteUnit === null || relation === null ? {} : { remoteUnit: relation.remoteUnit }),
    exitCode: outcome.exitCode,
    signal: outcome.signal,
    startedAt,
    startedAtMs,
    durationMs: Math.round(performance.now() - startMs),
    calls: context.calls,
    stdout: outcome.stdout,
    stderr: outcome.stderr,
    committed: outcome.kind === 'succeeded',
  };
}

function prepareUnit(juju: Juju, unit: Unit, hook: HookInfo): void {
  unit.running = hook;
  unit.lastHook = juju.model.hookCount += 1;
  const since = juju.now();
  if (hook.name !== 'update-status')
    unit.agentStatus = { status: 'executing', message: `running ${hook.name} hook`, since };
  if (hook.name === 'install' && !unit.hasSetStatus) {
    unit.workload = { status: 'maintenance', message: 'installing charm software', since };
  }
  if (hook.name === 'stop') unit.workload = { status: 'maintenance', message: 'stopping charm software', since };
}

async function runProcess(juju: Juju, wiring: Wiring, context: HookContext, source: string): Promise<Outcome> {
  const { unit, hook } = context;
  const machine = juju.machine(unit.machine);
  const folder = agentFolder(machine, unit.name);
  const application = applicationOf(juju.model, unit.application);
  if (unit.laidRevision !== application.charmRevision) {
    layCharm(source, folder, application.charm);
    unit.laidRevision = application.charmRevision;
  }
  return runCharmFile(juju, wiring, context, selectHookFile(`${folder}/charm`, hook.name), `hooks/${hook.name}`);
}

async function play(juju: Juju, context: HookContext, charm: Parameters<typeof playHook>[2]): Promise<Outcome> {
  const { unit, hook } = context;
  unit.laidRevision = applicationOf(juju.model, unit.application).charmRevision;
  try {
    await playHook(juju, context, charm);
  } catch (error) {
    unit.running = null;
    unit.queued = hook;
    const { relation } = hook;
    const where =
      relation === null
        ? ''
        : ` (${relation.endpoint}:${relation.id}${relation.remoteUnit === null ? '' : ` with ${relation.remoteUnit}`})`;
    const text = `${unit.name} ${hook.name}${where}: ${error instanceof Error ? error.message : String(error)}`;
    throw error instanceof StandInRefused
      ? new StandInRefused(text, { cause: error })
      : new Error(text, { cause: error });
  }
  return { kind: 'succeeded', exitCode: 0, signal: null, stdout: '', stderr: '', via: 'stand-in' };
}

function finish(juju: Juju, context: HookContext, outcome: Outcome): void {
  const { unit, hook } = context;
  const since = juju.now();
  const say = (level: 'ERROR' | 'INFO', message: string) =>
    juju.log({ entity: unitTag(unit.name), level, module: 'juju.worker.uniter.operation', message });
  logOutput(juju, { unit: unit.name, name: hook.name }, outcome);
  switch (outcome.kind) {
    case 'succeeded':
    case 'skipped':
      say(
        'INFO',
        outcome.kind === 'skipped'
          ? `skipped "${hook.name}" hook (missing)`
          : `ran "${hook.name}" hook (via ${outcome.via})`,
      );
      unit.agentStatus = { status: 'idle', message: '', since };
      commitHook(juju, context);
      return;
    case 'terminated':
      say('INFO', `hook "${hook.name}" was terminated`);
      unit.agentStatus = { status: 'idle', message: '', since };
      unit.failed = null;
      unit.queued = hook;
      return;
    case 'failed': {
      const why =
        outcome.exitCode === null
          ? outcome.signal === null
            ? outcome.via
            : `signal: ${outcome.signal}`
          : `exit status ${outcome.exitCode}`;
      say('ERROR', `hook "${hook.name}" (via ${outcome.via}) failed: ${why}`);
      unit.agentStatus = { status: 'error', message: `hook failed: "${hook.name}"`, since };
      unit.failed = { hook, attempts: (unit.failed?.attempts ?? 0) + 1, retryAt: since };
      unit.queued = null;
    }
  }
}
