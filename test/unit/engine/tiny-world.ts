import { dispatch, emptyEngineState, handlerFor } from '../../../src/engine/engine.ts';
import type {
  AnyHandler,
  Condition,
  DispatchResult,
  EngineEvent,
  EngineState,
  InputSource,
  Outcome,
} from '../../../src/engine/engine.ts';

export const flags = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
export const inputIds = ['juju.x', 'juju.y', 'host.x', 'host.y'] as const;
export type Flag = (typeof flags)[number];
export type InputName = (typeof inputIds)[number];

/** What handlers of these tests act on: a machine of texts, and a list of who ran. */
export interface World {
  readonly values: Map<InputName, string>;
  /** Ids in the order in which the engine read them. */
  readonly reads: InputName[];
  readonly ran: string[];
}

export interface Tiny {
  readonly flag: Flag;
  readonly inputs: Readonly<Record<InputName, string>>;
  readonly hook: string;
  readonly ports: World;
}

export type TinyCondition = Condition<Flag, InputName, string>;
export type TinyOutcome = Outcome<Flag, Flag>;

export const handler = handlerFor<Tiny>();

export function aWorld(values: Partial<Record<InputName, string>> = {}): World {
  return { values: new Map(inputIds.map((id) => [id, values[id] ?? '0'])), reads: [], ran: [] };
}

/** A handler that notes that it ran and ends with an outcome, or with what a function makes of its inputs. */
export function a(
  name: string,
  when: TinyCondition,
  ends: TinyOutcome | ((inputs: Tiny['inputs'], world: World) => TinyOutcome),
  reads: readonly InputName[] = [],
  formerly: readonly string[] = [],
): AnyHandler<Tiny> {
  return {
    name,
    formerly,
    when,
    reads,
    sets: flags,
    clears: flags,
    async run({ inputs, ports }) {
      ports.ran.push(name);
      return typeof ends === 'function' ? ends(inputs, ports) : ends;
    },
  };
}

export interface Given {
  readonly world?: World;
  readonly state?: EngineState;
  readonly hook?: string;
  readonly trace?: (event: EngineEvent) => void;
}

/** One hook over a table; `ran` names who ran in it, in order, `events` all that was traced. */
export async function run(
  table: readonly AnyHandler<Tiny>[],
  { world = aWorld(), state = emptyEngineState, hook = 'update-status', trace }: Given = {},
): Promise<DispatchResult<Tiny> & { readonly ran: readonly string[]; readonly events: readonly EngineEvent[] }> {
  const events: EngineEvent[] = [];
  const before = world.ran.length;
  const result = await dispatch<Tiny>({
    table,
    knownFlags: flags,
    hook,
    state,
    inputs: sourceOf(world),
    ports: world,
    trace: trace ?? ((event) => events.push(event)),
  });
  return { ...result, ran: world.ran.slice(before), events };
}

/** Who ran in each round. */
export function rounds(events: readonly EngineEvent[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const event of events) {
    if (event.kind === 'round-started') found.push([]);
    if (event.kind === 'handler-started') found.at(-1)?.push(event.handler);
  }
  return found;
}

/** A state in which these flags are set and nothing has run. */
export function withFlags(...set: readonly Flag[]): EngineState {
  return { flags: [...set].sort(), handlers: {} };
}

export function sourceOf({ values, reads }: World): InputSource<Tiny> {
  return {
    isLive: (id) => id.startsWith('host.'),
    read: async (id) => {
      reads.push(id);
      const value = values.get(id) ?? '';
      return { value, fingerprint: `print of ${value}` };
    },
  };
}
