import * as z from 'zod/mini';
import { claimName } from '../../workload/registry/storage.ts';
import type { OwnObject } from './cluster-objects.ts';
import { backendOf2018, labels, unmarked } from './of-2018.ts';

const secret2018 = (type: string, ...keys: readonly string[]) =>
  z.object({
    metadata: unmarked,
    type: z.literal(type),
    data: z.strictObject(Object.fromEntries(keys.map((key) => [key, z.string()]))),
  });

/**
 * Everything that the action `registry` makes or has ever made, in the order in which it is deleted: the pod goes before
 * what it uses.
 */
export const registryOwn = {
  service: {
    ref: 'svc/kube-registry',
    kind: 'Service',
    name: 'kube-registry',
    of2018: labels({ 'k8s-app': 'kube-registry', 'kubernetes.io/name': 'KubeRegistry' }),
  },
  deployment: { ref: 'deployment/kube-registry-v0', kind: 'Deployment', name: 'kube-registry-v0', of2018: z.never() },
  controllerOf2018: {
    ref: 'rc/kube-registry-v0',
    kind: 'ReplicationController',
    name: 'kube-registry-v0',
    of2018: labels({ 'k8s-app': 'kube-registry', version: 'v0', 'kubernetes.io/cluster-service': 'true' }),
  },
  tls: {
    ref: 'secrets/registry-tls-data',
    kind: 'Secret',
    name: 'registry-tls-data',
    of2018: secret2018('Opaque', 'tls.crt', 'tls.key'),
  },
  users: {
    ref: 'secrets/registry-auth-data',
    kind: 'Secret',
    name: 'registry-auth-data',
    of2018: secret2018('Opaque', 'htpasswd'),
  },
  access: {
    ref: 'secrets/registry-access',
    kind: 'Secret',
    name: 'registry-access',
    of2018: secret2018('kubernetes.io/dockercfg', '.dockercfg'),
  },
  ingress: {
    ref: 'ing/registry-ing',
    kind: 'Ingress',
    name: 'registry-ing',
    of2018: backendOf2018('kube-registry'),
  },
  claim: { ref: `pvc/${claimName}`, kind: 'PersistentVolumeClaim', name: claimName, of2018: z.never() },
} as const satisfies Readonly<Record<string, OwnObject>>;
