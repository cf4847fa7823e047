import type { Machine } from '../contract.ts';
import { containerdConfig } from './containerd-config.ts';
import { containerdVersion } from './docker-version.ts';
import { stateOf } from './state.ts';

/** Why containerd does not start; null when it does. Containers that it runs stay, as their shims do. */
export function startContainerd(machine: Machine, argv: readonly string[]): string | null {
  const version = containerdVersion(machine);
  if (version === null) return 'Failed at step EXEC spawning /usr/bin/containerd: No such file or directory';
  const config = containerdConfig(machine, version, configFileIn(argv));
  if ('problem' in config) return config.problem;
  stateOf(machine).containerd = { version, ...config, runtimes: [...config.runtimes] };
  return null;
}

/** The file that containerd reads when it is called so. */
export function configFileIn(argv: readonly string[]): string {
  const at = argv.findIndex((arg) => arg === '--config' || arg === '-c');
  const inline = argv.flatMap((arg) => /^--config=(.*)$/u.exec(arg)?.[1] ?? []).at(-1);
  return inline ?? (at < 0 ? '/etc/containerd/config.toml' : (argv[at + 1] ?? ''));
}
