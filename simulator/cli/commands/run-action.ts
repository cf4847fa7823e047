import { formatted } from '../text/formats.ts';
import type { Simulation } from '../../simulation.ts';
import { oldTasksData, returnCodeOf } from '../text/task-data.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import { yamlText } from '../text/yaml-text.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { tasksOf } from './run-tasks.ts';

export interface RunActionRequest {
  /** Begins the operation; the answer is its id. */
  readonly begin: (simulation: Simulation) => string;
  readonly isWaiting: boolean;
  readonly format: 'json' | 'yaml';
}

/** The action is queued, or has run and what became of it is printed: `run-action` of Juju 2.9. */
export async function runAction(world: CliWorld, place: ModelPlace, request: RunActionRequest): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    const operation = request.begin(simulation);
    if (!request.isWaiting)
      for (const { id } of tasksOf(simulation, operation)) world.stdout(`Action queued with id: "${id}"\n`);
    if (place.isSettling) await settle(world, simulation);
    if (request.isWaiting) world.stdout(formatted(oldTasksData(tasksOf(simulation, operation)), request.format));
  });
}

export interface OldRunRequest {
  readonly begin: (simulation: Simulation) => string;
  /** Null for what is best: the output itself of one unit, YAML of several. */
  readonly format: 'json' | 'yaml' | null;
}

/**
 * The shell command has run on the units: `run` of Juju 2.9.
 *
 * The answer is the exit code: of one unit the command's own.
 */
export async function oldRun(world: CliWorld, place: ModelPlace, request: OldRunRequest): Promise<number> {
  return withSimulation(world, place, {}, async (simulation) => {
    const operation = request.begin(simulation);
    if (!place.isSettling) return 0;
    await settle(world, simulation);
    const tasks = tasksOf(simulation, operation);
    const [only] = tasks;
    if (tasks.length === 1 && only !== undefined && request.format === null) {
      world.stdout(textOf(only.results['Stdout']));
      world.stderr(textOf(only.results['Stderr']));
      if (returnCodeOf(only) === null) {
        world.stderr(`ERROR timed out waiting for result from: unit ${only.unit}\n`);
        return 1;
      }
      return returnCodeOf(only) ?? 1;
    }
    const shown = tasks.map((task) => {
      const code = returnCodeOf(task) ?? 0;
      const { Stdout: stdout, Stderr: stderr } = task.results;
      return {
        ...(code === 0 ? {} : { ReturnCode: code }),
        ...(stderr === undefined ? {} : { Stderr: stderr }),
        Stdout: textOf(stdout),
        UnitId: task.unit,
      };
    });
    world.stdout(request.format === 'json' ? formatted(shown, 'json') : yamlText(shown));
    return 0;
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
