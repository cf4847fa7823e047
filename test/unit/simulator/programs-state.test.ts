import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../simulator/programs/state.ts';
import { aConfiguredWorker } from './a-machine.ts';

describe('what the programs of a machine remember', () => {
  it('is shared with no other machine, at any depth', async () => {
    const [one, other] = [stateOf((await aConfiguredWorker()).machine), stateOf((await aConfiguredWorker()).machine)];
    const parts = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(parts)] : [];
    const known = new Set(parts(one));
    expect(known.size).toBeGreaterThan(10);
    expect(parts(other).filter((part) => known.has(part))).toEqual([]);
  });
});
