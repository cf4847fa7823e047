import { createHash } from 'node:crypto';
import type { Answer, Machine, Program, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { kernelRelease } from './archive.ts';
import { listDevices } from './pci-devices.ts';
import { listMachineFolder, machineHas, readMachineFile, writeMachineFile } from './machine-files.ts';
import { releases } from './releases.ts';
import { stateOf } from './state.ts';

/** Small programs that say what the machine is, or change its users and its trusted authorities. */
export const hostPrograms: Readonly<Record<string, Program>> = {
  chown,
  getent,
  hostname: ({ machine, argv }) => {
    if (argv.length === 0 || argv[0] === '-s' || argv[0] === '-f') return said(`${machine.hostName}\n`);
    return argv[0] === '-I' ? said(`${machine.address} \n`) : refused(255, `hostname: invalid option -- '${argv[0]}'`);
  },
  id,
  lsb_release: ({ machine, argv }) => {
    const { version, name } = releases[machine.series];
    if (argv.some((arg) => /^-c?s?c?$|^-[a-z]*c/u.test(arg)))
      return said(`${argv.some((arg) => arg.includes('s')) ? '' : 'Codename:\t'}${machine.series}\n`);
    if (argv.some((arg) => arg.includes('r')))
      return said(`${argv.some((arg) => arg.includes('s')) ? '' : 'Release:\t'}${version}\n`);
    return said(
      `Distributor ID:\tUbuntu\nDescription:\tUbuntu ${version} LTS\nRelease:\t${version}\nCodename:\t${name}\n`,
    );
  },
  lspci: ({ machine, argv }) =>
    said(
      listDevices(
        machine,
        argv.some((arg) => /^-\w*n/u.test(arg) && !arg.includes('nn')),
      ),
    ),
  'systemd-detect-virt': ({ machine, argv }) => {
    const kind = machine.isContainer
      ? 'lxc'
      : argv.some((arg) => arg === '--container' || arg === '-c')
        ? 'none'
        : 'kvm';
    return { exitCode: kind === 'none' ? 1 : 0, stdout: `${kind}\n`, stderr: '' };
  },
  uname: ({ machine, argv }) => {
    const hardware = { amd64: 'x86_64', arm64: 'aarch64', ppc64el: 'ppc64le', s390x: 's390x' }[machine.architecture];
    const parts: Readonly<Record<string, string>> = {
      '-r': kernelRelease(machine),
      '-m': hardware,
      '-n': machine.hostName,
      '-s': 'Linux',
    };
    const [option = '-s'] = argv;
    const part =
      parts[option] ??
      (option === '-a' ? `Linux ${machine.hostName} ${kernelRelease(machine)} ${hardware} GNU/Linux` : null);
    return part === null ? refused(1, `uname: invalid option -- '${option}'`) : said(`${part}\n`);
  },
  'update-ca-certificates': updateCaCertificates,
  usermod,
  'virt-what': ({ machine }) => {
    if (stateOf(machine).packages['virt-what'] === undefined) return refused(127, 'virt-what: command not found');
    return said(machine.isContainer ? 'lxc\n' : 'kvm\n');
  },
};

function updateCaCertificates({ machine }: ProgramCall): Answer {
  const folder = '/usr/local/share/ca-certificates';
  const names = listMachineFolder(machine, folder).filter((name) => name.endsWith('.crt'));
  const state = stateOf(machine);
  const texts = names.map((name) => readMachineFile(machine, `${folder}/${name}`) ?? '');
  const digests = texts.map((text, index) => `${names[index]} ${createHash('sha256').update(text).digest('hex')}`);
  const added = digests.filter((digest) => !state.trustedAuthorities.includes(digest)).length;
  const removed = state.trustedAuthorities.filter((digest) => !digests.includes(digest)).length;
  state.trustedAuthorities.splice(0, state.trustedAuthorities.length, ...digests);
  writeMachineFile(machine, '/etc/ssl/certs/ca-certificates.crt', texts.join(''));
  return said(
    `Updating certificates in /etc/ssl/certs...\n${added} added, ${removed} removed; done.\nRunning hooks in /etc/ca-certificates/update.d...\ndone.\n`,
  );
}

function usermod({ machine, argv }: ProgramCall): Answer {
  const [option, groups, user, ...more] = argv;
  const isAppend = option === '-aG' || option === '-Ga';
  if (!isAppend || groups === undefined || user === undefined || more.length > 0)
    return refused(2, 'Usage: usermod [options] LOGIN');
  if (!hasUser(machine, user)) return refused(6, `usermod: user '${user}' does not exist`);
  const lines = (readMachineFile(machine, '/etc/group') ?? '').split('\n').filter((line) => line !== '');
  for (const group of groups.split(',')) {
    const index = lines.findIndex((line) => line.startsWith(`${group}:`));
    if (index < 0) return refused(6, `usermod: group '${group}' does not exist`);
    const [name = group, password = 'x', gid = '999', members = ''] = (lines[index] ?? '')
      .split(':')
      .map((part) => part || undefined);
    const all = [...new Set([...members.split(',').filter((member) => member !== ''), user])];
    lines[index] = [name, password, gid, all.join(',')].join(':');
  }
  writeMachineFile(machine, '/etc/group', `${lines.join('\n')}\n`);
  return said();
}

function id({ machine, argv }: ProgramCall): Answer {
  const user = argv.find((arg) => !arg.startsWith('-')) ?? 'root';
  const entry = entryOf(machine, '/etc/passwd', user);
  if (entry === undefined) return refused(1, `id: '${user}': no such user`);
  const [, , uid = '0', gid = '0'] = entry.split(':');
  if (argv.includes('-u')) return said(`${uid}\n`);
  if (argv.includes('-g')) return said(`${gid}\n`);
  return said(`uid=${uid}(${user}) gid=${gid}(${user}) groups=${gid}(${user})\n`);
}

function getent({ machine, argv }: ProgramCall): Answer {
  const [database = '', key] = argv;
  if (database !== 'passwd' && database !== 'group') return refused(1, `Unknown database: ${database}`);
  const file = `/etc/${database}`;
  if (key === undefined) return said(readMachineFile(machine, file) ?? '');
  const entry = entryOf(machine, file, key);
  return entry === undefined ? refused(2, '') : said(`${entry}\n`);
}

function chown({ machine, argv }: ProgramCall): Answer {
  const [owner, ...files] = argv.filter((arg) => !arg.startsWith('-'));
  if (owner === undefined || files.length === 0) return refused(1, 'chown: missing operand');
  const [user = ''] = owner.split(':');
  if (!/^\d*$/u.test(user) && !hasUser(machine, user)) return refused(1, `chown: invalid user: '${owner}'`);
  const missing = files.find((file) => !machineHas(machine, file));
  return missing === undefined ? said() : refused(1, `chown: cannot access '${missing}': No such file or directory`);
}

function hasUser(machine: Machine, name: string): boolean {
  return entryOf(machine, '/etc/passwd', name) !== undefined;
}

function entryOf(machine: Machine, file: string, name: string): string | undefined {
  return (readMachineFile(machine, file) ?? '').split('\n').find((line) => line.startsWith(`${name}:`));
}
