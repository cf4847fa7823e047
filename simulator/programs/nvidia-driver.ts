import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { refused, said } from './answers.ts';
import { kernelRelease } from './archive.ts';
import { machineHas, readMachineFile, removeMachineFile, writeMachineFile } from './machine-files.ts';
import { devicesOf } from './pci-devices.ts';
import { stateOf } from './state.ts';

/** Why the kernel did not take NVIDIA's module, in modprobe's words; null when it is loaded. */
export function loadModule(machine: Machine): string | null {
  const { hardware } = stateOf(machine);
  if (machineHas(machine, versionFile)) return null;
  if (machine.isContainer || hardware.module === null)
    return `modprobe: FATAL: Module nvidia not found in directory /lib/modules/${kernelRelease(machine)}`;
  if (gpusOf(machine).length === 0) return "modprobe: ERROR: could not insert 'nvidia': No such device";
  writeMachineFile(machine, versionFile, versionText(machine, hardware.module));
  return null;
}

/** The module is out of the kernel, and what shows it is gone. */
export function unloadModule(machine: Machine): void {
  removeMachineFile(machine, '/proc/driver/nvidia');
}

/** What a package brings of the driver, by version: the kernel's module, the libraries with nvidia-smi, or both. */
export interface DriverParts {
  readonly module?: string;
  readonly libraries?: string;
}

/** Packages have put these on the disk. The module is loaded, unless the machine was told to be otherwise. */
export function installDriver(machine: Machine, parts: DriverParts): void {
  const { hardware } = stateOf(machine);
  Object.assign(hardware, parts);
  showLibraries(machine);
  if (parts.module !== undefined && hardware.driverLoads === 'yes') loadModule(machine);
}

/** These files are gone. The kernel keeps what it has loaded until the machine starts again. */
export function removeDriver(machine: Machine, parts: DriverParts): void {
  const { hardware } = stateOf(machine);
  if (parts.module !== undefined) hardware.module = null;
  if (parts.libraries !== undefined) hardware.libraries = null;
  showLibraries(machine);
}

/** nvidia-smi is on the disk where the libraries are, with which it comes. */
export function showLibraries(machine: Machine): void {
  const { libraries } = stateOf(machine).hardware;
  if (libraries === null) removeMachineFile(machine, nvidiaSmiFile);
  // Another version is another file.
  else writeMachineFile(machine, nvidiaSmiFile, `#!/bin/sh\n# ${libraries}\nexit 0\n`);
}

/** The machine has started: the module that is on the disk is loaded where it can be. */
export function loadAtBoot(machine: Machine): void {
  if (machine.isContainer) return;
  unloadModule(machine);
  const { hardware } = stateOf(machine);
  if (hardware.driverLoads !== 'no') loadModule(machine);
}

/** `modprobe NAME`, with `-r` too. Modules other than NVIDIA's are there. */
export function modprobe({ machine, argv }: ProgramCall): Answer {
  const [name = ''] = argv.filter((arg) => !arg.startsWith('-'));
  if (name === '') return refused(1, 'modprobe: ERROR: missing parameters. See -h.');
  if (!/^nvidia(?:[-_](?:uvm|modeset|drm))?$/u.test(name)) return said();
  if (argv.includes('-r') || argv.includes('--remove')) {
    unloadModule(machine);
    return said();
  }
  const { driverLoads } = stateOf(machine).hardware;
  if (driverLoads === 'no' && stateOf(machine).hardware.module !== null && !machineHas(machine, versionFile))
    return refused(1, "modprobe: ERROR: could not insert 'nvidia': Key was rejected by service");
  if (driverLoads === 'reboot' && !machineHas(machine, versionFile))
    return refused(1, "modprobe: ERROR: could not insert 'nvidia': Device or resource busy");
  const problem = loadModule(machine);
  return problem === null ? said() : refused(1, problem);
}

/** `nvidia-smi`: its table, `-L`, and queries of the driver's version and the cards' names. */
export function nvidiaSmi({ machine, argv }: ProgramCall): Answer {
  const { libraries } = stateOf(machine).hardware;
  if (libraries === null) return refused(127, 'nvidia-smi: command not found');
  const loaded = loadedVersion(machine);
  if (loaded === null)
    return {
      exitCode: 9,
      stdout:
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n",
      stderr: '',
    };
  if (loaded !== libraries)
    return {
      exitCode: 18,
      stdout: `Failed to initialize NVML: Driver/library version mismatch\n${Number(libraries.split('.')[0]) >= 530 ? `NVML library version: ${libraries.split('.').slice(0, 2).join('.')}\n` : ''}`,
      stderr: '',
    };
  const cards = gpusOf(machine);
  if (cards.length === 0) return { exitCode: 6, stdout: 'No devices were found\n', stderr: '' };
  if (argv.length === 0) return said(table(machine, loaded));
  if (argv[0] === '-L' || argv[0] === '--list-gpus')
    return said(cards.map((_, index) => `GPU ${index}: Tesla T4 (UUID: ${uuidOf(machine, index)})\n`).join(''));
  const fields = argv.flatMap((arg) => /^--query-gpu=(.+)$/u.exec(arg)?.[1]?.split(',') ?? []);
  if (fields.length === 0)
    return refused(1, `Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.`);
  return query(machine, { fields, loaded, hasHeader: !argv.some((arg) => /^--format=.*noheader/u.test(arg)) });
}

