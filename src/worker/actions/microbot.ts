import * as z from 'zod/mini';
import { defineAction } from './define-action.ts';
import { createMicrobot, deleteMicrobot } from './run-microbot.ts';

/** The demonstration microbot runs with so many pods, or is gone. */
export const microbot = defineAction({
  name: 'microbot',
  parameters: z.strictObject({
    // None is what delete=true is for; more than these are a slip of the finger.
    replicas: z._default(z.int().check(z.gte(1), z.lte(100)), 3),
    delete: z._default(z.boolean(), false),
    domain: z._default(z.string(), ''),
  }),
  run: ({ delete: isLeaving, ...parameters }, ports) =>
    isLeaving ? deleteMicrobot(ports) : createMicrobot(parameters, ports),
});
