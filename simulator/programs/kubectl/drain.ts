import * as z from 'zod';
import { cordonNode, nodeName } from './cordon.ts';
import { Refusal, expectObject, messageOf } from './refusal.ts';
import { evictionVersion } from './resources.ts';
import type { Session } from './session.ts';

/**
 * `kubectl drain NODE`: it is cordoned, and its pods are evicted but for those of daemon sets and mirrors.
 *
 * An eviction that a budget refuses is tried once, and then the time is up: nobody has to wait for what cannot change
 * meanwhile, as the model stands still while a hook runs.
 * Source: kubernetes, pkg/kubectl/cmd/drain.go of 1.10 and staging/src/k8s.io/kubectl/pkg/drain of 1.20 and later
 */
export async function drain(session: Session): Promise<void> {
  const { client, said, version } = session;
  const { drain: says } = version.says;
  const name = nodeName(session);
  await cordonNode(session, name, true);
  const verdicts = await verdictsOf(session, name);
  const fatal = grouped(session, verdicts, 'fatal');
  if (fatal.length > 0) throw new Refusal(says.notDrained(name, says.fatal(fatal)));
  const warnings = grouped(session, verdicts, 'warning');
  if (warnings.length > 0) said.stderr += `${says.warning}: ${warnings.join('; ')}\n`;
  const evicted = verdicts.filter(({ isEvicted }) => isEvicted);
  const problems: string[] = [];
  const apiVersion = (await evictionVersion(client)) ?? 'policy/v1beta1';
  for (const { pod } of evicted) problems.push(...(await evict(session, pod, apiVersion)));
  if (problems.length > 0) {
    const each = [...new Set(problems)];
    const why = each.length === 1 ? (each[0] ?? '') : `[${each.join(', ')}]`;
    const left = (await verdictsOf(session, name)).filter(({ isEvicted }) => isEvicted);
    said.stderr += says.pending(
      name,
      why,
      left.map(({ pod }) => pod.metadata.name),
    );
    throw new Refusal(says.notDrained(name, why));
  }
  said.stdout += version.says.did('node', name, says.drained(evicted.length > 0));
}

async function verdictsOf(session: Session, node: string): Promise<readonly Verdict[]> {
  const selector = session.args.flag('pod-selector');
  const labels = selector === undefined ? '' : `&labelSelector=${encodeURIComponent(selector)}`;
  const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${encodeURIComponent(node)}${labels}`;
  const list = expectObject(await session.client.ask({ method: 'GET', path, accept: 'application/json' }));
  const verdicts: Verdict[] = [];
  for (const pod of podsSchema.parse(list).items) verdicts.push(await verdictOf(session, pod));
  return verdicts;
}

/** The pod is gone; none then, else what kubectl says. */
async function evict({ client, said, args, version }: Session, pod: Pod, apiVersion: string): Promise<string[]> {
  const { drain: says, did } = version.says;
  const { name, namespace } = pod.metadata;
  said.stdout += says.evicting(namespace, name);
  const grace = args.flag('grace-period');
  const seconds = grace === undefined || grace === '-1' ? {} : { deleteOptions: { gracePeriodSeconds: Number(grace) } };
  const answer = await client.ask({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
    body: { apiVersion, kind: 'Eviction', metadata: { name, namespace }, ...seconds },
    accept: 'application/json',
    contentType: 'application/json',
  });
  if (answer.status === 429) {
    said.stderr += says.retried(name, namespace, messageOf(answer));
    // Five seconds later it begins anew, and finds that its time is over.
    said.stdout += says.evicting(namespace, name);
    return [says.timedOut(name, namespace, args.flag('timeout') ?? '0s')];
  }
  if (answer.status >= 400 && answer.status !== 404) return [says.notEvicted(name, namespace, messageOf(answer))];
  said.stdout += did('pod', name, 'evicted');
  return [];
}

interface Verdict {
  readonly pod: Pod;
  readonly isEvicted: boolean;
  readonly warning?: string;
  readonly fatal?: string;
}

async function verdictOf({ client, args, version }: Session, pod: Pod): Promise<Verdict> {
  const { drain: says } = version.says;
  const isForced = args.has('force');
  const isEnded = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const owner = pod.metadata.ownerReferences.find(({ controller }) => controller === true);
  if (owner?.kind === 'DaemonSet' && !(isEnded && says.isNew)) {
    const path = `${says.daemonSets}/namespaces/${pod.metadata.namespace}/daemonsets/${owner.name}`;
    const found = await client.ask({ method: 'GET', path, accept: 'application/json' });
    if (found.status >= 400)
      return isForced && found.status === 404
        ? { pod, isEvicted: true, warning: messageOf(found) }
        : { pod, isEvicted: false, fatal: messageOf(found) };
    return args.has('ignore-daemonsets')
      ? { pod, isEvicted: false, warning: says.daemonSetWarning }
      : { pod, isEvicted: false, fatal: says.daemonSetFatal };
  }
  if (pod.metadata.annotations['kubernetes.io/config.mirror'] !== undefined) return { pod, isEvicted: false };
  const hasData = pod.spec.volumes.some(({ emptyDir }) => emptyDir !== undefined) && !(isEnded && says.isNew);
  if (hasData && !args.has('delete-emptydir-data')) return { pod, isEvicted: false, fatal: says.localFatal };
  if (owner === undefined && !isEnded)
    return isForced
      ? { pod, isEvicted: true, warning: says.unmanagedWarning }
      : { pod, isEvicted: false, fatal: says.unmanagedFatal };
  const warning = hasData ? says.localWarning : null;
  return { pod, isEvicted: true, ...(warning === null ? {} : { warning }) };
}

/** Each message once, with the pods that it is about. */
function grouped({ version }: Session, verdicts: readonly Verdict[], kind: 'warning' | 'fatal'): readonly string[] {
  const podsByMessage = new Map<string, string[]>();
  for (const { pod, [kind]: message } of verdicts) {
    if (message === undefined) continue;
    const name = version.says.drain.podName(pod.metadata.namespace, pod.metadata.name);
    podsByMessage.set(message, [...(podsByMessage.get(message) ?? []), name]);
  }
  return [...podsByMessage].map(([message, pods]) => `${message}: ${pods.join(', ')}`);
}

type Pod = z.infer<typeof podSchema>;

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default('default'),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z
      .array(z.looseObject({ kind: z.string(), name: z.string(), controller: z.boolean().optional() }))
      .default([]),
  }),
  spec: z
    .looseObject({ volumes: z.array(z.looseObject({ emptyDir: z.unknown().optional() })).default([]) })
    .default({ volumes: [] }),
  status: z.looseObject({ phase: z.string().default('Running') }).default({ phase: 'Running' }),
});
const podsSchema = z.looseObject({ items: z.array(podSchema) });