/** The version of the module that the kernel has; null without one. */
function loadedVersion(machine: Machine): string | null {
  return /^NVRM version: .*?\s(\d+\.[\d.]+)\s/mu.exec(readMachineFile(machine, versionFile) ?? '')?.[1] ?? null;
}

function gpusOf(machine: Machine): readonly string[] {
  return devicesOf(machine)
    .filter(({ vendor, deviceClass }) => vendor === '10de' && deviceClass.startsWith('03'))
    .map(({ address }) => address);
}

/** Source: what the proprietary module prints; see also NVIDIA's README, chapter 8 (`/proc/driver/nvidia/version`). */
function versionText(machine: Machine, version: string): string {
  const hardware = machine.architecture === 'arm64' ? 'aarch64' : 'x86_64';
  return [
    `NVRM version: NVIDIA UNIX ${hardware} Kernel Module  ${version}  Sat Aug 19 01:15:15 UTC 2023`,
    `GCC version:  ${compilers[machine.series]}`,
    '',
  ].join('\n');
}

function table(machine: Machine, version: string): string {
  const cards = gpusOf(machine);
  const head = `| NVIDIA-SMI ${version.padEnd(22)} Driver Version: ${version.padEnd(12)} ${cudaOf(version)}`;
  const line = `+${'-'.repeat(87)}+`;
  const cell = '|-----------------------------------------+----------------------+----------------------+';
  const rows = cards.flatMap((address, index) => [
    `| ${String(index).padStart(3)}  Tesla T4                       Off | 0000${address.toUpperCase()} Off |                    0 |`,
    '| N/A   38C    P8              10W /  70W |      0MiB / 15360MiB |      0%      Default |',
    '|                                         |                      |                  N/A |',
    cell.replaceAll('|', '+'),
  ]);
  return [
    `${new Date(machine.world.now() * 1000).toUTCString().replace(',', '').slice(0, 25)}       `,
    line,
    `${head.padEnd(88)}|`,
    cell,
    '| GPU  Name                 Persistence-M | Bus-Id        Disp.A | Volatile Uncorr. ECC |',
    '| Fan  Temp   Perf          Pwr:Usage/Cap |         Memory-Usage | GPU-Util  Compute M. |',
    '|                                         |                      |               MIG M. |',
    '|=========================================+======================+======================|',
    ...rows,
    '                                                                                         ',
    line,
    '| Processes:                                                                            |',
    '|  No running processes found                                                           |',
    line,
    '',
  ].join('\n');
}

/** Drivers before 410 do not name a CUDA version. */
function cudaOf(version: string): string {
  const major = Number(version.split('.')[0]);
  if (major < 410) return '';
  const cuda = cudaByDriver.find(([from]) => major >= from)?.[1] ?? '10.0';
  return `CUDA Version: ${cuda}`;
}

interface Query {
  readonly fields: readonly string[];
  readonly loaded: string;
  readonly hasHeader: boolean;
}

function query(machine: Machine, { fields, loaded, hasHeader }: Query): Answer {
  const valuesOf = (index: number): Readonly<Record<string, string>> => ({
    driver_version: loaded,
    name: 'Tesla T4',
    gpu_name: 'Tesla T4',
    index: String(index),
    count: String(gpusOf(machine).length),
    uuid: uuidOf(machine, index),
    'memory.total': '15360 MiB',
  });
  const wrong = fields.find((field) => valuesOf(0)[field] === undefined);
  if (wrong !== undefined)
    return { exitCode: 2, stdout: `Field "${wrong}" is not a valid field to query.\n\n`, stderr: '' };
  const rows = gpusOf(machine).map((_, index) => fields.map((field) => valuesOf(index)[field]).join(', '));
  return said([...(hasHeader ? [fields.join(', ')] : []), ...rows].map((row) => `${row}\n`).join(''));
}

function uuidOf(machine: Machine, index: number): string {
  const digits = Buffer.from(`${machine.hostName} ${index}`.padEnd(16).slice(-16)).toString('hex');
  return `GPU-${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')}`;
}

const nvidiaSmiFile = '/usr/bin/nvidia-smi';
const versionFile = '/proc/driver/nvidia/version';

/** The CUDA version that a branch of the driver names. Source: NVIDIA's CUDA release notes, table 3. */
const cudaByDriver: readonly (readonly [from: number, version: string])[] = [
  [580, '13.0'],
  [575, '12.9'],
  [570, '12.8'],
  [565, '12.7'],
  [560, '12.6'],
  [555, '12.5'],
  [550, '12.4'],
  [545, '12.3'],
  [535, '12.2'],
  [530, '12.1'],
  [525, '12.0'],
  [520, '11.8'],
  [515, '11.7'],
  [510, '11.6'],
  [495, '11.5'],
  [470, '11.4'],
  [465, '11.3'],
  [460, '11.2'],
  [455, '11.1'],
  [450, '11.0'],
  [440, '10.2'],
  [418, '10.1'],
  [410, '10.0'],
];

const compilers: Readonly<Record<Machine['series'], string>> = {
  xenial: 'gcc version 5.4.0 20160609 (Ubuntu 5.4.0-6ubuntu1~16.04.9) ',
  bionic: 'gcc version 7.3.0 (Ubuntu 7.3.0-16ubuntu3) ',
  focal: 'gcc version 9.4.0 (Ubuntu 9.4.0-1ubuntu1~20.04.2) ',
  jammy: 'gcc version 11.4.0 (Ubuntu 11.4.0-1ubuntu1~22.04) ',
  noble: 'gcc version 13.2.0 (Ubuntu 13.2.0-23ubuntu4) ',
};
