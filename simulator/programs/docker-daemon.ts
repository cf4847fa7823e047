import { isIP } from 'node:net';
import type { Machine } from '../contract.ts';
import { engineVersion, isAtLeast } from './docker-version.ts';
import { dockerdConfig } from './dockerd-config.ts';
import { maskedUrl } from './go-text.ts';
import { runIptables } from './iptables.ts';
import { stopContainers } from './containers.ts';
import { stateOf } from './state.ts';
import type { DockerdRecord } from './state.ts';
import type { UnitCommand } from './unit-environment.ts';
import type { LoadedUnit } from './unit-file.ts';

/**
 * Why dockerd does not start with these words and this environment; null when it does.
 *
 * Starting it sets the FORWARD policy to DROP, as dockerd does; commands of drop-ins come after that.
 */
export function startDocker(machine: Machine, unit: LoadedUnit, { argv, environment }: UnitCommand): string | null {
  const version = engineVersion(machine);
  if (version === null) return 'Failed at step EXEC spawning /usr/bin/dockerd: No such file or directory';
  const config = dockerdConfig(machine, version, argv);
  if ('problem' in config) return config.problem;
  const { directives } = config;
  const problem = settingsProblem(directives) ?? containerdProblem(machine, directives);
  if (problem !== null) return `failed to start daemon: ${problem}`;
  const state = stateOf(machine);
  // The one that ends leaves them running, and the one that starts finds them.
  const isRestored = state.dockerd?.directives['live-restore'] === true && directives['live-restore'] === true;
  if (!isRestored) stopContainers(machine, 'docker');
  const shown = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, maskedUrl(value)]));
  state.dockerd = { version, argv: argv.map(maskedWord), environment: shown, directives: masked(directives) };
  raiseBridge(machine, directives);
  if (directives['iptables'] !== false && directives['ip-forward'] !== false)
    state.iptables.policies['FORWARD'] = 'DROP';
  return startPostProblem(machine, unit);
}

/** How dockerd divides resources. On machines with cgroup v2, Ubuntu 22.04 and later, it is systemd unless said otherwise. */
export function cgroupDriverOf(machine: Machine, { version, directives }: DockerdRecord): string {
  const options = directives['exec-opts'];
  const chosen = (Array.isArray(options) ? options : []).flatMap(
    (option) => /^native\.cgroupdriver=(.+)$/u.exec(String(option))?.[1] ?? [],
  );
  const isUnified = machine.series === 'jammy' || machine.series === 'noble';
  return chosen.at(-1) ?? (isUnified && isAtLeast(version, 20, 10) ? 'systemd' : 'cgroupfs');
}

/** The bridge has the address that dockerd was told; told none, it keeps that of a bridge that it finds. */
function raiseBridge(machine: Machine, { bip, bridge }: Readonly<Record<string, unknown>>): void {
  if (typeof bridge === 'string' && bridge !== '') return;
  const state = stateOf(machine);
  state.docker0 = typeof bip === 'string' && bip !== '' ? bip : (state.docker0 ?? '172.17.0.1/16');
}

function settingsProblem(directives: Readonly<Record<string, unknown>>): string | null {
  const { bip, bridge, icc, iptables, 'exec-opts': options } = directives;
  const driver = (Array.isArray(options) ? options : [])
    .flatMap((option) => /^native\.cgroupdriver=(.+)$/u.exec(String(option))?.[1] ?? [])
    .find((each) => each !== 'cgroupfs' && each !== 'systemd');
  if (driver !== undefined) return `native.cgroupdriver option ${driver} not supported`;
  const hasBip = typeof bip === 'string' && bip !== '';
  if (hasBip && typeof bridge === 'string' && bridge !== '')
    return 'You specified -b & --bip, mutually exclusive options. Please specify only one';
  if (icc === false && iptables === false)
    return 'You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true';
  if (hasBip && !isCidr(bip)) return `Error initializing network controller: invalid CIDR address: ${bip}`;
  return null;
}

function containerdProblem(machine: Machine, { containerd }: Readonly<Record<string, unknown>>): string | null {
  if (typeof containerd !== 'string' || stateOf(machine).units['containerd.service']?.active === 'active') return null;
  return `failed to dial "${containerd}": failed to dial "${containerd}": context deadline exceeded`;
}

/** Go takes no leading zeros. */
function isCidr(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  const version = isIP(address);
  return (
    more.length === 0 && version !== 0 && /^\d{1,3}$/u.test(length) && Number(length) <= (version === 4 ? 32 : 128)
  );
}

function startPostProblem(machine: Machine, unit: LoadedUnit): string | null {
  for (const line of unit.startPost) {
    const [, isTolerant, command = ''] = /^(-?)(.*)$/u.exec(line) ?? [];
    const [program = '', ...args] = command.split(/\s+/u);
    if (!/^\/(usr\/)?s?bin\/[\w-]+$/u.test(program))
      return `Failed at step EXEC spawning ${program}: No such file or directory`;
    if (!program.endsWith('/iptables')) continue;
    const { exitCode, stderr } = runIptables(machine, args);
    if (exitCode !== 0 && isTolerant === '')
      return `Control process exited, code=exited status=${exitCode}: ${stderr.trim()}`;
  }
  return null;
}

function maskedWord(word: string): string {
  const [, flag, value] = /^(--https?-proxy=)(.*)$/u.exec(word) ?? [];
  return flag === undefined ? word : `${flag}${maskedUrl(value ?? '')}`;
}

function masked(directives: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(directives).map(([key, value]) => [key, key.endsWith('-proxy') ? maskedUrl(String(value)) : value]),
  );
}
