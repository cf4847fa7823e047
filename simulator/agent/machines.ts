import type { Machine, RealMachine, World } from '../contract.ts';
import { JujuRefused } from '../model/model.ts';
import type { Model } from '../model/model.ts';
import { rootOf } from './wiring.ts';

/**
 * The machines of a model by id, as the agents and the stand-in programs see them: each one object, whose series and
 * address follow the model. One that is real has the root that was given, any other a folder of the model.
 *
 * @throws JujuRefused for a machine that the model does not have
 */
export function createMachines(given: {
  readonly model: Model;
  readonly folder: string;
  readonly realMachines: Readonly<Record<string, RealMachine>>;
  readonly world: World;
}): (id: string) => Machine {
  const { model, folder, realMachines, world } = given;
  const machines = new Map<string, Machine>();
  const machineOf = (id: string): Machine => {
    const known = machines.get(id);
    if (known !== undefined) return known;
    const data = model.machines[id];
    if (data === undefined) throw new JujuRefused(`machine ${id} not found`);
    const { hostName, architecture, state, faults, parent } = data;
    const real = realMachines[id];
    const machine: Machine = {
      ...{ id, hostName, architecture, state, faults, isContainer: parent !== null, world },
      get series() {
        return model.machines[id]?.series ?? data.series;
      },
      get address() {
        return model.machines[id]?.address ?? data.address;
      },
      get host() {
        return parent === null ? null : machineOf(parent);
      },
      ...(real === undefined ? { root: rootOf(folder, id) } : { root: real.root, real }),
    };
    machines.set(id, machine);
    return machine;
  };
  return machineOf;
}
