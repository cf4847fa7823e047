import type { Files } from './files.ts';

/** A device on the PCI bus, by PCI's numbers in lower-case hexadecimal. */
export interface PciDevice {
  /** For example `0000:3b:00.0`. */
  readonly address: string;
  /** Four digits, for example `10de`. */
  readonly vendor: string;
  /** Six digits: class, subclass, interface; for example `030200`, a 3D controller. */
  readonly deviceClass: string;
}

/**
 * The PCI devices of one vendor, in the order of their addresses; none where the machine has no PCI bus.
 *
 * Source: https://docs.kernel.org/PCI/sysfs-pci.html (vendor and class are `0x` and hexadecimal digits)
 */
export async function pciDevices(files: Files, { vendor }: { readonly vendor: string }): Promise<PciDevice[]> {
  const numberIn = async (address: string, name: string): Promise<string> =>
    ((await files.readText(`${folder}/${address}/${name}`)) ?? '').trim().toLowerCase().replace(/^0x/u, '');
  const addresses = (await files.list(folder)) ?? [];
  const vendors = await Promise.all(addresses.map((address) => numberIn(address, 'vendor')));
  const devices: PciDevice[] = [];
  for (const address of addresses.filter((_, position) => vendors[position] === vendor)) {
    devices.push({ address, vendor, deviceClass: await numberIn(address, 'class') });
  }
  return devices;
}

const folder = '/sys/bus/pci/devices';
