import { randomBytes } from 'node:crypto';
import type { Machine } from '../contract.ts';
import { stopContainers } from './containers.ts';
import { startContainerd } from './containerd-daemon.ts';
import { startDocker } from './docker-daemon.ts';
import { startKubeProxy } from './kube-proxy-daemon.ts';
import { startKubelet } from './kubelet-daemon.ts';
import { machineHas } from './machine-files.ts';
import { startSnapd } from './snapd-daemon.ts';
import { stateOf } from './state.ts';
import type { UnitRecord } from './state.ts';
import { commandOf } from './unit-environment.ts';
import type { UnitCommand } from './unit-environment.ts';
import { isMasked, readUnit, unitFileOf } from './unit-file.ts';
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

/** `not-found`, `masked`, `bad-setting` or `loaded`, as at the last reload. */
export function loadStateOf(machine: Machine, unit: string): 'not-found' | 'masked' | 'bad-setting' | 'loaded' {
  if (unitFileOf(machine, unit) === null) return 'not-found';
  if (isMasked(machine, unit)) return 'masked';
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
  startOthers(machine, loaded);
  record.invocationId = randomBytes(16).toString('hex');
  record.starts += 1;
  const problem = run(machine, unit, loaded, record);
  return { problem, isNoticed: !isSnapDaemon(unit), isChangedOnDisk };
}

/** The unit does not run any more. Containers of dockerd end with it, unless it was told to restore them. */
export function stopUnit(machine: Machine, unit: string): void {
  const record = stateOf(machine).units[unit];
  if (unit === 'docker.service' && stateOf(machine).dockerd?.directives['live-restore'] !== true)
    stopContainers(machine, 'docker');
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
  const problem = problemOf(machine, unit, loaded);
  const failed = isSnapDaemon(unit)
    ? ({ active: 'activating', sub: 'auto-restart' } as const)
    : ({ active: 'failed', sub: 'failed' } as const);
  const isSocket = unit.endsWith('.socket');
  const running = { active: 'active', sub: isSocket ? 'listening' : 'running' } as const;
  Object.assign(record, problem === null ? running : failed, {
    problem,
    triedAt: machine.world.now(),
  });
  return problem;
}

/** What systemd runs is there, and the daemon takes what it is started with. */
function problemOf(machine: Machine, unit: string, loaded: LoadedUnit): string | null {
  const start = startersByUnit[unit];
  if (!unit.endsWith('.service') || isSnapDaemon(unit)) return start?.(machine, loaded, noCommand) ?? null;
  const command = commandOf(machine, unit, loaded);
  if ('problem' in command) return command.problem;
  if (start === undefined) return null;
  // What the image has is not all on the disk of a simulated machine.
  if (unit !== 'snapd.service' && !machineHas(machine, command.program))
    return `Failed at step EXEC spawning ${command.program}: No such file or directory`;
  return start(machine, loaded, command);
}

/** What the unit wants or requires is started with it, where it is there and does not run. */
function startOthers(machine: Machine, { wants, requires }: LoadedUnit): void {
  for (const other of [...requires, ...wants]) {
    if (loadStateOf(machine, other) === 'loaded' && recordOf(machine, other).active !== 'active')
      startUnit(machine, other);
  }
}

/** A daemon of type `simple` that is restarted always: systemd reports a start of it as done at once. */
function isSnapDaemon(unit: string): boolean {
  return unit.startsWith('snap.');
}

type Start = (machine: Machine, loaded: LoadedUnit, command: UnitCommand) => string | null;

const startersByUnit: Readonly<Record<string, Start>> = {
  'containerd.service': (machine, _loaded, { argv }) => startContainerd(machine, argv),
  'snapd.service': (machine, _loaded, { environment }) => startSnapd(machine, environment),
  'docker.service': startDocker,
  'snap.kubelet.daemon.service': startKubelet,
  'snap.kube-proxy.daemon.service': startKubeProxy,
};

const noCommand: UnitCommand = { program: '', argv: [], environment: {} };

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
