import { describe, expect, it } from 'vitest';
import { pciDevices } from '../../../src/host/pci.ts';
import { aMachine } from './stand-ins.ts';

/** Address, vendor and class as `/sys/bus/pci/devices` of real machines has them. */
const chipset = [
  ['0000:00:00.0', '0x8086', '0x060000'],
  ['0000:00:1f.2', '0x8086', '0x010601'],
] as const;
const tesla = (bus: string) => [`0000:${bus}:00.0`, '0x10de', '0x030200'] as const;
const trees = {
  'no GPU': { devices: chipset, gpus: [] },
  'one NVIDIA GPU': { devices: [...chipset, tesla('3b')], gpus: ['0000:3b:00.0'] },
  'a GeForce with its audio and USB functions': {
    devices: [
      ...chipset,
      ['0000:01:00.0', '0x10de', '0x030000'],
      ['0000:01:00.1', '0x10de', '0x040300'],
      ['0000:01:00.2', '0x10de', '0x0c0330'],
    ],
    gpus: ['0000:01:00.0'],
  },
  'eight NVIDIA GPUs with NVSwitches': {
    devices: [
      ...chipset,
      ...['07', '0f', '47', '4e', '87', '90', 'b7', 'bd'].map(tesla),
      ['0000:c4:00.0', '0x10de', '0x068000'],
    ],
    gpus: ['07', '0f', '47', '4e', '87', '90', 'b7', 'bd'].map((bus) => `0000:${bus}:00.0`),
  },
  'an NVIDIA network card only': {
    devices: [...chipset, ['0000:5e:00.0', '0x15b3', '0x020000'], ['0000:5f:00.0', '0x10de', '0x020000']],
    gpus: [],
  },
  'an AMD GPU': { devices: [...chipset, ['0000:03:00.0', '0x1002', '0x038000']], gpus: [] },
} as const;

describe('the PCI devices of NVIDIA that are GPUs', () => {
  it.each(Object.entries(trees))('are found on a machine with %s', async (_name, { devices, gpus }) => {
    const { files } = aMachine();
    for (const [address, vendor, deviceClass] of devices) {
      const folder = `/sys/bus/pci/devices/${address}`;
      await files.write(`${folder}/vendor`, `${vendor}\n`, { mode: 0o444 });
      await files.write(`${folder}/class`, `${deviceClass}\n`, { mode: 0o444 });
    }
    const found = await pciDevices(files, { vendor: '10de' });
    const displays = found.filter(({ deviceClass }) => deviceClass.startsWith('03'));
    expect(displays.map(({ address }) => address)).toEqual(gpus);
  });

  it('are none on a machine without a PCI bus', async () => {
    const { files } = aMachine();
    expect(await pciDevices(files, { vendor: '10de' })).toEqual([]);
  });
});
