import type { Series } from '../../contract.ts';
import { JujuRefused } from '../../model/model.ts';
import type { MachineData, Unit } from '../../model/model.ts';
import type { Juju } from '../juju.ts';

/**
 * pre-series-upgrade is due on the machine's units; then they wait.
 *
 * @throws JujuRefused when there is no such machine, when it has that series or is being upgraded, and by a Juju without it
 */
export function prepareSeriesUpgrade(juju: Juju, id: string, target: Series): void {
  const { machine, units } = placeOf(juju, id);
  if (machine.series === target) throw new JujuRefused(`machine "${id}" is already running series "${target}"`);
  if (units.some(({ seriesUpgrade }) => seriesUpgrade !== null))
    throw new JujuRefused(`upgrade series lock found for "${id}"; series upgrade is in the "prepare" state`);
  const stuck = units.find(({ failed, queued, running }) => failed !== null || queued !== null || running !== null);
  if (stuck !== undefined) throw new JujuRefused(`unit ${stuck.name} is not ready to start a series upgrade`);
  for (const unit of units) unit.seriesUpgrade = { target, step: 'prepare' };
}

/**
 * The machine has the series that its upgrade was prepared for; post-series-upgrade is due on its units.
 *
 * @throws JujuRefused when it was not prepared, or its units have not run pre-series-upgrade
 */
export function completeSeriesUpgrade(juju: Juju, id: string): void {
  const { machine, units } = placeOf(juju, id);
  const [first] = units;
  if (first === undefined || units.some(({ seriesUpgrade }) => seriesUpgrade?.step !== 'prepared'))
    throw new JujuRefused(`machine "${id}" can not complete, it is either not prepared or already completed`);
  const target = first.seriesUpgrade?.target ?? machine.series;
  machine.series = target;
  for (const unit of units) unit.seriesUpgrade = { target, step: 'complete' };
}

interface Place {
  readonly machine: MachineData;
  readonly units: readonly Unit[];
}

function placeOf({ model, features }: Juju, id: string): Place {
  if (!features.hasSeriesUpgrade) throw new JujuRefused('unrecognized command: juju upgrade-machine');
  const machine = model.machines[id];
  if (machine === undefined) throw new JujuRefused(`machine ${id} not found`);
  const units = Object.values(model.units).filter((unit) => unit.machine === id);
  return { machine, units };
}
