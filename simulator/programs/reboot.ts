import { mkdirSync, rmSync } from 'node:fs';
import type { Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { bootKernel } from './grub.ts';
import { loadAtBoot } from './nvidia-driver.ts';
import { stateOf } from './state.ts';
import { reloadUnits, startUnit, stopUnit } from './systemd.ts';

/**
 * The machine has been started anew: enabled services run again and others do not, `/run` and `/tmp` are empty, and
 * packet filter rules are gone, and the kernel has the arguments that GRUB's menu has.
 */
export function rebootPrograms(machine: Machine): void {
  for (const folder of ['/run', '/tmp']) {
    rmSync(onDisk(machine, folder), { recursive: true, force: true });
    mkdirSync(onDisk(machine, folder), { recursive: true });
  }
  const state = stateOf(machine);
  const { units, iptables } = state;
  state.docker0 = null;
  iptables.rules.length = 0;
  for (const chain of Object.keys(iptables.policies)) iptables.policies[chain] = 'ACCEPT';
  for (const unit of Object.keys(units)) stopUnit(machine, unit);
  bootKernel(machine);
  loadAtBoot(machine);
  reloadUnits(machine);
  for (const [unit, { isEnabled }] of Object.entries(units)) {
    // Ubuntu's package enables the service without a word to systemctl.
    if (isEnabled || unit === 'docker.service') startUnit(machine, unit);
  }
}
