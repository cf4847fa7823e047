import type { Outcome } from '../engine/engine.ts';
import type { OsRelease } from '../host/host.ts';
import type { AptSource } from '../workload/apt-source.ts';
import type { WorkerPorts } from './ports.ts';

/**
 * apt knows these repositories, each with a keyring of its own, and has their lists; those of ours that are not among
 * them are gone. Null when that succeeded.
 *
 * When a key is not the one that was asked for, the outcome says so and nothing on the machine has changed.
 */
export async function provideAptSources(
  _ports: WorkerPorts,
  _sources: readonly AptSource[],
  _release: OsRelease,
): Promise<Outcome<never, never> | null> {
  return Promise.reject(new Error('not there yet'));
}
