import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import type { OptionInvalid } from './option-invalid.ts';
import { escapeForSystemd } from './systemd-escape.ts';

export type DockerRuntime = 'apt' | 'nvidia';

/** The runtime that `docker_runtime` asks for. */
export function parseDockerRuntime(text: string): Result<'apt', OptionInvalid> {
  const option = 'docker_runtime';
  const runtime = text.trim();
  if (runtime === 'auto' || runtime === 'apt') return ok('apt');
  const shown = JSON.stringify(runtime.slice(0, 40));
  const problem = otherRuntimes.includes(runtime)
    ? `${shown} is not available: this version of the charm installs Docker from the Ubuntu archive only`
    : `${shown} is not known`;
  return err({ option, problem, accepted: 'auto or apt' });
}

/**
 * The bytes of /etc/default/docker, from which dockerd's unit takes `DOCKER_OPTS`.
 *
 * `bridge` are options of the charm's own, ahead of the operator's, with two spaces between.
 */
export function renderDockerDefaults(facts: {
  readonly dockerOpts: string;
  readonly runtime: DockerRuntime;
  readonly bridge?: { readonly bip: string; readonly mtu: string };
}): Result<string, OptionInvalid> {
  const operators = facts.dockerOpts.trim();
  if (unquotable.test(operators)) {
    return err({
      option: 'docker-opts',
      problem: 'it has a line break, a control character, a double quote or a backslash',
      accepted: "dockerd's arguments in one line, for example --storage-driver=overlay2 --log-level=warn",
    });
  }
  const ours = facts.bridge === undefined ? '' : `--bip=${facts.bridge.bip} --mtu=${facts.bridge.mtu}`;
  const last = facts.runtime === 'nvidia' ? ' --default-runtime=nvidia' : '';
  const lines = [
    '# This file is written by Juju.',
    '# Do not edit it: changes are overwritten. Use the option docker-opts.',
    `# runtime = ${facts.runtime}`,
    '',
    '',
    `DOCKER_OPTS="${ours}  ${operators}${last}"`,
  ];
  return ok(`${lines.join('\n')}\n`);
}

/**
 * The bytes of our drop-in for docker.service: pods of other nodes are let through, and dockerd uses the proxies.
 *
 * Docker sets the FORWARD policy to DROP whenever it starts, so that the policy belongs to its start.
 */
export function renderDockerDropIn(proxies: {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}): Result<string, OptionInvalid> {
  const lines = ['[Service]', 'ExecStartPost=/sbin/iptables -w 300 -P FORWARD ACCEPT'];
  for (const [option, variable, text] of [
    ['http_proxy', 'HTTP_PROXY', proxies.httpProxy],
    ['https_proxy', 'HTTPS_PROXY', proxies.httpsProxy],
    ['no_proxy', 'NO_PROXY', proxies.noProxy],
  ] as const) {
    const value = text.trim();
    if (value === '') continue;
    const problem = proxyProblem(value);
    if (problem !== null) return err({ option, problem, accepted: acceptedProxies[option] });
    lines.push(`Environment="${variable}=${escapeForSystemd(value)}"`);
  }
  return ok(`${lines.join('\n')}\n`);
}

/** systemd of Ubuntu 16.04 reads lines of up to 2048 bytes; 24 of them are around the value of NO_PROXY. */
const longestProxy = 2024;

function proxyProblem(value: string): string | null {
  if (/\p{Cc}/u.test(value)) return 'it has a line break or a control character';
  return value.length > longestProxy ? `it is longer than ${longestProxy} characters` : null;
}

const otherRuntimes: readonly string[] = ['nvidia', 'upstream', 'custom'];
/** What would end the quoted value, or be taken away by systemd as an escape. */
const unquotable = /["\\]|[^\P{Cc}\t]/u;
const acceptedProxies = {
  http_proxy: 'the address of a proxy, for example http://proxy.example:3128',
  https_proxy: 'the address of a proxy, for example http://proxy.example:3128',
  no_proxy: `hosts separated by commas, at most ${longestProxy} characters`,
} as const;
