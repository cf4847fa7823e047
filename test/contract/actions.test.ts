import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { actionTable } from '../../src/worker/actions/action-table.ts';

const actions = z
  .record(
    z.string(),
    z.strictObject({
      description: z.string(),
      params: z.record(z.string(), z.object({ type: z.string(), default: z.unknown(), description: z.string() })),
      required: z.array(z.string()).optional(),
      additionalProperties: z.literal(false),
    }),
  )
  .parse(parse(readFileSync('actions.yaml', 'utf8')));

describe('the actions folder', () => {
  const names = readdirSync('actions');

  it('holds a link to the stub of the hooks for each action of actions.yaml', () => {
    expect(names.sort()).toEqual(Object.keys(actions).sort());
    expect(names.map((name) => readlinkSync(path.join('actions', name)))).toEqual(names.map(() => '../hooks/run'));
    for (const name of names) expect(statSync(path.join('actions', name)).mode & 0o111).toBe(0o111);
  });
});

describe('actions.yaml', () => {
  it('declares exactly the actions that the charm has', () => {
    expect(actionTable.map(({ name }) => name).sort()).toEqual(Object.keys(actions).sort());
  });

  it('refuses parameters that it does not declare, in every Juju', () => {
    expect(Object.values(actions).map(({ additionalProperties }) => additionalProperties)).not.toContain(undefined);
  });

  it('has the parameter of clean-images where Juju looks for it, unlike the 2018 charm', () => {
    expect(actions['clean-images']?.params['untagged']).toMatchObject({ type: 'boolean', default: true });
  });
});
