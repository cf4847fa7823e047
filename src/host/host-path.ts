import path from 'node:path';
import { Impossible } from './errors.ts';

/** A path of the machine in an argument of a program; the root is put in front of it when the program is run. */
export class HostPath {
  readonly path: string;
  readonly prefix: string;

  constructor(hostFile: string, prefix: string) {
    this.path = hostFile;
    this.prefix = prefix;
  }

  /** The argument as production has it. */
  toString(): string {
    return `${this.prefix}${this.path}`;
  }
}

/** The argument `prefix` + path, where the path gets the root in front: `hostPath('/root/.kube/config', '--kubeconfig=')`. */
export function hostPath(hostFile: string, prefix = ''): HostPath {
  return new HostPath(hostFile, prefix);
}

/**
 * `hostFile` under `root`, which no `..` leaves.
 *
 * Symbolic links are followed as the system does it: one that is absolute leads out of the root.
 *
 * @throws Impossible when the path is relative: nothing says what it would be relative to
 */
export function underRoot(root: string, hostFile: string): string {
  if (!path.isAbsolute(hostFile)) throw new Impossible('a path of the machine is absolute', { path: hostFile });
  return root === '' ? hostFile : path.join(root, path.normalize(hostFile));
}
