import { randomBytes } from 'node:crypto';
import type { Machine } from '../contract.ts';
import { startDocker } from './docker-daemon.ts';
import { startKubeProxy } from './kube-proxy-daemon.ts';
import { startKubelet } from './kubelet-daemon.ts';
import { stateOf } from './state.ts';
import type { UnitRecord } from './state.ts';
import { readUnit, unitFileOf } from './unit-file.ts';
import type { LoadedUnit } from './unit-file.ts';

/** What became of a start: why it failed, and whether systemd waited long enough to notice. */
export interface StartResult {
  readonly problem: string | null;
  readonly isNoticed: boolean;
  readonly isChangedOnDisk: boolean;
}

/** `docker` is `docker.service`; other types of units keep their suffix. */
export function unitName(name: string): string {
  return /\.(?:service|socket|target|timer|mount|path)$/u.test(name) ? name : `${name}.service`;
}

/** `not-found`, `bad-setting` or `loaded`, as at the last reload. */
export function loadStateOf(machine: Machine, unit: string): 'not-found' | 'bad-setting' | 'loaded' {
  if (unitFileOf(machine, unit) === null) return 'not-found';
  const { loaded } = recordOf(machine, unit);
  return (loaded ?? readUnit(machine, unit))?.problem === null ? 'loaded' : 'bad-setting';
}

/** What is known about the unit; a unit that never ran is inactive. */
export function recordOf(machine: Machine, unit: string): Readonly<UnitRecord> {
  return stateOf(machine).units[unit] ?? neverRan;
}

/** All unit files have been read again. */
export function reloadUnits(machine: Machine): void {
  for (const [unit, record] of Object.entries(stateOf(machine).units)) record.loaded = readUnit(machine, unit);
}

/** The unit has been started anew with what systemd has read of it, and has a new InvocationID. */
export function startUnit(machine: Machine, unit: string): StartResult {
  const record = (stateOf(machine).units[unit] ??= { ...neverRan });
  const onDisk = readUnit(machine, unit);
  record.loaded ??= onDisk;
  const { loaded } = record;
  const isChangedOnDisk = onDisk?.digest !== loaded?.digest;
  if (loaded === null || loaded.problem !== null)
    return { problem: loaded?.problem ?? 'not found', isNoticed: true, isChangedOnDisk };
  record.invocationId = randomBytes(16).toString('hex');
  record.starts += 1;
  const problem = run(machine, unit, loaded, record);
  return { problem, isNoticed: !isSnapDaemon(unit), isChangedOnDisk };
}

export function stopUnit(machine: Machine, unit: string): void {
  const record = stateOf(machine).units[unit];
  if (record !== undefined) Object.assign(record, { active: 'inactive', sub: 'dead', problem: null });
}

/**
 * Daemons that systemd restarts by itself have been tried again, at most every ten seconds of the model's time. An
 * attempt that fails leaves everything as it was. One that succeeds is no restart: the daemon had not come up before.
 */
export function retryDaemons(machine: Machine): void {
  for (const [unit, record] of Object.entries(stateOf(machine).units)) {
    if (record.sub !== 'auto-restart' || record.loaded === null || machine.world.now() - record.triedAt < 10) continue;
    const before = { ...record };
    if (run(machine, unit, record.loaded, record) !== null) Object.assign(record, before);
    else record.invocationId = randomBytes(16).toString('hex');
  }
}

function run(machine: Machine, unit: string, loaded: LoadedUnit, record: UnitRecord): string | null {
  const problem = startersByUnit[unit]?.(machine, loaded) ?? null;
  const failed = isSnapDaemon(unit)
    ? ({ active: 'activating', sub: 'auto-restart' } as const)
    : ({ active: 'failed', sub: 'failed' } as const);
  Object.assign(record, problem === null ? { active: 'active', sub: 'running' } : failed, {
    problem,
    triedAt: machine.world.now(),
  });
  return problem;
}

/** A daemon of type `simple` that is restarted always: systemd reports a start of it as done at once. */
function isSnapDaemon(unit: string): boolean {
  return unit.startsWith('snap.');
}

const startersByUnit: Readonly<Record<string, (machine: Machine, loaded: LoadedUnit) => string | null>> = {
  'docker.service': startDocker,
  'snap.kubelet.daemon.service': startKubelet,
  'snap.kube-proxy.daemon.service': startKubeProxy,
};

const neverRan: UnitRecord = {
  active: 'inactive',
  sub: 'dead',
  isEnabled: false,
  invocationId: '',
  starts: 0,
  problem: null,
  triedAt: 0,
  loaded: null,
};
