import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Machine } from '../contract.ts';
import { allFiles } from './all-files.ts';
import { onDisk } from './answers.ts';
import { archiveOf } from './repositories.ts';
import { basePackages } from './archive.ts';
import { writeStatus } from './dpkg-status.ts';
import { prepareBoot } from './grub.ts';
import { prepareHardware } from './hardware.ts';
import { machineHas, writeMachineFile } from './machine-files.ts';
import { releases } from './releases.ts';
import { stateOf } from './state.ts';
import { startUnit } from './systemd.ts';

/** The machine has what a cloud image of its release has, as far as charms look; one that has it already stays as it is. */
export async function prepareMachine(machine: Machine): Promise<void> {
  if (machineHas(machine, '/etc/os-release')) return;
  for (const folder of folders) mkdirSync(onDisk(machine, folder), { recursive: true });
  // apt makes it since 2.4.
  if (machine.series === 'jammy' || machine.series === 'noble')
    mkdirSync(onDisk(machine, '/etc/apt/keyrings'), { recursive: true });
  mkdirSync(onDisk(machine, '/root'), { recursive: true, mode: 0o700 });
  const { version, name } = releases[machine.series];
  const release = [
    'NAME="Ubuntu"',
    `VERSION="${version} LTS (${name})"`,
    'ID=ubuntu',
    'ID_LIKE=debian',
    `PRETTY_NAME="Ubuntu ${version} LTS"`,
    `VERSION_ID="${version}"`,
    `VERSION_CODENAME=${machine.series}`,
    `UBUNTU_CODENAME=${machine.series}`,
  ];
  const files: Readonly<Record<string, string>> = {
    '/etc/hostname': lines(machine.hostName),
    '/etc/machine-id': lines(createHash('md5').update(`${machine.hostName} ${machine.id}`).digest('hex')),
    '/etc/hosts': lines('127.0.0.1 localhost', `${machine.address} ${machine.hostName}`),
    '/proc/sys/kernel/hostname': lines(machine.hostName),
    '/etc/passwd': lines(
      'root:x:0:0:root:/root:/bin/bash',
      'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
      'ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash',
    ),
    '/etc/group': lines('root:x:0:', 'adm:x:4:ubuntu', 'sudo:x:27:ubuntu', 'ubuntu:x:1000:'),
    '/etc/ssl/certs/ca-certificates.crt': '',
    // What apt reads of the archive is the machine's release, whatever this says: upgrades of the release do not edit it.
    '/etc/apt/sources.list': lines(
      ...['', '-updates', '-security'].map(
        (pocket) => `deb ${archiveOf(machine)} ${machine.series}${pocket} main restricted universe multiverse`,
      ),
    ),
  };
  for (const [file, content] of Object.entries(files)) writeMachineFile(machine, file, content);
  prepareHardware(machine);
  prepareBoot(machine);
  const state = stateOf(machine);
  for (const [each, found] of Object.entries(basePackages)) {
    state.packages[each] = { version: found, isBase: true, isHeld: false };
  }
  writeStatus(machine);
  writeMachineFile(
    machine,
    '/lib/systemd/system/snapd.service',
    '[Unit]\nDescription=Snappy daemon\n\n[Service]\nExecStart=/usr/lib/snapd/snapd\n',
  );
  startUnit(machine, 'snapd.service');
  // Last: it says that the machine is prepared.
  writeMachineFile(machine, '/etc/os-release', lines(...release));
  state.baseFiles = allFiles(machine).map(({ path }) => path);
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

const folders: readonly string[] = [
  '/etc/apt/sources.list.d',
  '/etc/apt/trusted.gpg.d',
  '/etc/default',
  '/etc/systemd/system',
  '/home/ubuntu',
  '/lib/systemd/system',
  '/opt',
  '/run',
  '/snap/bin',
  '/tmp',
  '/usr/bin',
  '/usr/local/share/ca-certificates',
  '/var/lib/juju/agents',
  '/var/log/juju',
];
