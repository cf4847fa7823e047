import { at, numberAt, recordAt, recordsAt, textAt } from '../objects.ts';
import type { KubernetesObject } from '../objects.ts';
import { ageText } from './age.ts';
import { age, column, count, field, name, pairsText, wide } from './column.ts';
import type { Column } from './column.ts';
import { podColumns } from './pod-columns.ts';
import { workloadColumns } from './workload-columns.ts';

/** The columns in which a kind is shown; of those that are not named here, name and age. */
export function columnsOf(kind: string): readonly Column[] {
  return columns[kind] ?? [name, age];
}

const inWide = (each: Column): Column => ({ ...each, isWide: true });

/** Source: pkg/printers/internalversion/printers.go of Kubernetes */
const columns: Readonly<Record<string, readonly Column[]>> = {
  ...workloadColumns,
  ClusterRole: [name, field('Created At', ['metadata', 'creationTimestamp'])],
  ClusterRoleBinding: [name, column('Role', roleOf), age],
  ConfigMap: [name, column('Data', (object) => membersAt(object, 'data') + membersAt(object, 'binaryData')), age],
  Endpoints: [name, column('Endpoints', endpoints), age],
  Event: [
    column('Last Seen', (object, now) => ageText(at(object, 'lastTimestamp') ?? at(object, 'eventTime'), now)),
    field('Type', ['type'], ''),
    field('Reason', ['reason'], ''),
    column('Object', (object) => {
      return `${textAt(object, 'involvedObject', 'kind').toLowerCase()}/${textAt(object, 'involvedObject', 'name')}`;
    }),
    column('Message', (object) => textAt(object, 'message').trim()),
  ],
  Ingress: [
    name,
    field('Class', ['spec', 'ingressClassName']),
    column('Hosts', (object) => {
      const hosts = recordsAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host') || '*');
      return hosts.length === 0 ? '*' : hosts.join(',');
    }),
    column('Address', balancers),
    column('Ports', (object) => (recordsAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
    age,
  ],
  IngressClass: [
    name,
    field('Controller', ['spec', 'controller']),
    field('Parameters', ['spec', 'parameters', 'name']),
    age,
  ],
  Lease: [name, field('Holder', ['spec', 'holderIdentity']), age],
  Namespace: [name, field('Status', ['status', 'phase']), age],
  NetworkPolicy: [
    name,
    column('Pod-Selector', (object) => pairsText(recordAt(object, 'spec', 'podSelector', 'matchLabels'))),
    age,
  ],
  Node: [
    name,
    column('Status', nodeStatus),
    column('Roles', nodeRoles),
    age,
    field('Version', ['status', 'nodeInfo', 'kubeletVersion'], ''),
    wide('Internal-IP', (object) => nodeAddress(object, 'InternalIP')),
    wide('External-IP', (object) => nodeAddress(object, 'ExternalIP')),
    inWide(field('OS-Image', ['status', 'nodeInfo', 'osImage'], '<unknown>')),
    inWide(field('Kernel-Version', ['status', 'nodeInfo', 'kernelVersion'], '<unknown>')),
    inWide(field('Container-Runtime', ['status', 'nodeInfo', 'containerRuntimeVersion'], '<unknown>')),
  ],
  PersistentVolume: [
    name,
    field('Capacity', ['spec', 'capacity', 'storage'], ''),
    column('Access Modes', accessModes),
    field('Reclaim Policy', ['spec', 'persistentVolumeReclaimPolicy'], ''),
    field('Status', ['status', 'phase'], ''),
    column('Claim', (object) => {
      const claim = recordAt(object, 'spec', 'claimRef');
      return textAt(claim, 'name') === '' ? '' : `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}`;
    }),
    field('StorageClass', ['spec', 'storageClassName'], ''),
    field('Reason', ['status', 'reason'], ''),
    age,
  ],
  PersistentVolumeClaim: [
    name,
    field('Status', ['status', 'phase'], ''),
    field('Volume', ['spec', 'volumeName'], ''),
    field('Capacity', ['status', 'capacity', 'storage'], ''),
    column('Access Modes', (object) => (textAt(object, 'spec', 'volumeName') === '' ? '' : accessModes(object))),
    field('StorageClass', ['spec', 'storageClassName'], ''),
    age,
  ],
  Pod: podColumns,
  PodDisruptionBudget: [
    name,
    field('Min Available', ['spec', 'minAvailable'], 'N/A'),
    field('Max Unavailable', ['spec', 'maxUnavailable'], 'N/A'),
    count('Allowed Disruptions', 'status', 'disruptionsAllowed'),
    age,
  ],
  Role: [name, field('Created At', ['metadata', 'creationTimestamp'])],
  RoleBinding: [name, column('Role', roleOf), age],
  RuntimeClass: [name, field('Handler', ['handler']), age],
  Secret: [name, field('Type', ['type'], ''), column('Data', (object) => membersAt(object, 'data')), age],
  Service: [
    name,
    field('Type', ['spec', 'type'], ''),
    field('Cluster-IP', ['spec', 'clusterIP']),
    column('External-IP', (object) =>
      textAt(object, 'spec', 'type') === 'LoadBalancer' ? balancers(object) || '<pending>' : '<none>',
    ),
    column('Port(s)', servicePorts),
    age,
    wide('Selector', (object) => pairsText(recordAt(object, 'spec', 'selector'))),
  ],
  ServiceAccount: [name, column('Secrets', (object) => recordsAt(object, 'secrets').length), age],
  StorageClass: [
    column('Name', ({ metadata }) => {
      const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return `${metadata.name ?? ''}${isDefault ? ' (default)' : ''}`;
    }),
    field('Provisioner', ['provisioner'], ''),
    field('ReclaimPolicy', ['reclaimPolicy'], 'Delete'),
    field('VolumeBindingMode', ['volumeBindingMode'], 'Immediate'),
    field('AllowVolumeExpansion', ['allowVolumeExpansion'], 'false'),
    age,
  ],
};

function membersAt(object: KubernetesObject, member: string): number {
  return Object.keys(recordAt(object, member)).length;
}

function roleOf(object: KubernetesObject): string {
  return `${textAt(object, 'roleRef', 'kind')}/${textAt(object, 'roleRef', 'name')}`;
}

function endpoints(object: KubernetesObject): string {
  const all = recordsAt(object, 'subsets').flatMap((subset) =>
    recordsAt(subset, 'addresses').flatMap((address) =>
      recordsAt(subset, 'ports').map((port) => `${textAt(address, 'ip')}:${numberAt(port, 'port')}`),
    ),
  );
  if (all.length === 0) return '<none>';
  return all.length <= 3 ? all.join(',') : `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`;
}

function balancers(object: KubernetesObject): string {
  return recordsAt(object, 'status', 'loadBalancer', 'ingress')
    .map((each) => textAt(each, 'ip') || textAt(each, 'hostname'))
    .join(',');
}

function nodeStatus(object: KubernetesObject): string {
  const ready = recordsAt(object, 'status', 'conditions').find((each) => each['type'] === 'Ready');
  const words = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return at(object, 'spec', 'unschedulable') === true ? `${words},SchedulingDisabled` : words;
}

function nodeRoles({ metadata }: KubernetesObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

function nodeAddress(object: KubernetesObject, type: string): string {
  return (
    textAt(
      recordsAt(object, 'status', 'addresses').find((each) => each['type'] === type),
      'address',
    ) || '<none>'
  );
}

function accessModes(object: KubernetesObject): string {
  const modes = at(object, 'spec', 'accessModes');
  return (Array.isArray(modes) ? modes : []).map((mode) => shortModes[String(mode)] ?? '').join(',');
}

function servicePorts(object: KubernetesObject): string {
  const ports = recordsAt(object, 'spec', 'ports').map((port) => {
    const node = numberAt(port, 'nodePort');
    return `${numberAt(port, 'port')}${node === 0 ? '' : `:${node}`}/${textAt(port, 'protocol')}`;
  });
  return ports.length === 0 ? '<none>' : ports.join(',');
}

const shortModes: Readonly<Record<string, string>> = {
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
};
