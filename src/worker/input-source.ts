import type { InputSource } from '../engine/engine.ts';
import type { InputName, Inputs } from './input-types.ts';
import { inputTable } from './inputs.ts';
import type { InputDefinition } from './input-kinds.ts';
import type { Sources } from './sources.ts';
import type { WorkerWords } from './words.ts';

/** The inputs of one hook, and what of them the state file will hold. */
export interface HookInputs extends InputSource<WorkerWords> {
  readonly value: <I extends InputName>(id: I) => Promise<Inputs[I]>;
  /** Everything that this hook can have changed has been asked for, whether or not a handler needs it yet. */
  readonly askDue: () => Promise<void>;
  readonly toStore: () => Readonly<Record<string, unknown>>;
}

/**
 * The inputs as they stand in this hook: asked for where the hook can have changed them, else as stored.
 *
 * What was stored and does not decode any more (another version of the charm wrote it) is asked for anew.
 */
export function hookInputs(given: {
  readonly hook: string;
  readonly stored: Readonly<Record<string, unknown>>;
  readonly sources: Omit<Sources, 'input'>;
  readonly fingerprint: (value: unknown) => string;
}): HookInputs {
  const known = new Map<string, unknown>(Object.entries(given.stored).filter(([id]) => id in inputTable));
  const frozen = new Map<string, Promise<unknown>>();

  const previousOf = <I extends InputName>(id: I): Inputs[I] | null => {
    const decoded = definitionOf(id).stored.safeParse(known.get(id));
    return known.has(id) && decoded.success ? decoded.data : null;
  };
  const ask = async <I extends InputName>(id: I): Promise<Inputs[I]> => {
    const value = await definitionOf(id).read({ ...given.sources, input: look }, previousOf(id));
    known.set(id, value);
    return value;
  };
  const isDue = <I extends InputName>(id: I): boolean => {
    const definition = definitionOf(id);
    if (definition.asked === 'live' || definition.asked.includes(given.hook)) return true;
    const decoded = definition.stored.safeParse(known.get(id));
    return !known.has(id) || !decoded.success || (definition.isUnsettled?.(decoded.data) ?? false);
  };
  const look = async <I extends InputName>(id: I): Promise<Inputs[I]> => {
    if (definitionOf(id).asked === 'live') return ask(id);
    let answer = frozen.get(id) as Promise<Inputs[I]> | undefined;
    if (answer === undefined) {
      answer = isDue(id) ? ask(id) : Promise.resolve(definitionOf(id).stored.parse(known.get(id)));
      frozen.set(id, answer);
    }
    return answer;
  };

  return {
    isLive: (id) => definitionOf(id).asked === 'live',
    read: async (id) => {
      const value = await look(id);
      return { value, fingerprint: given.fingerprint(value) };
    },
    value: look,
    askDue: async () => {
      for (const id of inputNames) {
        const { asked } = definitionOf(id);
        if (asked !== 'live' && asked.includes(given.hook)) await look(id);
      }
    },
    toStore: () => Object.fromEntries([...known.entries()].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const inputNames = Object.keys(inputTable).filter((id): id is InputName => id in inputTable);

function definitionOf<I extends InputName>(id: I): InputDefinition<Inputs[I]> {
  return inputTable[id];
}
