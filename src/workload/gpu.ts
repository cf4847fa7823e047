/** What decides whether the pods of a node can use its GPUs. */
export interface GpuFacts {
  /** Where the container runtime comes from that this charm has installed, complete; null when there is none. */
  readonly runtime: string | null;
  readonly nvidia: { readonly gpus: number; readonly driver: string | null };
  /** The kind of container that the machine is; null for a machine of its own. */
  readonly container: string | null;
}

/**
 * True where pods can use GPUs: the runtime is NVIDIA's, there are cards, and the kernel has loaded their driver.
 *
 * In a container the host's cards can be seen, but they are not ours to use. A driver that was there and has gone, for
 * example after a new kernel, takes the GPU away again.
 */
export function gpuEnabled({ runtime, nvidia, container }: GpuFacts): boolean {
  return runtime === 'nvidia' && container === null && nvidia.gpus > 0 && nvidia.driver !== null;
}

/** The labels of a node whose pods can use GPUs, as the charm of 2018 gave them. */
export const gpuLabels: Readonly<Record<string, string>> = { gpu: 'true', cuda: 'true' };
