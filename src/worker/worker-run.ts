import type { Files, Machine } from '../host/host.ts';
import type { Tools } from '../juju/juju.ts';
import type { Proxies } from './input-types.ts';
import type { Trace } from './trace.ts';

/** What one process of the charm acts with, whether Juju called it for a hook or an action. */
export interface WorkerRun {
  readonly machine: Machine;
  /** Paths that Juju gave. */
  readonly jujuFiles: Files;
  readonly tools: Tools;
  readonly trace: Trace;
  readonly warn: (text: string) => void;
  readonly randomKey: () => string;
  /** What the model sets for charms. */
  readonly proxies: Proxies;
  /** Keyed fingerprint function for a key. */
  readonly fingerprintWith: (key: string) => (value: unknown) => string;
}

/** Where the two files of a unit are. */
export function stateFolder({ charmDir }: { readonly charmDir: string }): string {
  return `${charmDir}/.state`;
}
