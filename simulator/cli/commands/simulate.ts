import type { Fault } from '../../contract.ts';
import { JujuRefused } from '../../model/model.ts';
import type { KillPlan } from '../../simulation.ts';
import { sayErrors, settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

export type FaultKind = Fault['kind'];

/** So much time has passed in the model, and what was due in it has run. */
export async function advance(world: CliWorld, place: ModelPlace, seconds: number): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    await simulation.advance(seconds);
    sayErrors(world, simulation);
  });
}

export interface CommitRefusal {
  readonly unit: string;
  readonly hook: string | null;
  readonly times: number;
  readonly problem: string;
}

/** The controller refuses what the next such hooks of the unit write. */
export async function refuseCommit(
  world: CliWorld,
  place: ModelPlace,
  { unit, hook, times, problem }: CommitRefusal,
): Promise<void> {
  await changeModel(world, place, (simulation) =>
    simulation.refuseCommit({ unit, problem, times, ...(hook === null ? {} : { hook }) }),
  );
}

/** The hook was killed at that call, and the hooks that are due then have run. */
export async function killHook(world: CliWorld, place: ModelPlace, plan: KillPlan): Promise<void> {
  await withSimulation(world, place, {}, async (simulation) => {
    if (simulation.model.units[plan.unit] === undefined) throw new JujuRefused(`unit "${plan.unit}" not found`);
    simulation.killPlan = plan;
    await settle(world, simulation);
    if (simulation.killPlan !== null)
      world.stderr(
        `WARNING nothing was killed: no ${plan.hook ?? 'hook'} of ${plan.unit} that came to call ${plan.call}\n`,
      );
  });
}

export interface ProgramFault {
  readonly program: string;
  readonly machine: string;
  readonly match: string | null;
  readonly kind: FaultKind;
  /** 0 for all calls from now on. */
  readonly times: number;
}

/**
 * The next such calls of the program fail on the machine.
 *
 * @throws JujuRefused when there is no such machine
 */
export async function failProgram(
  world: CliWorld,
  place: ModelPlace,
  { program, machine, match, kind, times }: ProgramFault,
): Promise<void> {
  await changeModel(world, place, (simulation) => {
    const { faults } = simulation.machine(machine);
    faults.push({ program, kind, times: times === 0 ? -1 : times, ...(match === null ? {} : { match }) });
  });
}
