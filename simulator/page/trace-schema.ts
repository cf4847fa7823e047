import * as z from 'zod';

const texts = z.array(z.string()).catch([]);

const cause = z
  .object({ kind: z.string(), outcome: z.string().optional(), inputs: texts.optional(), flags: texts.optional() })
  .catch({ kind: 'unknown' });

const outcome = z
  .object({
    kind: z.string(),
    on: z.string().optional(),
    why: z.string().optional(),
    hint: z.string().optional(),
  })
  .catch({ kind: 'unknown' });

const event = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('round-started'), round: z.number() }),
    z.object({ kind: z.literal('handler-queued'), round: z.number(), handler: z.string(), cause }),
    z.object({ kind: z.literal('handler-started'), round: z.number(), handler: z.string() }),
    z.object({ kind: z.literal('handler-finished'), round: z.number(), handler: z.string(), outcome }),
    z.object({
      kind: z.literal('handler-dropped'),
      round: z.number(),
      handler: z.string(),
      when: z.string().catch(''),
    }),
    z.object({ kind: z.literal('flag-set'), round: z.number(), flag: z.string(), handler: z.string() }),
    z.object({ kind: z.literal('flag-cleared'), round: z.number(), flag: z.string(), handler: z.string() }),
  ])
  .nullable()
  .catch(null);

const command = z
  .object({ argv: z.array(z.string()), exitCode: z.number().nullable().catch(null), durationMs: z.number().catch(0) })
  .nullable()
  .catch(null);

const restart = z.object({ service: z.string(), reasons: texts }).nullable().catch(null);

/** A line of the trace that the charm writes, one a hook; what it does not know in a line it leaves out. */
export const traceLine = z.object({
  hook: z.string(),
  /** By the host's clock. */
  startedAt: z.iso.datetime().transform((text) => Date.parse(text)),
  failed: z.string().nullable().catch(null).default(null),
  restarts: z.array(restart).catch([]).default([]).transform(present),
  events: z.array(event).catch([]).default([]).transform(present),
  commands: z.array(command).catch([]).default([]).transform(present),
});

export type TraceLine = z.output<typeof traceLine>;
/** What the engine of the charm told of itself. */
export type TraceEvent = TraceLine['events'][number];

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value): value is T => value !== null);
}
