import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { writeMachineFile } from './machine-files.ts';
import { snapAck } from './snap-assertions.ts';
import { snapGet, snapSet, snapUnset } from './snap-config.ts';
import { fullChannel, readSnapFile, storeChannels, storeRevision, storeSnaps } from './snap-store.ts';
import type { StoreRevision } from './snap-store.ts';
import { stateOf } from './state.ts';
import { recordOf, startUnit, stopUnit } from './systemd.ts';

/** `snap`: snaps from the store or from files, their settings and their daemons. */
export function snap(call: ProgramCall): Answer {
  const { machine, argv } = call;
  const [verb, ...rest] = argv;
  const options = rest.filter((arg) => arg.startsWith('-'));
  const args = rest.filter((arg) => !arg.startsWith('-'));
  const unknown = options.find((option) => !(knownOptions[verb ?? ''] ?? /^-h$/u).test(option));
  if (unknown !== undefined) return refused(1, `error: unknown flag \`${unknown.replace(/^-+|=.*$/gu, '')}'`);
  switch (verb) {
    case 'install':
    case 'refresh':
      return fetchSnap(call, verb, options, args);
    case 'ack':
      return snapAck(machine, args, call.cwd);
    case 'set':
      return snapSet(machine, args);
    case 'unset':
      return snapUnset(machine, args);
    case 'get':
      return snapGet(machine, args, options.includes('-d'));
    case 'list':
      return list(machine, args);
    case 'version':
    case '--version':
      return said(`snap    2.32.9\nsnapd   2.32.9\nseries  16\nubuntu  ${machine.series}\n`);
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

function fetchSnap(
  call: ProgramCall,
  verb: 'install' | 'refresh',
  options: readonly string[],
  args: readonly string[],
): Answer {
  const [name, ...more] = args;
  if (name === undefined || more.length > 0)
    return refused(1, 'error: a single snap name is needed to specify mode or channel flags');
  const channel = options.flatMap((option) => /^--channel=(.*)$/u.exec(option)?.[1] ?? []).at(-1);
  const isClassic = options.includes('--classic');
  if (verb === 'install' && (name.includes('/') || name.endsWith('.snap'))) {
    return installFile(call, name, isClassic, options.includes('--dangerous'));
  }
  if (options.includes('--dangerous'))
    return refused(1, `error: cannot ${verb} "${name}": --dangerous is for local snaps only`);
  const { machine } = call;
  const found = stateOf(machine).snaps[name];
  if (storeSnaps[name] === undefined) {
    return refused(
      1,
      verb === 'refresh' && found === undefined
        ? `error: snap "${name}" is not installed`
        : `error: snap "${name}" not found`,
    );
  }
  if (verb === 'install' && found !== undefined)
    return said('', `snap "${name}" is already installed, see 'snap help refresh'\n`);
  if (verb === 'refresh' && found === undefined) return refused(1, `error: snap "${name}" is not installed`);
  if (found !== undefined && found.channel === null && !options.includes('--amend')) {
    return refused(1, `error: local snap "${name}" is unknown to the store, use --amend to proceed anyway`);
  }
  const wanted = channel ?? found?.channel ?? 'stable';
  const revision = storeRevision(name, wanted);
  if (revision === null) return refused(1, `error: ${notOnChannel(name, wanted, verb)}`);
  if (!isClassic && found === undefined) return refused(1, classicRefused(name));
  if (found?.revision === revision.revision) {
    found.channel = fullChannel(wanted);
    return said('', `snap "${name}" has no updates available\n`);
  }
  return activate(machine, name, revision, fullChannel(wanted), verb === 'install' ? 'installed' : 'refreshed');
}

function installFile(call: ProgramCall, file: string, isClassic: boolean, isDangerous: boolean): Answer {
  const { machine } = call;
  const opened = readSnapFile(onDisk(machine, file, call.cwd), file);
  if ('problem' in opened) return refused(1, `error: ${opened.problem}`);
  if (!isDangerous) return refused(1, `error: cannot find signatures with metadata for snap "${file}"`);
  if (!isClassic) return refused(1, classicRefused(opened.name));
  const before = /^x(\d+)$/u.exec(stateOf(machine).snaps[opened.name]?.revision ?? '')?.[1];
  const revision = `x${Number(before ?? '0') + 1}`;
  return activate(machine, opened.name, { revision, version: opened.version }, null, 'installed');
}

/** The revision is the current one; its daemon, if it has one, has been started anew. Settings stay. */
function activate(
  machine: Machine,
  name: string,
  { revision, version }: StoreRevision,
  channel: string | null,
  what: string,
): Answer {
  const { snaps } = stateOf(machine);
  const folder = onDisk(machine, `/snap/${name}`);
  mkdirSync(path.join(folder, revision), { recursive: true });
  rmSync(path.join(folder, 'current'), { force: true });
  symlinkSync(revision, path.join(folder, 'current'));
  writeMachineFile(machine, `/snap/bin/${name}`, `#!/bin/sh\nexec ${name} "$@"\n`, 0o755);
  snaps[name] = { revision, version, channel, settings: snaps[name]?.settings ?? {} };
  if (storeSnaps[name]?.hasDaemon === true) {
    const unit = `snap.${name}.daemon.service`;
    writeMachineFile(machine, `/etc/systemd/system/${unit}`, daemonUnit(name));
    startUnit(machine, unit);
    stateOf(machine).units[unit] = { ...recordOf(machine, unit), isEnabled: true };
  }
  const shown = channel === null || channel.endsWith('/stable') ? '' : ` (${channel})`;
  return said(`${name}${shown} ${version} from 'canonical' ${what}\n`);
}

function list(machine: Machine, names: readonly string[]): Answer {
  const { snaps } = stateOf(machine);
  if (names.length > 0 && !names.some((name) => snaps[name] !== undefined))
    return refused(1, 'error: no matching snaps installed');
  const rows = Object.entries(snaps).filter(([name]) => names.length === 0 || names.includes(name));
  if (rows.length === 0) return said('', `No snaps are installed yet. Try 'snap install hello-world'.\n`);
  const lines = rows.map(
    ([name, { version, revision, channel }]) =>
      `${name}  ${version}  ${revision}  ${channel ?? '-'}  canonical  classic\n`,
  );
  return said(`Name  Version  Rev  Tracking  Developer  Notes\n${lines.join('')}`);
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
    if (stateOf(machine).snaps[name] === undefined) return refused(1, `snap "${name}" is not installed`);
    stopUnit(machine, `snap.${name}.daemon.service`);
    delete stateOf(machine).snaps[name];
    for (const file of [`/snap/${name}`, `/snap/bin/${name}`, `/etc/systemd/system/snap.${name}.daemon.service`]) {
      rmSync(onDisk(machine, file), { recursive: true, force: true });
    }
  }
  return said(names.map((name) => `${name} removed\n`).join(''));
}

function notOnChannel(name: string, channel: string, verb: string): string {
  const rows = storeChannels.map((each) => `       ${each}  snap ${verb} --channel=${each} ${name}\n`).join('');
  return `snap "${name}" is not available on ${fullChannel(channel)} but is available to install on the\n       following tracks:\n\n${rows}\n       Please be mindful that different tracks may include different features.\n       Get more information with 'snap info ${name}'.`;
}

function classicRefused(name: string): string {
  return `error: This revision of snap "${name}" was published using classic confinement and thus may perform
       arbitrary system changes outside of the security sandbox that snaps are usually confined to,
       which may put your system at risk.

       If you understand and want to proceed repeat the command including --classic.`;
}

function daemonUnit(name: string): string {
  return `[Unit]
# Auto-generated, DO NOT EDIT
Description=Service for snap application ${name}.daemon
X-Snappy=yes

[Service]
ExecStart=/usr/bin/snap run ${name}.daemon
Restart=always
WorkingDirectory=/var/snap/${name}/current
TimeoutStopSec=30
Type=simple

[Install]
WantedBy=multi-user.target
`;
}

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
