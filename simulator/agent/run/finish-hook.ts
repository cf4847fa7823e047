import { unitTag } from '../../model/model.ts';
import type { LogLine } from '../../store/store.ts';
import { commitHook, noteHook } from './commit.ts';
import { failHook } from './fail-hook.ts';
import type { HookContext } from '../hook-context.ts';
import { showSucceeded } from './hook-status.ts';
import type { Juju } from '../juju.ts';
import { logOutput } from './log-output.ts';
import { rebootMachine } from '../operate/reboot.ts';
import type { Outcome } from './run-charm-file.ts';
import { signalText } from './signal-text.ts';

/**
 * The hook's outcome has its consequences: what it wrote is true, or the unit is in error, or the hook is queued again.
 *
 * @returns whether what it wrote is true
 */
export function finishHook(juju: Juju, context: HookContext, outcome: Outcome): boolean {
  logOutput(juju, { unit: context.unit.name, name: context.hook.name }, outcome);
  if (context.reboot === 'now' || outcome.kind === 'terminated') {
    requeue(juju, context);
    return false;
  }
  if (outcome.kind === 'failed') {
    fail(juju, context, `(via ${outcome.via}) failed: ${reasonOf(outcome)}`);
    return false;
  }
  const refusal = outcome.kind === 'skipped' ? null : commitHook(juju, context);
  if (refusal !== null) {
    say(juju, context, 'ERROR', `cannot apply changes: ${refusal}`);
    fail(juju, context, `(via ${outcome.via}) failed: cannot apply changes: ${refusal}`);
    return false;
  }
  if (outcome.kind === 'skipped') noteHook(juju, context);
  succeed(juju, context, outcome);
  return outcome.kind !== 'skipped';
}

function say(juju: Juju, { unit }: HookContext, level: LogLine['level'], message: string): void {
  juju.log({ entity: unitTag(unit.name), level, module: 'juju.worker.uniter.operation', message });
}

function requeue(juju: Juju, context: HookContext): void {
  const { unit, hook, reboot } = context;
  say(juju, context, 'INFO', `hook "${hook.name}" was terminated`);
  unit.agentStatus = { status: 'idle', message: '', since: juju.now() };
  unit.failed = null;
  unit.queued = hook;
  if (reboot === 'now') rebootMachine(juju, unit.machine);
}

function fail(juju: Juju, context: HookContext, how: string): void {
  const { unit, hook } = context;
  say(juju, context, 'ERROR', `hook "${hook.name}" ${how}`);
  failHook(juju.model, unit, hook, juju.now());
  const message = `awaiting error resolution for "${hook.name}" hook`;
  juju.log({ entity: unitTag(unit.name), level: 'INFO', module: 'juju.worker.uniter', message });
}

function reasonOf({ exitCode, signal, problem = '' }: Outcome): string {
  if (exitCode !== null) return `exit status ${exitCode}`;
  return signal === null ? problem : `signal: ${signalText(signal)}`;
}

function succeed(juju: Juju, context: HookContext, outcome: Outcome): void {
  const { unit, hook, reboot } = context;
  const how = outcome.kind === 'skipped' ? `skipped "${hook.name}" hook (missing)` : null;
  say(juju, context, 'INFO', how ?? `ran "${hook.name}" hook (via ${outcome.via})`);
  unit.agentStatus = { status: 'idle', message: '', since: juju.now() };
  showSucceeded(unit, hook, juju.now());
  if (reboot === 'after') rebootMachine(juju, unit.machine);
}
