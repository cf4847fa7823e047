import * as z from 'zod';
import type { Answer } from '../contract.ts';
import { said } from './answers.ts';
import type { KubectlArgs } from './kubectl-args.ts';
import { cordon } from './kubectl-objects.ts';
import { Refusal, expectObject } from './kubectl-refusal.ts';
import type { KubeClient } from './kubeconfig.ts';

/**
 * `kubectl drain NODE`: cordoned, and its pods are deleted, unless some may not be: then none is.
 *
 * Disruption budgets are not played. Source: kubernetes 1.10, pkg/kubectl/cmd/drain.go
 */
export function drain(client: KubeClient, args: KubectlArgs): Answer {
  const [, name] = args.words;
  if (name === undefined) throw new Refusal('error: USAGE: drain NODE [flags]');
  const { stdout } = cordon(client, args, true);
  const pods = podsSchema.parse(
    expectObject(client.request('GET', `/api/v1/pods?fieldSelector=spec.nodeName=${name}`)),
  );
  const ofDaemons = pods.items.filter((pod) => ownerOf(pod) === 'DaemonSet');
  const others = pods.items.filter((pod) => ownerOf(pod) !== 'DaemonSet');
  const problems = [
    [
      'pods not managed by ReplicationController, ReplicaSet, Job, DaemonSet or StatefulSet (use --force to override)',
      args.flag('force') === 'true' ? [] : others.filter((pod) => ownerOf(pod) === null),
    ],
    [
      'pods with local storage (use --delete-local-data to override)',
      args.flag('delete-local-data') === 'true'
        ? []
        : others.filter(({ spec }) => (spec.volumes ?? []).some((volume) => 'emptyDir' in volume)),
    ],
    [
      'DaemonSet-managed pods (use --ignore-daemonsets to ignore)',
      args.flag('ignore-daemonsets') === 'true' ? [] : ofDaemons,
    ],
  ] as const;
  const refusals = problems
    .filter(([, found]) => found.length > 0)
    .map(([text, found]) => `${text}: ${found.map(({ metadata }) => metadata.name).join(', ')}`);
  if (refusals.length > 0) {
    const head = `error: unable to drain node "${name}", aborting command...\n\nThere are pending nodes to be drained:\n ${name}\n`;
    throw new Refusal(`${head}error: ${refusals.join('; ')}`, stdout);
  }
  for (const { metadata } of others) {
    expectObject(client.request('DELETE', `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`));
  }
  const gone = others.map(({ metadata }) => `pod "${metadata.name}" evicted\n`).join('');
  return said(`${stdout}${gone}node "${name}" drained\n`);
}

function ownerOf({ metadata }: z.infer<typeof podsSchema>['items'][number]): string | null {
  return metadata.ownerReferences?.[0]?.kind ?? null;
}

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        ownerReferences: z.array(z.object({ kind: z.string() })).nullish(),
      }),
      spec: z.object({ volumes: z.array(z.record(z.string(), z.unknown())).optional() }),
    }),
  ),
});
