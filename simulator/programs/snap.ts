import { rmSync } from 'node:fs';
import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { ackFile } from './snap-assertions.ts';
import { snapGet, snapSet, snapUnset } from './snap-config.ts';
import { fetchSnap, holdSnaps, refreshAll } from './snap-fetch.ts';
import { snapInfo } from './snap-info.ts';
import { listSnaps } from './snap-list.ts';
import { storeSnaps } from './snap-store.ts';
import { stateOf } from './state.ts';
import { recordOf, startUnit, stopUnit } from './systemd.ts';

/** `snap`: snaps from the store or from files, their settings and their daemons. */
export function snap(call: ProgramCall): Answer {
  const { machine, argv } = call;
  const [verb, ...rest] = argv;
  const options = rest.filter((arg) => arg.startsWith('-'));
  const args = rest.filter((arg) => !arg.startsWith('-'));
  const known = verb === 'refresh' && canHold(machine) ? refreshWithHolds : knownOptions[verb ?? ''];
  const unknown = options.find((option) => !(known ?? /^-h$/u).test(option));
  if (unknown !== undefined) return refused(64, `error: unknown flag \`${unknown.replace(/^-+|=.*$/gu, '')}'`);
  switch (verb) {
    case 'ack':
      return ackFile(call, args);
    case 'info':
      return snapInfo(call, args, true);
    case 'install':
      return fetchSnap(call, verb, options, args);
    case 'refresh':
      return refresh(call, options, args);
    case 'set':
      return snapSet(machine, args);
    case 'unset':
      return snapUnset(machine, args);
    case 'get':
      return snapGet(machine, args, options.includes('-d'));
    case 'list':
      return listSnaps(machine, args);
    case 'version':
    case '--version':
      return said(
        `snap    ${snapdVersion(machine)}\nsnapd   ${snapdVersion(machine)}\nseries  16\nubuntu  ${machine.series}\n`,
      );
    case 'start':
    case 'stop':
    case 'restart':
      return daemons(machine, verb, args);
    case 'remove':
      return remove(machine, args);
    default:
      return refused(1, `error: unknown command "${verb ?? ''}", see 'snap --help'`);
  }
}

function refresh(call: ProgramCall, options: readonly string[], args: readonly string[]): Answer {
  const hold = options.find((option) => /^--(?:un)?hold/u.test(option));
  if (hold !== undefined) return holdSnaps(call.machine, hold.startsWith('--hold'), args);
  if (options.length === 0 && args.length === 0) return refreshAll(call.machine);
  return fetchSnap(call, 'refresh', options, args);
}

/** snapd keeps itself current on every release, so this is not what the release came with. */
function snapdVersion({ state }: Machine): string {
  const { snapdVersion: given } = state;
  return typeof given === 'string' ? given : '2.63';
}

/** Source: https://snapcraft.io/docs/managing-updates */
function canHold(machine: Machine): boolean {
  const [major = 0, minor = 0] = snapdVersion(machine).split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 58);
}

function daemons(machine: Machine, verb: 'start' | 'stop' | 'restart', names: readonly string[]): Answer {
  for (const given of names) {
    const [name = ''] = given.split('.');
    const unit = `snap.${name}.daemon.service`;
    if (stateOf(machine).snaps[name] === undefined) return refused(1, `error: snap "${name}" not found`);
    if (storeSnaps[name]?.hasDaemon !== true) return refused(1, `error: snap "${name}" has no services`);
    if (verb === 'stop') stopUnit(machine, unit);
    else if (verb === 'restart' || recordOf(machine, unit).active !== 'active') startUnit(machine, unit);
  }
  return said({ start: 'Started.\n', stop: 'Stopped.\n', restart: 'Restarted.\n' }[verb]);
}

function remove(machine: Machine, names: readonly string[]): Answer {
  for (const name of names) {
    const found = stateOf(machine).snaps[name];
    if (found === undefined) return refused(1, `snap "${name}" is not installed`);
    stopUnit(machine, `snap.${name}.daemon.service`);
    delete stateOf(machine).snaps[name];
    for (const file of [
      `/snap/${name}`,
      `/snap/bin/${name}`,
      `/etc/systemd/system/snap.${name}.daemon.service`,
      `/var/lib/snapd/snaps/${name}_${found.revision}.snap`,
    ]) {
      rmSync(onDisk(machine, file), { recursive: true, force: true });
    }
  }
  return said(names.map((name) => `${name} removed\n`).join(''));
}

const refreshWithHolds = /^--(?:channel=.+|classic|amend|no-wait|dangerous|hold(?:=forever)?|unhold)$/u;
const knownOptions: Readonly<Record<string, RegExp>> = {
  install: /^--(?:channel=.+|classic|dangerous|edge|beta|candidate|stable|no-wait)$/u,
  refresh: /^--(?:channel=.+|classic|amend|no-wait|dangerous)$/u,
  get: /^-[dlt]$/u,
  list: /^--all$/u,
  stop: /^--disable$/u,
  start: /^--enable$/u,
  remove: /^--no-wait$/u,
  version: /^$/u,
};
