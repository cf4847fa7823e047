import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { writeMachineFile } from './machine-files.ts';
import { fullChannel, readSnapFile, storeChannels, storeRevision, storeSnaps } from './snap-store.ts';
import type { StoreRevision } from './snap-store.ts';
import { stateOf } from './state.ts';
import { recordOf, startUnit } from './systemd.ts';

/** `snap install` and `snap refresh` of one snap, from the store or from a file. A held snap that is named moves too. */
export function fetchSnap(
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
  const revision = storeRevision(machine, name, wanted);
  if (revision === null) return refused(1, `error: ${notOnChannel(machine, name, wanted, verb)}`);
  if (!isClassic && found === undefined) return refused(1, classicRefused(name));
  if (found?.revision === revision.revision) {
    found.channel = fullChannel(wanted);
    return said('', `snap "${name}" has no updates available\n`);
  }
  return activate(machine, name, revision, fullChannel(wanted), verb === 'install' ? 'installed' : 'refreshed');
}

/** `snap refresh` without a name, as snapd does it by itself several times a day: what is held stays, and files do. */
export function refreshAll(machine: Machine): Answer {
  const moved = Object.entries(stateOf(machine).snaps).flatMap(([name, { channel, revision, isHeld }]) => {
    const next = channel === null || isHeld ? null : storeRevision(machine, name, channel);
    if (channel === null || next === null || next.revision === revision) return [];
    return [activate(machine, name, next, channel, 'refreshed').stdout];
  });
  return moved.length === 0 ? said('', 'All snaps up to date.\n') : said(moved.join(''));
}

/** `snap refresh --hold NAME ...` and `--unhold`; only without end, and only of snaps that are named. */
export function holdSnaps(machine: Machine, hold: boolean, names: readonly string[]): Answer {
  const { snaps } = stateOf(machine);
  const absent = names.find((name) => snaps[name] === undefined);
  if (absent !== undefined) return refused(1, `error: snap "${absent}" is not installed`);
  if (names.length === 0) return refused(1, 'error: the stand-in of snap holds only snaps that are named');
  for (const name of names) {
    const snap = snaps[name];
    if (snap !== undefined) snap.isHeld = hold;
  }
  const shown = names.map((name) => `"${name}"`).join(', ');
  return said(
    hold ? `General refreshes of ${shown} held indefinitely\n` : `Removed general refresh hold of ${shown}\n`,
  );
}

function installFile(call: ProgramCall, file: string, isClassic: boolean, isDangerous: boolean): Answer {
  const { machine } = call;
  const disk = onDisk(machine, file, call.cwd);
  const opened = readSnapFile(disk, file);
  if ('problem' in opened) return refused(1, `error: ${opened.problem}`);
  if (!isDangerous) return refused(1, `error: cannot find signatures with metadata for snap "${file}"`);
  if (!isClassic) return refused(1, classicRefused(opened.name));
  const before = /^x(\d+)$/u.exec(stateOf(machine).snaps[opened.name]?.revision ?? '')?.[1];
  const revision = `x${Number(before ?? '0') + 1}`;
  const kept = snapBlob(machine, opened.name, revision);
  cpSync(disk, kept);
  return activate(machine, opened.name, { revision, version: opened.version }, null, 'installed');
}

/** The revision is the current one; its daemon, if it has one, has been started anew. Settings and holds stay. */
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
  if (channel !== null) writeFileSync(snapBlob(machine, name, revision), `${name} ${revision} of the store\n`);
  writeMachineFile(machine, `/snap/bin/${name}`, `#!/bin/sh\nexec ${name} "$@"\n`, 0o755);
  const { settings = {}, isHeld = false } = snaps[name] ?? {};
  snaps[name] = { revision, version, channel, settings, isHeld };
  if (storeSnaps[name]?.hasDaemon === true) {
    const unit = `snap.${name}.daemon.service`;
    writeMachineFile(machine, `/etc/systemd/system/${unit}`, daemonUnit(name));
    startUnit(machine, unit);
    stateOf(machine).units[unit] = { ...recordOf(machine, unit), isEnabled: true };
  }
  const shown = channel === null || channel.endsWith('/stable') ? '' : ` (${channel})`;
  const from = channel === null ? '' : " from 'canonical'";
  return said(`${name}${shown} ${version}${from} ${what}\n`);
}

/** Where snapd keeps what a revision was installed from. */
function snapBlob(machine: Machine, name: string, revision: string): string {
  const folder = onDisk(machine, '/var/lib/snapd/snaps');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}_${revision}.snap`);
}

function notOnChannel(machine: Machine, name: string, channel: string, verb: string): string {
  const rows = storeChannels(machine, name)
    .filter(({ served, channel: each }) => served !== null && each.endsWith('/stable'))
    .map((each) => `       ${each.channel}  snap ${verb} --channel=${each.channel} ${name}\n`)
    .join('');
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
