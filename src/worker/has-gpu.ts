import { gpuEnabled } from '../workload/gpu.ts';
import type { Inputs } from './input-types.ts';

/** The inputs that decide whether pods can use GPUs; a handler that asks `hasGpu` reads all of them. */
export const gpuInputs = ['host.container', 'host.nvidia', 'machine.runtime'] as const;

/** True while the pods of this node can use its GPUs. */
export function hasGpu(inputs: Pick<Inputs, (typeof gpuInputs)[number]>): boolean {
  return gpuEnabled({
    runtime: inputs['machine.runtime'],
    nvidia: inputs['host.nvidia'],
    container: inputs['host.container'],
  });
}
