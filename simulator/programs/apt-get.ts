import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { archivedPackage } from './archive.ts';
import { packagedDockerDefaults, packagedDockerUnit } from './docker-daemon.ts';
import { machineHas, removeMachineFile, writeMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';
import { startUnit, stopUnit } from './systemd.ts';

/** `apt-get`: update, install, remove and purge of the packages in `archive.ts`. */
export function aptGet({ machine, argv }: ProgramCall): Answer {
  const options = argv.filter((arg) => arg.startsWith('-'));
  const [verb, ...names] = argv.filter((arg) => !arg.startsWith('-'));
  const unknown = options.find((option) => !knownOption.test(option));
  if (unknown !== undefined)
    return refused(100, `E: Command line option ${unknown} is not understood in combination with the other options`);
  if (options.includes('--version')) return said('apt 1.2.26 (amd64)\n');
  if (verb === 'update') return update(machine);
  if (!['install', 'remove', 'purge', 'autoremove'].includes(verb ?? '')) {
    return refused(100, verb === undefined ? 'E: Invalid operation' : `E: Invalid operation ${verb}`);
  }
  if (stateOf(machine).dpkgIsInterrupted)
    return refused(100, "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.");
  if (!options.some((option) => ['-y', '--yes', '--assume-yes', '-qy', '-yq'].includes(option))) {
    return refused(1, 'Abort.', 'Do you want to continue? [Y/n] Abort.\n');
  }
  return verb === 'install' ? install(machine, names) : remove(machine, names, verb === 'purge');
}

/** `apt-mark`: hold, unhold, showhold, auto and manual. */
export function aptMark({ machine, argv }: ProgramCall): Answer {
  const [verb = '', ...names] = argv;
  const { packages } = stateOf(machine);
  if (verb === 'showhold')
    return said(
      Object.keys(packages)
        .filter((name) => packages[name]?.isHeld)
        .map((name) => `${name}\n`)
        .join(''),
    );
  if (!['hold', 'unhold', 'auto', 'manual'].includes(verb)) return refused(100, `E: Invalid operation ${verb}`);
  const unknown = names.find((name) => archivedPackage(machine, name) === null);
  if (unknown !== undefined) return refused(100, `E: Unable to locate package ${unknown}\nE: No packages found`);
  for (const name of names) {
    const found = packages[name];
    if (found !== undefined && verb.endsWith('hold')) found.isHeld = verb === 'hold';
  }
  return said(names.map((name) => `${name} set on ${verb}.\n`).join(''));
}

/** `apt-cache policy` and `apt-cache show`. */
export function aptCache({ machine, argv }: ProgramCall): Answer {
  const [verb, ...names] = argv;
  if (verb !== 'policy' && verb !== 'show') return refused(100, `E: Invalid operation ${verb ?? ''}`);
  const known = names.flatMap((name) => {
    const found = archivedPackage(machine, name);
    return found === null ? [] : [{ name, ...found }];
  });
  if (verb === 'show') {
    if (known.length === 0) return refused(100, 'E: No packages found');
    return said(known.map(({ name, version }) => `Package: ${name}\nVersion: ${version}\n\n`).join(''));
  }
  const { packages } = stateOf(machine);
  return said(
    known
      .map(
        ({ name, version }) =>
          `${name}:\n  Installed: ${packages[name]?.version ?? '(none)'}\n  Candidate: ${version}\n`,
      )
      .join(''),
  );
}

function update(machine: Machine): Answer {
  stateOf(machine).aptListsAreThere = true;
  const host = machine.architecture === 'amd64' ? 'archive.ubuntu.com/ubuntu' : 'ports.ubuntu.com/ubuntu-ports';
  return said(`Hit:1 http://${host} ${machine.series} InRelease\nReading package lists...\n`);
}

function install(machine: Machine, names: readonly string[]): Answer {
  const { packages, aptListsAreThere } = stateOf(machine);
  const head = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n';
  const isKnown = (name: string) =>
    packages[name] !== undefined || (aptListsAreThere && archivedPackage(machine, name) !== null);
  const unknown = names.filter((name) => !isKnown(name));
  // The same words for a machine whose lists were never fetched, as on a fresh cloud image.
  if (unknown.length > 0)
    return refused(100, unknown.map((name) => `E: Unable to locate package ${name}\n`).join(''), head);
  const due = names.filter((name) => packages[name] === undefined);
  for (const name of due) {
    packages[name] = { version: archivedPackage(machine, name)?.version ?? '', isBase: false, isHeld: false };
    if (name === 'docker.io') unpackDocker(machine);
  }
  const already = names
    .filter((name) => !due.includes(name))
    .map((name) => `${name} is already the newest version (${packages[name]?.version}).\n`);
  const setUp = due.map((name) => `Setting up ${name} (${packages[name]?.version}) ...\n`);
  return said(
    `${head}${already.join('')}0 upgraded, ${due.length} newly installed, 0 to remove and 0 not upgraded.\n${setUp.join('')}`,
  );
}

function remove(machine: Machine, names: readonly string[], isPurge: boolean): Answer {
  const { packages } = stateOf(machine);
  const unknown = names.find((name) => packages[name] === undefined && archivedPackage(machine, name) === null);
  if (unknown !== undefined) return refused(100, `E: Unable to locate package ${unknown}`);
  for (const name of names) {
    delete packages[name];
    if (name !== 'docker.io') continue;
    stopUnit(machine, 'docker.service');
    for (const file of ['/usr/bin/dockerd', '/lib/systemd/system/docker.service']) removeMachineFile(machine, file);
    if (isPurge) removeMachineFile(machine, '/etc/default/docker');
  }
  return said(names.map((name) => `Removing ${name} ...\n`).join(''));
}

/** A configuration file that is there stays: dpkg is told so by `--force-confold`, and the package's own is the same. */
function unpackDocker(machine: Machine): void {
  writeMachineFile(machine, '/usr/bin/dockerd', '#!/bin/sh\nexit 0\n', 0o755);
  writeMachineFile(machine, '/lib/systemd/system/docker.service', packagedDockerUnit);
  if (!machineHas(machine, '/etc/default/docker'))
    writeMachineFile(machine, '/etc/default/docker', packagedDockerDefaults);
  startUnit(machine, 'docker.service');
}

const knownOption =
  /^(?:-y|-q|-qq|-qy|-yq|-f|--yes|--assume-yes|--quiet|--no-install-recommends|--allow-downgrades|--allow-change-held-packages|--auto-remove|--purge|--reinstall|--version|--fix-broken|--option=.+|-o=?\S+)$/u;
