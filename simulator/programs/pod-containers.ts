import * as z from 'zod';
import { ClusterUnreachable } from '../contract.ts';
import type { Machine } from '../contract.ts';
import { addContainer } from './containers.ts';
import { daemonArgs } from './daemon-args.ts';
import { kubeClient } from './kubeconfig.ts';
import { stateOf } from './state.ts';

/**
 * The machine runs a container for each pod that is bound to its node, and none for pods that are gone.
 *
 * Only while kubelet runs; what it cannot ask about stays as it is.
 */
export function runPods(machine: Machine): void {
  const state = stateOf(machine);
  if (state.units['snap.kubelet.daemon.service']?.active !== 'active') return;
  const pods = podsOf(machine);
  if (pods === null) return;
  const engine = engineOf(machine);
  const uids = pods.map(({ metadata: { uid } }) => uid);
  const gone = state.containers.filter(({ pod }) => pod !== null && !uids.includes(pod));
  if (gone.length > 0)
    state.containers.splice(0, state.containers.length, ...state.containers.filter((each) => !gone.includes(each)));
  for (const { metadata, spec } of pods) {
    const known = state.containers.find(({ pod, isRunning }) => pod === metadata.uid && isRunning);
    if (known !== undefined) continue;
    const [first = { name: 'main', image: 'k8s.gcr.io/pause:3.1' }] = spec.containers;
    const name = `k8s_${first.name}_${metadata.name}_${metadata.namespace}_${metadata.uid}_0`;
    addContainer(machine, { name, image: first.image, engine, pod: metadata.uid });
  }
}

/** Who runs kubelet's containers. */
export function engineOf(machine: Machine): 'docker' | 'cri' {
  const args = daemonArgs(machine, 'kubelet');
  const endpoint = args['container-runtime-endpoint'] ?? '';
  return endpoint === '' || endpoint.includes('dockershim') ? 'docker' : 'cri';
}

function podsOf(machine: Machine): readonly z.infer<typeof podSchema>[] | null {
  const args = daemonArgs(machine, 'kubelet');
  const client = kubeClient(machine, args['kubeconfig'] ?? '');
  if ('problem' in client) return null;
  const node = (args['hostname-override'] ?? machine.hostName).trim().toLowerCase();
  try {
    const { body } = client.client.request('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`);
    const list = z.object({ items: z.array(podSchema) }).safeParse(body);
    return list.success ? list.data.items.filter(({ status }) => !ended.includes(status.phase)) : null;
  } catch (error) {
    if (error instanceof ClusterUnreachable) return null;
    throw error;
  }
}

const ended: readonly string[] = ['Succeeded', 'Failed'];
const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().default('default'), uid: z.string() }),
  spec: z.object({
    containers: z
      .array(z.object({ name: z.string().default('main'), image: z.string().default('k8s.gcr.io/pause:3.1') }))
      .default([]),
  }),
  status: z.object({ phase: z.string().default('Running') }).default({ phase: 'Running' }),
});
