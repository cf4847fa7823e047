import type { HookInfo, StatusData, Unit } from '../../model/model.ts';

/** Unit and agent have the status that Juju gives them when a hook starts. */
export function showStarted(unit: Unit, hook: HookInfo, since: number): void {
  if (hook.name !== 'update-status' || hook.isRequested)
    unit.agentStatus = { status: 'executing', message: runningMessage(hook), since };
  const workload = hook.isRequested ? undefined : before(unit, hook);
  if (workload !== undefined) unit.workload = { ...workload, since };
}

/** The unit has the status that Juju gives it when a hook has succeeded. */
export function showSucceeded(unit: Unit, hook: HookInfo, since: number): void {
  const workload = hook.isRequested ? undefined : after(unit, hook);
  if (workload !== undefined) unit.workload = { ...workload, since };
}

type Shown = Omit<StatusData, 'since'>;

/** As `juju status` shows it: it looks for `running NAME hook`, so only hooks about the unit alone are named there. */
function runningMessage({ name, relation, secret }: HookInfo): string {
  const remoteUnit = relation?.remoteUnit ?? null;
  if (remoteUnit !== null) return `running ${name} hook for ${remoteUnit}`;
  if (secret === undefined) return `running ${name} hook`;
  return `running ${name} hook for secret:${secret.id}${secret.revision === null ? '' : `/${secret.revision}`}`;
}

function before({ hasSetStatus, isInstalled }: Unit, { name, storage }: HookInfo): Shown | undefined {
  if (storage !== undefined && !isInstalled && !hasSetStatus)
    return { status: 'waiting', message: 'agent initialising' };
  if (name === 'install' && !hasSetStatus) return { status: 'maintenance', message: 'installing charm software' };
  if (name === 'stop') return { status: 'maintenance', message: 'stopping charm software' };
  if (name === 'remove') return { status: 'maintenance', message: 'cleaning up prior to charm deletion' };
  return undefined;
}

function after({ hasSetStatus }: Unit, { name }: HookInfo): Shown | undefined {
  if (name === 'start' && !hasSetStatus) return { status: 'unknown', message: '' };
  if (name === 'stop') return { status: 'maintenance', message: '' };
  if (name === 'remove') return { status: 'terminated', message: '' };
  return undefined;
}
