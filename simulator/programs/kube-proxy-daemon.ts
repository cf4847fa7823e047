import { isIP } from 'node:net';
import { ClusterUnreachable } from '../contract.ts';
import type { Machine } from '../contract.ts';
import { daemonArgs } from './daemon-args.ts';
import { flagProblem } from './kube-flags.ts';
import { kubeClient } from './kubeconfig.ts';

/** Why kube-proxy does not run; null when it does. Stricter than the real one, which goes on trying to reach the API. */
export function startKubeProxy(machine: Machine): string | null {
  const args = daemonArgs(machine, 'kube-proxy');
  const wrongFlag = flagProblem('kube-proxy', args);
  if (wrongFlag !== null) return wrongFlag;
  const { kubeconfig, master, 'cluster-cidr': cidr } = args;
  if (kubeconfig === undefined) return 'unable to create client: no --kubeconfig was given';
  const [address = '', length = ''] = (cidr ?? '10.0.0.0/8').split('/');
  if (isIP(address) === 0 || !/^\d{1,3}$/u.test(length)) {
    return `KubeProxyConfiguration.ClusterCIDR: Invalid value: "${cidr}": must be a valid CIDR block (e.g. 10.100.0.0/16)`;
  }
  if (master !== undefined && !URL.canParse(master)) return `unable to create client: parse ${master}: invalid URL`;
  if (machine.isContainer && args['conntrack-max-per-core'] !== '0') {
    return 'write /proc/sys/net/netfilter/nf_conntrack_max: permission denied';
  }
  const client = kubeClient(machine, kubeconfig);
  if ('problem' in client) return `unable to load in-cluster configuration, ${client.problem}`;
  try {
    const { status } = client.client.request('GET', '/api/v1/nodes');
    return status === 200 ? null : `Failed to list *core.Node: ${status === 401 ? 'Unauthorized' : `status ${status}`}`;
  } catch (error) {
    if (error instanceof ClusterUnreachable) return error.message;
    throw error;
  }
}
