import * as z from 'zod/mini';
import { defineAction } from './define-action.ts';
import { createMicrobot, deleteMicrobot } from './run-microbot.ts';

/** The demonstration microbot runs with so many pods, or is gone. */
export const microbot = defineAction({
  name: 'microbot',
  parameters: z.strictObject({
    replicas: z._default(z.number(), 3),
    delete: z._default(z.boolean(), false),
    domain: z._default(z.string(), ''),
  }),
  run: ({ delete: isLeaving, ...parameters }, ports) =>
    isLeaving ? deleteMicrobot(ports) : createMicrobot(parameters, ports),
});
