import { isReady } from '../budgets.ts';
import { matchesObjectSelector } from '../label-selector.ts';
import { isSame, numberAt, objectSchema, recordsAt, textAt, textsAt } from '../objects.ts';
import type { JsonRecord, KubernetesObject } from '../objects.ts';
import { digest, referenceTo } from './around.ts';
import type { Around } from './around.ts';

/**
 * Every service with a selector has Endpoints with the addresses of the ready pods that it chooses, and from 1.21 on an
 * EndpointSlice too, which younger kubectls look at.
 */
export function keepEndpoints({ store, minor }: Around): void {
  for (const service of store.list('Service')) {
    const selector = textsAt(service, 'spec', 'selector');
    if (Object.keys(selector).length === 0) continue;
    const { namespace } = service.metadata;
    const pods = store
      .list('Pod', namespace)
      .filter((pod) => isReady(pod) && matchesObjectSelector(pod.metadata.labels ?? {}, selector));
    const wanted = [endpoints(service, pods), ...(minor >= 21 ? [slice(service, pods)] : [])];
    for (const object of wanted) {
      const found = store.find(object.kind, namespace, object.metadata.name ?? '');
      if (found === undefined) store.create(object);
      else if (!isSame(content(found), content(object))) store.update(found, { ...found, ...content(object) });
    }
  }
}

function content({ subsets, endpoints: all, ports }: KubernetesObject): JsonRecord {
  return { ...(subsets === undefined ? { endpoints: all, ports } : { subsets }) };
}

function endpoints(service: KubernetesObject, pods: readonly KubernetesObject[]): KubernetesObject {
  const { name = '', namespace, labels } = service.metadata;
  const addresses = pods.map((pod) => ({ ip: textAt(pod, 'status', 'podIP'), ...whoseIs(pod) }));
  const subsets = pods.length === 0 ? [] : [{ addresses, ports: portsOf(service, pods[0]) }];
  return objectSchema.parse({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, labels }, subsets });
}

function slice(service: KubernetesObject, pods: readonly KubernetesObject[]): KubernetesObject {
  const { name = '', namespace, labels, uid = '' } = service.metadata;
  return objectSchema.parse({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${digest(uid, 5)}`,
      namespace,
      labels: { ...labels, 'kubernetes.io/service-name': name },
      ownerReferences: [referenceTo(service)],
    },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => {
      const conditions = { ready: true, serving: true, terminating: false };
      return { addresses: [textAt(pod, 'status', 'podIP')], conditions, ...whoseIs(pod) };
    }),
    // A port always has a name here, if only an empty one: kubectl 1.33 would fall over one without.
    ports: portsOf(service, pods[0]).map((port) => ({ name: '', ...port })),
  });
}

function whoseIs(pod: KubernetesObject): object {
  const { name, namespace, uid } = pod.metadata;
  return { nodeName: textAt(pod, 'spec', 'nodeName'), targetRef: { kind: 'Pod', name, namespace, uid } };
}

function portsOf(service: KubernetesObject, pod: KubernetesObject | undefined): readonly object[] {
  return recordsAt(service, 'spec', 'ports').map((port) => ({
    ...('name' in port ? { name: port['name'] } : {}),
    port: targetPort(pod, port),
    protocol: port['protocol'],
  }));
}

/** A port may be the name of one of a container's. */
function targetPort(pod: KubernetesObject | undefined, port: JsonRecord): number {
  const wanted = port['targetPort'];
  if (typeof wanted === 'number') return wanted;
  const named = recordsAt(pod, 'spec', 'containers').flatMap((each) => recordsAt(each, 'ports'));
  const found = named.find((each) => each['name'] === wanted);
  return found === undefined ? numberAt(port, 'port') : numberAt(found, 'containerPort');
}
