import { setTimeout as pause } from 'node:timers/promises';
import { parseGoDuration } from '../../model/go-duration.ts';
import { ClusterUnreachable } from '../../contract.ts';
import type { ApiRequest, ClusterResponse, ProgramCall } from '../../contract.ts';
import { kubeClient } from '../kubeconfig.ts';
import type { KubectlArgs } from './arguments.ts';
import { Refusal } from './refusal.ts';
import type { KubectlVersion } from './words.ts';

export type Ask = Pick<ApiRequest, 'method' | 'path' | 'body' | 'accept' | 'contentType'>;

/** Asks the API as the kubeconfig of a call says. */
export interface KubectlClient {
  /** `https://10.5.0.2` */
  readonly server: string;
  /** Of the kubeconfig's context. */
  readonly namespace: string;
  /** @throws ClusterUnreachable */
  readonly ask: (request: Ask) => Promise<ClusterResponse>;
}

/**
 * The client of a call. It waits as long as a slow API lets it wait, and no longer than `--request-timeout` says.
 *
 * @throws Refusal where the kubeconfig is of no use
 */
export function kubectlClient(
  { machine, abandoned }: ProgramCall,
  args: KubectlArgs,
  { says }: KubectlVersion,
): KubectlClient {
  const file = args.flag('kubeconfig');
  const found = kubeClient(machine, file ?? '/root/.kube/config');
  if ('problem' in found) {
    if (file !== undefined) throw new Refusal(`error: ${found.problem}`);
    throw new Refusal(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
  }
  const patienceMs = timeoutOf(args.flag('request-timeout') ?? '0');
  const { client } = found;
  return {
    server: client.server,
    namespace: client.namespace,
    ask: async ({ method, path, body, ...headers }) => {
      const { trouble } = machine.world.cluster;
      const delayMs = trouble?.kind === 'slow' ? trouble.delayMs : 0;
      if (delayMs > 0) await pause(Math.min(delayMs, patienceMs), undefined, abandoned ? { signal: abandoned } : {});
      if (delayMs >= patienceMs) throw new ClusterUnreachable(says.timedOut);
      const answer = client.request(method, path, body, headers);
      if (answer.status === 401) throw new Refusal(says.notLoggedIn);
      return answer;
    },
  };
}

/** Milliseconds of `20s`, or of a bare number of seconds; for ever for 0. */
function timeoutOf(text: string): number {
  const seconds = /^\d+$/u.test(text) ? Number(text) : parseGoDuration(text);
  if (seconds === null)
    throw new Refusal(
      `error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)`,
    );
  return seconds === 0 ? Infinity : seconds * 1000;
}
