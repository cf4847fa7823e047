import { JujuRefused } from '../model/model.ts';
import type { Model, Seen } from '../model/model.ts';
import { naturalOrder } from '../model/natural-order.ts';

export interface Targets {
  readonly units: readonly string[];
  readonly applications: readonly string[];
  readonly machines: readonly string[];
  readonly isAll: boolean;
}

/**
 * The units that a command is to run on, each once.
 *
 * @throws JujuRefused for an application or a machine that is not there
 */
export function unitsMeant(model: Seen<Model>, { units, applications, machines, isAll }: Targets): string[] {
  for (const name of applications)
    if (model.applications[name] === undefined) throw new JujuRefused(`application "${name}" not found`);
  for (const id of machines) if (model.machines[id] === undefined) throw new JujuRefused(`machine ${id} not found`);
  const found = Object.values(model.units)
    .filter(({ application, machine }) => isAll || applications.includes(application) || machines.includes(machine))
    .map(({ name }) => name)
    .sort(naturalOrder);
  return [...new Set([...units, ...found])];
}
