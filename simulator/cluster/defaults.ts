import { at, isRecord, numberAt, recordAt, recordOf, recordsAt, textAt, textsAt } from './objects.ts';
import type { JsonRecord, KubernetesObject } from './objects.ts';
import type { Store } from './store.ts';

/** What the defaults depend on. */
interface Around {
  readonly store: Store;
  readonly minor: number;
  /** The group version that the object was sent in. */
  readonly apiVersion: string;
  /** The object as it was; null when it is to be created. */
  readonly before: KubernetesObject | null;
}

/** The object with what the API fills in, as far as kubectl and the controllers of this room need it. */
export function defaulted(object: KubernetesObject, around: Around): KubernetesObject {
  const fill = fillers[object.kind];
  return fill === undefined ? object : fill(object, around);
}

type Filler = (object: KubernetesObject, around: Around) => KubernetesObject;

const fillers: Readonly<Record<string, Filler>> = {
  DaemonSet: (object, around) => workload(object, around, { updateStrategy: { type: 'RollingUpdate' } }),
  Deployment: (object, around) => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
    return workload(object, around, { replicas: 1, strategy, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  },
  Job: (object) => {
    const owner = { 'job-name': object.metadata.name ?? '' };
    const template = recordAt(object, 'spec', 'template');
    const labels = { ...textsAt(template, 'metadata', 'labels'), ...owner };
    const metadata = { ...recordAt(template, 'metadata'), labels };
    const defaults = { completions: 1, parallelism: 1, backoffLimit: 6, selector: { matchLabels: owner } };
    return withSpec(object, defaults, { template: { ...template, metadata } });
  },
  Namespace: (object, { minor }) => {
    const labels = { 'kubernetes.io/metadata.name': object.metadata.name ?? '', ...object.metadata.labels };
    const metadata = minor < 21 ? object.metadata : { ...object.metadata, labels };
    return { ...withSpec(object, { finalizers: ['kubernetes'] }), metadata, status: { phase: 'Active' } };
  },
  PersistentVolume: (object) => withSpec(object, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  PersistentVolumeClaim: (object, { store, before }) => {
    const usual = store.list('StorageClass').find(({ metadata }) => metadata.annotations?.[defaultClass] === 'true');
    const { name } = usual?.metadata ?? {};
    const own = before === null ? {} : recordAt(before, 'spec');
    const chosen = name === undefined || before !== null ? {} : { storageClassName: name };
    const bound = 'volumeName' in own ? { volumeName: own['volumeName'] } : {};
    return withSpec(object, { volumeMode: 'Filesystem', ...chosen, ...bound });
  },
  Pod: (object) => ({ ...object, spec: podSpec(recordAt(object, 'spec')) }),
  ReplicaSet: (object, around) => workload(object, around, { replicas: 1 }),
  ReplicationController: (object, around) => workload(object, around, { replicas: 1 }),
  Secret: (object) => {
    const { stringData, ...rest } = object;
    const texts = Object.entries(textsAt(stringData));
    const encoded = recordOf(texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
    const data = { ...recordAt(object, 'data'), ...encoded };
    return { ...rest, ...(Object.keys(data).length === 0 ? {} : { data }), type: object['type'] ?? 'Opaque' };
  },
  Service: service,
  StatefulSet: (object, around) => workload(object, around, { replicas: 1, podManagementPolicy: 'OrderedReady' }),
  StorageClass: (object) => ({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...object }),
};

/** apps/v1 and v1beta2 want a selector; the others take the labels of the template. */
function workload(object: KubernetesObject, { apiVersion }: Around, defaults: JsonRecord): KubernetesObject {
  const template = recordAt(object, 'spec', 'template');
  const labels = recordAt(template, 'metadata', 'labels');
  const isPlain = object.kind === 'ReplicationController';
  const mayInfer = isPlain || apiVersion === 'extensions/v1beta1' || apiVersion === 'apps/v1beta1';
  const inferred =
    mayInfer && Object.keys(labels).length > 0 ? { selector: isPlain ? labels : { matchLabels: labels } } : {};
  return withSpec(
    object,
    { ...defaults, ...inferred },
    { template: { ...template, spec: podSpec(recordAt(template, 'spec')) } },
  );
}

function podSpec(spec: JsonRecord): JsonRecord {
  const containers = recordsAt(spec, 'containers').map((container) => ({
    imagePullPolicy: isLatest(textAt(container, 'image')) ? 'Always' : 'IfNotPresent',
    ...container,
    ...('ports' in container
      ? { ports: recordsAt(container, 'ports').map((port) => ({ protocol: 'TCP', ...port })) }
      : {}),
  }));
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    ...spec,
    containers,
  };
}

/** A tag comes behind the last slash, so that the port of a registry is none. */
function isLatest(image: string): boolean {
  const tag = /:([^:/@]+)$/u.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' && !image.includes('@');
}

function service(object: KubernetesObject, { store, before }: Around): KubernetesObject {
  const type = textAt(object, 'spec', 'type') || 'ClusterIP';
  const isOpen = type === 'NodePort' || type === 'LoadBalancer';
  const taken = store
    .list('Service')
    .filter(({ metadata }) => metadata.uid !== before?.metadata.uid)
    .flatMap((each) => recordsAt(each, 'spec', 'ports').map((port) => numberAt(port, 'nodePort')));
  const ports = recordsAt(object, 'spec', 'ports').map((port) => {
    const old = recordsAt(before, 'spec', 'ports').find((each) => each['port'] === port['port']);
    const nodePort = numberAt(port, 'nodePort') || numberAt(old, 'nodePort') || free(30_000, taken);
    if (isOpen) taken.push(nodePort);
    const filled = { protocol: 'TCP', targetPort: port['port'], ...port };
    return isOpen ? { ...filled, nodePort } : filled;
  });
  const clusterIP = type === 'ExternalName' ? {} : { clusterIP: clusterIpOf(object, store, before) };
  return withSpec(
    object,
    { type, sessionAffinity: 'None' },
    { ...clusterIP, ...(ports.length === 0 ? {} : { ports }) },
  );
}

function clusterIpOf(object: KubernetesObject, store: Store, before: KubernetesObject | null): string {
  const own = textAt(object, 'spec', 'clusterIP') || textAt(before, 'spec', 'clusterIP');
  if (own !== '') return own;
  const taken = store.list('Service').map((each) => Number(textAt(each, 'spec', 'clusterIP').split('.')[3] ?? '0'));
  return `10.152.183.${free(1, taken)}`;
}

function free(from: number, taken: readonly number[]): number {
  return taken.includes(from) ? free(from + 1, taken) : from;
}

function withSpec(object: KubernetesObject, defaults: JsonRecord, fixed: JsonRecord = {}): KubernetesObject {
  const spec = at(object, 'spec');
  return { ...object, spec: { ...defaults, ...(isRecord(spec) ? spec : {}), ...fixed } };
}

const defaultClass = 'storageclass.kubernetes.io/is-default-class';
