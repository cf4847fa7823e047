import * as z from 'zod';
import type { ActionDefinition } from '../contract.ts';

const actionsShape = z.record(
  z.string(),
  z.looseObject({
    description: z.string().default('No description'),
    params: z.record(z.string(), z.unknown()).default({}),
    parallel: z.boolean().default(false),
    'execution-group': z.string().default(''),
  }),
);

/** The actions that the document of an actions.yaml defines. */
export function readActions(document: unknown): Record<string, ActionDefinition> {
  return Object.fromEntries(
    Object.entries(actionsShape.parse(plain(document))).map(([name, body]) => {
      const { description, params, parallel, 'execution-group': executionGroup, ...rest } = body;
      const schema = { title: name, description, type: 'object', properties: params, ...rest };
      return [name, { description, schema, isParallel: parallel, executionGroup }];
    }),
  );
}

function plain(value: unknown): unknown {
  if (!(value instanceof Map)) return Array.isArray(value) ? value.map(plain) : (value ?? {});
  return Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]));
}
