import * as z from 'zod/mini';
import { emptyPublication } from './publication.ts';
import type { Publication } from './publication.ts';
import type { EngineState } from '../engine/engine.ts';

/** What a unit remembers from one successful hook to the next: the transaction with Juju. */
export interface UnitState {
  readonly schema: 1;
  readonly engine: EngineState;
  /** Answers of Juju as last seen, for hooks that cannot have changed them. Whoever uses one checks its form. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly publication: Publication;
  /** Nobody has checked yet that Juju kept what the last hook sent. */
  readonly unconfirmed: boolean;
  /** Fingerprint of what each service should have read. */
  readonly services: Readonly<Record<string, string>>;
  readonly extras: Readonly<Record<string, unknown>>;
}

/** The state of a unit that has not finished a hook, or whose state was lost. */
export function freshUnitState(): UnitState {
  return {
    schema: 1,
    engine: { flags: [], handlers: {} },
    inputs: {},
    publication: emptyPublication,
    unconfirmed: false,
    services: {},
    extras: {},
  };
}

const texts = z.readonly(z.array(z.string()));
const textByName = z.readonly(z.record(z.string(), z.string()));
const anything = z.readonly(z.record(z.string(), z.unknown()));

const handlerMark = z.object({
  outcome: z.enum(['done', 'waiting', 'blocked']),
  inputs: z.exactOptional(textByName),
  flags: z.exactOptional(z.readonly(z.record(z.string(), z.boolean()))),
  said: z.exactOptional(
    z.object({ text: z.string(), hint: z.exactOptional(z.string()), about: z.exactOptional(z.string()) }),
  ),
});

/** The form of `state.json`. */
export const unitStateSchema = z.object({
  schema: z.literal(1),
  engine: z.object({ flags: texts, handlers: z.readonly(z.record(z.string(), handlerMark)) }),
  inputs: anything,
  publication: z.object({
    relations: z.readonly(z.record(z.string(), textByName)),
    ports: texts,
    closing: z._default(texts, []),
    version: z.nullable(z.string()),
  }),
  unconfirmed: z.boolean(),
  services: textByName,
  extras: anything,
});
