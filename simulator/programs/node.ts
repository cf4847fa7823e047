import type { Machine } from '../contract.ts';
import type { KubeClient } from './kubeconfig.ts';
import { machineHas, readMachineFile } from './machine-files.ts';
import { engineOf } from './pod-containers.ts';
import { stateOf } from './state.ts';

/**
 * Why the node could not be registered; null when the API has it with kubelet's own labels and its status.
 *
 * @throws ClusterUnreachable
 */
export function registerNode(
  machine: Machine,
  client: KubeClient,
  name: string,
  args: Readonly<Record<string, string>>,
): string | null {
  const labels = {
    'beta.kubernetes.io/arch': machine.architecture === 'ppc64el' ? 'ppc64le' : machine.architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/hostname': name,
    ...labelsIn(args['node-labels']),
  };
  const status = nodeStatus(machine, name, args);
  const path = `/api/v1/nodes/${name}`;
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status };
  const created = client.request('POST', '/api/v1/nodes', node);
  if (created.status === 201) return null;
  const labelled = created.status === 409 ? client.request('PATCH', path, { metadata: { labels } }) : created;
  const patched = labelled.status === 200 ? client.request('PATCH', `${path}/status`, { status }) : labelled;
  return patched.status === 200 ? null : `Unable to register node "${name}" with API server: status ${patched.status}`;
}

function nodeStatus(machine: Machine, name: string, args: Readonly<Record<string, string>>): object {
  const hasNetwork = args['network-plugin'] !== 'cni' || machineHas(machine, '/opt/cni/bin/loopback');
  const ready = hasNetwork
    ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
    : {
        type: 'Ready',
        status: 'False',
        reason: 'KubeletNotReady',
        message:
          'runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized',
      };
  const version = `v${stateOf(machine).snaps['kubelet']?.version ?? '0.0.0'}`;
  return {
    addresses: [
      { type: 'InternalIP', address: args['node-ip'] ?? machine.address },
      { type: 'Hostname', address: name },
    ],
    allocatable: capacity,
    capacity,
    conditions: [ready],
    nodeInfo: {
      machineID: readMachineFile(machine, '/etc/machine-id')?.trim() ?? '',
      architecture: machine.architecture === 'ppc64el' ? 'ppc64le' : machine.architecture,
      operatingSystem: 'linux',
      kubeletVersion: version,
      kubeProxyVersion: version,
      containerRuntimeVersion:
        engineOf(machine) === 'cri'
          ? `containerd://${stateOf(machine).containerd?.version ?? ''}`
          : `docker://${stateOf(machine).dockerd?.version ?? ''}`,
    },
  };
}

/** Of every simulated machine, whatever this one has. */
const capacity = { cpu: '2', 'ephemeral-storage': '20Gi', memory: '4Gi', pods: '110' };

function labelsIn(text = ''): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
