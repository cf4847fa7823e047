import type { MachineData } from '../../model/model.ts';
import { JujuRefused } from '../../model/model.ts';
import { seriesNamed } from '../../model/releases.ts';
import type { Simulation } from '../../simulation.ts';
import type { CliWorld } from '../world.ts';

/** The application has so many more units, the first of them at these places; the answer is their names. */
export function addUnits(
  simulation: Simulation,
  application: string,
  { count, to }: { readonly count: number; readonly to: readonly string[] },
): string[] {
  if (count < 1) throw new JujuRefused('must add at least one unit');
  return Array.from({ length: count }, (_, index) => {
    const machine = to[index];
    return simulation.addUnit(application, machine === undefined ? {} : { machine });
  });
}

export interface MachineRequest {
  /** `lxd:0`; null for a machine of its own. */
  readonly placement: string | null;
  readonly count: number;
  readonly series?: string;
  readonly base?: string;
  readonly constraints: readonly string[];
}

/** The model has so many more machines, or containers; their names are on standard error. */
export function addMachine(world: CliWorld, simulation: Simulation, request: MachineRequest): void {
  const { placement, count, series, base } = request;
  const asked = series ?? base ?? null;
  const wanted = asked === null ? null : seriesNamed(asked);
  if (wanted === null && asked !== null)
    throw new JujuRefused(`${series === undefined ? 'base' : 'series'} "${asked}" not valid`);
  const container = /^lxd(?::(.+))?$/u.exec(placement ?? '');
  if (placement !== null && container === null) throw new JujuRefused(`invalid placement directive "${placement}"`);
  const architecture = architectureOf(request.constraints);
  const more = { ...(wanted === null ? {} : { series: wanted }), ...(architecture === null ? {} : { architecture }) };
  for (let index = 0; index < count; index += 1) {
    const parent = container === null ? null : (container[1] ?? simulation.addMachine(more));
    const made = simulation.addMachine(parent === null ? more : { ...more, container: { parent } });
    world.stderr(`created ${parent === null ? 'machine' : 'container'} ${made}\n`);
  }
}

function architectureOf(constraints: readonly string[]): MachineData['architecture'] | null {
  const text = /(?:^|\s)arch=(\S+)/u.exec(constraints.join(' '))?.[1] ?? null;
  return architectures.find((each) => each === text) ?? null;
}

const architectures: readonly MachineData['architecture'][] = ['amd64', 'arm64', 'ppc64el', 's390x'];
