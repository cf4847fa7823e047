import type * as z from 'zod/mini';
import type { Files, Machine } from '../../host/host.ts';
import type { ActionResults, MachineFile, Tools, UnitState } from '../../juju/juju.ts';
import type { UnitStanding } from '../look.ts';
import type { Outcomes } from '../reconcile.ts';

/**
 * Something that an operator can have a unit do: its parameters, and a function that does it.
 *
 * It runs while no hook does, since Juju runs one at a time on a machine, and it may be stopped at any point: what it
 * leaves half done is put right by running it again, or by the next hook. Running it twice does no harm.
 */
export interface Action<P> {
  readonly name: string;
  /** Decodes what actions.yaml declares. Juju has checked it, and inserted the defaults, before the unit saw it. */
  readonly parameters: z.ZodMiniType<P>;
  /**
   * What Juju shows as the action's results.
   *
   * @throws ActionFailed, or CommandFailed for a program whose own words say enough
   */
  readonly run: (parameters: P, ports: ActionPorts) => Promise<ActionResults>;
}

/** What an action acts with. */
export interface ActionPorts {
  readonly app: string;
  /** `kubernetes-worker/3`. */
  readonly unit: string;
  /** The folder of the charm, with the unit's state in `.state/`. */
  readonly charmDir: string;
  readonly machine: Machine;
  /** Paths that Juju gave: the charm's folder and resources. */
  readonly jujuFiles: Files;
  readonly tools: Tools;
  /** Facts about the machine, recorded as they happen. */
  readonly record: MachineFile;
  /** What the last hook that succeeded left behind; only `settle` changes it. */
  readonly state: UnitState;
  /** Text of a file in the charm's `templates/`. */
  readonly template: (name: string) => Promise<string>;
  /**
   * The engine has done what config-changed would do now, on what the action has recorded until then: handlers have run,
   * services are up, relations and the status are current, the state is committed. Gives back how each handler that ran
   * has ended.
   */
  readonly settle: () => Promise<Outcomes>;
  /** The unit as it stands; nothing is changed by looking. */
  readonly look: () => Promise<UnitStanding>;
  /** The operator who waits reads this at once. */
  readonly tell: (what: string) => Promise<void>;
  readonly warn: (text: string) => void;
}

/** An action whose parameters have been decoded and given to it: what the table holds. */
export interface AnyAction {
  readonly name: string;
  /** @throws ActionFailed also when the parameters do not decode */
  readonly run: (parameters: unknown, ports: ActionPorts) => Promise<ActionResults>;
}
