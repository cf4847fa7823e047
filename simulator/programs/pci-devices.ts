import { mkdirSync } from 'node:fs';
import type { Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { listMachineFolder, readMachineFile, removeMachineFile, writeMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/** A device as sysfs shows it. */
export interface PciDevice {
  /** For example `0000:3b:00.0`. */
  readonly address: string;
  readonly vendor: string;
  readonly device: string;
  readonly deviceClass: string;
}

/** What is on the bus, in the order of addresses. */
export function devicesOf(machine: Machine): readonly PciDevice[] {
  return listMachineFolder(machine, devices).map((address) => {
    const number = (name: string) =>
      (readMachineFile(machine, `${devices}/${address}/${name}`) ?? '').trim().replace(/^0x/u, '');
    return { address, vendor: number('vendor'), device: number('device'), deviceClass: number('class') };
  });
}

/** `lspci` and `lspci -n`, as far as devices are known here. */
export function listDevices(machine: Machine, isNumeric: boolean): string {
  return devicesOf(machine)
    .map(({ address, vendor, device, deviceClass }) => {
      const place = address.replace(/^0000:/u, '');
      const [kind, name] = wordsOf(vendor, device, deviceClass);
      const words = isNumeric ? '' : `${kind} [${deviceClass.slice(0, 4)}]: ${name} [${vendor}:${device}]`;
      return `${place} ${isNumeric ? `${deviceClass.slice(0, 4)}: ${vendor}:${device}` : words} (rev a1)\n`;
    })
    .join('');
}

function wordsOf(vendor: string, device: string, deviceClass: string): readonly [kind: string, name: string] {
  const found = known.find(
    (each) => each.vendor === vendor && each.device === device && each.deviceClass === deviceClass,
  );
  return found === undefined ? ['Device', 'Unknown'] : [found.kind, found.name];
}

/** The bus in sysfs shows what is plugged in. A folder that is there stays the same one: containers link to it. */
export function writeDevices(machine: Machine): void {
  const { hardware } = stateOf(machine);
  removeMachineFile(machine, devices);
  if (!hardware.bus) return;
  mkdirSync(onDisk(machine, devices), { recursive: true });
  const add = (address: string, { vendor, device, deviceClass }: KnownDevice) => {
    for (const [name, number] of Object.entries({ vendor, device, class: deviceClass }))
      writeMachineFile(machine, `${devices}/${address}/${name}`, `0x${number}\n`);
  };
  const slot = (base: number, index: number, part = 0) =>
    `0000:${(base + index).toString(16).padStart(2, '0')}:00.${part}`;
  add('0000:00:00.0', bridge);
  for (let index = 0; index < hardware.gpus; index += 1) add(slot(0x3b, index), gpu);
  for (let index = 0; index < hardware.audio; index += 1) add(slot(0x3b, index, 1), audio);
  for (let index = 0; index < hardware.nics; index += 1) add(slot(0x5e, index), nic);
  for (let index = 0; index < hardware.amd; index += 1) add(slot(0x86, index), amd);
}

interface KnownDevice extends Omit<PciDevice, 'address'> {
  readonly kind: string;
  readonly name: string;
}

/** Where the kernel shows the bus. */
export const pciBus = '/sys/bus/pci';
const devices = `${pciBus}/devices`;

const bridge: KnownDevice = {
  vendor: '8086',
  device: '1237',
  deviceClass: '060000',
  kind: 'Host bridge',
  name: 'Intel Corporation 440FX - 82441FX PMC [Natoma]',
};
const gpu: KnownDevice = {
  vendor: '10de',
  device: '1eb8',
  deviceClass: '030200',
  kind: '3D controller',
  name: 'NVIDIA Corporation TU104GL [Tesla T4]',
};
const audio: KnownDevice = {
  vendor: '10de',
  device: '10f8',
  deviceClass: '040300',
  kind: 'Audio device',
  name: 'NVIDIA Corporation TU104 HD Audio Controller',
};
const nic: KnownDevice = {
  vendor: '10de',
  device: '0373',
  deviceClass: '020000',
  kind: 'Ethernet controller',
  name: 'NVIDIA Corporation MCP55 Ethernet',
};
const amd: KnownDevice = {
  vendor: '1002',
  device: '738c',
  deviceClass: '030200',
  kind: 'Display controller',
  name: 'Advanced Micro Devices, Inc. [AMD/ATI] Arcturus GL-XL [Instinct MI100]',
};
const known: readonly KnownDevice[] = [bridge, gpu, audio, nic, amd];
