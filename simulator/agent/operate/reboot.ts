import { startAgent } from '../schedule/recover.ts';
import type { Juju } from '../juju.ts';

/**
 * The machine, and every container on it, has been rebooted: their agents have started, and `start` is due on units that
 * were started before, unless their machine's series is being upgraded.
 */
export function rebootMachine(juju: Juju, machine: string): void {
  for (const id of Object.keys(juju.model.machines)) {
    if (id === machine || id.startsWith(`${machine}/`)) juju.rebootPrograms?.(juju.machine(id));
  }
  for (const unit of Object.values(juju.model.units)) {
    if (unit.machine !== machine && !unit.machine.startsWith(`${machine}/`)) continue;
    startAgent(juju.model, unit, juju.now());
    if (unit.isStarted && !unit.isStopped && unit.seriesUpgrade === null) unit.isRebooted = true;
  }
}
