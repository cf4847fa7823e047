import type { Machine } from '../contract.ts';
import { stateOf } from './state.ts';

/** The version of the engine that is installed, as dockerd prints it; null without one. */
export function engineVersion(machine: Machine): string | null {
  return firstOf(machine, ['docker.io', 'docker-ce', 'docker-ee', 'moby-engine']);
}

/** The version of the `docker` command that is installed; null without one. */
export function clientVersion(machine: Machine): string | null {
  return firstOf(machine, ['docker-ce-cli', 'docker-ee-cli', 'moby-cli', 'docker.io', 'docker-ce']);
}

/** The version of the containerd that is installed; null without one. */
export function containerdVersion(machine: Machine): string | null {
  return firstOf(machine, ['containerd.io', 'containerd', 'moby-containerd']);
}

/** True from this release of the engine on; before 17.03 there were other numbers. */
export function isAtLeast(version: string, major: number, minor = 0): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number.parseFloat);
  return a > major || (a === major && b >= minor);
}

function firstOf(machine: Machine, names: readonly string[]): string | null {
  const { packages } = stateOf(machine);
  const found = names.map((name) => packages[name]?.version).find((version) => version !== undefined);
  return found === undefined ? null : upstream(found);
}

/** `5:18.09.9~3-0~ubuntu-xenial` is 18.09.9, `17.12.1~ce-0~ubuntu` is 17.12.1-ce. */
function upstream(version: string): string {
  const [, number = version, edition] = /^(?:\d+:)?(\d[\d.]*)(?:~(ce|ee))?/u.exec(version) ?? [];
  return edition === undefined ? number : `${number}-${edition}`;
}
