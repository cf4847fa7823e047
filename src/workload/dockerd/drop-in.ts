import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import type { OptionInvalid } from '../option-invalid.ts';
import { environmentLine } from '../environment-line.ts';

/** What the drop-in is made of. */
export interface DropInFacts {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
  /** Where iptables is on this machine. */
  readonly iptables: string;
  /** The line that starts dockerd with `$DOCKER_OPTS`; null where the package's own unit has it. */
  readonly start: string | null;
}

/**
 * The bytes of our drop-in for docker.service: dockerd gets `docker-opts` and the proxies, and pods of other nodes are
 * let through.
 *
 * Docker sets the FORWARD policy to DROP whenever it starts, so that the policy belongs to its start. Values of the
 * drop-in win over those of the unit's own file.
 */
export function renderDockerDropIn(facts: DropInFacts): Result<string, OptionInvalid> {
  const lines = [
    '[Service]',
    'EnvironmentFile=-/etc/default/docker',
    // systemd takes a second command only after the first has been taken back.
    ...(facts.start === null ? [] : ['ExecStart=', `ExecStart=${facts.start}`]),
    `ExecStartPost=${facts.iptables} -w 300 -P FORWARD ACCEPT`,
  ];
  for (const [option, variable, text] of [
    ['http_proxy', 'HTTP_PROXY', facts.httpProxy],
    ['https_proxy', 'HTTPS_PROXY', facts.httpsProxy],
    ['no_proxy', 'NO_PROXY', facts.noProxy],
  ] as const) {
    const value = text.trim();
    if (value === '') continue;
    const line = environmentLine(variable, value);
    if (!line.ok) return err({ option, problem: line.error, accepted: acceptedProxies[option] });
    lines.push(line.value);
  }
  return ok(`${lines.join('\n')}\n`);
}

const acceptedProxies = {
  http_proxy: 'the address of a proxy, for example http://proxy.example:3128',
  https_proxy: 'the address of a proxy, for example http://proxy.example:3128',
  no_proxy: 'hosts separated by commas, about 2000 characters',
} as const;
