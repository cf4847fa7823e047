import type { StatusWord } from '../../contract.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Model, Seen } from '../../model/model.ts';
import { naturalOrder } from '../../model/natural-order.ts';
import type { Simulation } from '../../simulation.ts';
import { unitView } from '../../model/unit-view.ts';
import { UsageWrong } from '../usage-wrong.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/**
 * No hook is due any more, or everything that was waited for is true.
 *
 * Model time passes, up to `timeoutSeconds` of it, while something is waited for that is not true.
 *
 * @throws JujuRefused when it is not true then
 */
export async function waitFor(
  world: CliWorld,
  place: ModelPlace,
  what: readonly string[],
  timeoutSeconds: number,
): Promise<void> {
  const goals = what.map(parseGoal);
  await withSimulation(world, place, {}, async (simulation) => {
    if (goals.length === 0) {
      await settle(world, simulation);
      return;
    }
    for (const { name } of goals) namedUnits(simulation.model, name);
    await reach(simulation, goals, timeoutSeconds);
    const missed = goals.filter((goal) => !isReached(simulation.model, goal));
    if (missed.length === 0) return;
    throw new JujuRefused(
      `timed out waiting for ${missed.map(({ name, status }) => `${name}=${status}`).join(', ')}\n${missed
        .flatMap(({ name }) => namedUnits(simulation.model, name))
        .map((unit) => unitLine(simulation.model, unit))
        .join('\n')}`,
    );
  });
}

interface Goal {
  readonly name: string;
  readonly status: StatusWord;
}

function parseGoal(text: string): Goal {
  const [name = '', word = ''] = text.split('=');
  const status = words.find((each) => each === word);
  if (name === '' || status === undefined)
    throw new UsageWrong(
      `expected "APPLICATION=STATUS" or "UNIT=STATUS" with one of ${words.join(', ')}, got "${text}"`,
    );
  return { name, status };
}

async function reach(simulation: Simulation, goals: readonly Goal[], timeoutSeconds: number): Promise<void> {
  const isThere = (model: Seen<Model>) => goals.every((goal) => isReached(model, goal));
  await simulation.settle({ stopWhen: isThere });
  let left = timeoutSeconds;
  while (left > 0 && !isThere(simulation.model)) {
    const step = Math.min(left, stepSeconds);
    await simulation.advance(step, { stopWhen: isThere });
    left -= step;
  }
}

function isReached(model: Seen<Model>, { name, status }: Goal): boolean {
  const units = namedUnits(model, name);
  return units.length > 0 && units.every((unit) => viewOf(model, unit)?.workload === status);
}

/** The unit, or those of the application. @throws JujuRefused when there is neither */
function namedUnits(model: Seen<Model>, name: string): string[] {
  if (name.includes('/')) {
    if (model.units[name] === undefined) throw new JujuRefused(`unit "${name}" not found`);
    return [name];
  }
  if (model.applications[name] === undefined) throw new JujuRefused(`application "${name}" not found`);
  return Object.values(model.units)
    .filter(({ application }) => application === name)
    .map((unit) => unit.name)
    .sort(naturalOrder);
}

function viewOf(model: Seen<Model>, unit: string) {
  const found = model.units[unit];
  return found === undefined ? null : unitView(found);
}

function unitLine(model: Seen<Model>, unit: string): string {
  const view = viewOf(model, unit);
  return `${unit} is ${view?.workload ?? 'unknown'}${view === null || view.message === '' ? '' : `: ${view.message}`}`;
}

const stepSeconds = 60;
const words: readonly StatusWord[] = ['active', 'blocked', 'error', 'maintenance', 'terminated', 'unknown', 'waiting'];
