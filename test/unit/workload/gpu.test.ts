import { describe, expect, it } from 'vitest';
import { gpuEnabled } from '../../../src/workload/gpu.ts';
import type { GpuFacts } from '../../../src/workload/gpu.ts';

const working: GpuFacts = { runtime: 'nvidia', nvidia: { gpus: 1, driver: '535.104.05' }, container: null };

describe('GPUs', () => {
  const rows: [string, Partial<GpuFacts>, boolean][] = [
    ['can be used with a card, its driver and its runtime', {}, true],
    ['can be used eight at a time', { nvidia: { gpus: 8, driver: '535.104.05' } }, true],
    ['cannot be used without a card', { nvidia: { gpus: 0, driver: null } }, false],
    ['cannot be used before the driver is loaded', { nvidia: { gpus: 1, driver: null } }, false],
    ["cannot be used through another's runtime", { runtime: 'apt' }, false],
    ['cannot be used while the runtime is being replaced', { runtime: null }, false],
    ['of the host cannot be used in a container', { container: 'lxc' }, false],
  ];

  it.each(rows)('%s', (_title, change, isEnabled) => {
    expect(gpuEnabled({ ...working, ...change })).toBe(isEnabled);
  });
});
