import { CommandFailed } from '../host/host.ts';
import type { Files, Machine } from '../host/host.ts';
import { isDriverMismatch, parseCudaVersion } from '../workload/runtime/nvidia-smi.ts';
import type { InstalledCuda } from './input-types.ts';

/**
 * Version of NVIDIA's module that the kernel has loaded, for example `535.104.05`; null when none is.
 *
 * The proprietary module says `NVIDIA UNIX x86_64 Kernel Module  535.104.05`, the open one
 * `NVIDIA UNIX Open Kernel Module for x86_64  535.104.05`.
 */
export async function loadedDriver(files: Files): Promise<string | null> {
  const text = await files.readText('/proc/driver/nvidia/version');
  return /Kernel Module\s+(?:for\s+\S+\s+)?(\d+(?:\.\d+)+)/u.exec(text ?? '')?.[1] ?? null;
}

/** What `nvidia-smi` says of the driver. */
export type DriverAnswer =
  | { readonly kind: 'works'; readonly cuda: string | null }
  /** Module and libraries are of two versions. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'no answer' };

export async function askNvidiaSmi({ run }: Pick<Machine, 'run'>): Promise<DriverAnswer> {
  try {
    const { stdout } = await run(['nvidia-smi'], { timeoutMs: 30_000 });
    return { kind: 'works', cuda: parseCudaVersion(stdout) };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { kind: isDriverMismatch(`${error.stdout}\n${error.stderr}`) ? 'mismatch' : 'no answer' };
  }
}

/** The CUDA version, asked of the program only when the loaded driver or the program itself is another than last time. */
export async function readCuda(
  machine: Machine,
  driver: string | null,
  previous: InstalledCuda | null,
): Promise<InstalledCuda | null> {
  if (driver === null) return null;
  const stat = await machine.files.stat('/usr/bin/nvidia-smi');
  const asked = `${driver} ${stat === null ? 'missing' : `${stat.sizeBytes} ${stat.mtimeNs}`}`;
  if (previous?.asked === asked) return previous;
  const answer = stat === null ? null : await askNvidiaSmi(machine);
  return { asked, version: answer?.kind === 'works' ? answer.cuda : null };
}
