import { deploymentApi, ingressObject } from '../api-kinds.ts';
import type { KubernetesVersion } from '../kubernetes-version.ts';
import type { KubeObject } from '../kube-object.ts';
import { renderDockercfg } from './dockercfg.ts';
import type { RegistryWanted } from './parameters.ts';
import type { RegistryStorage } from './storage.ts';

/** Marks what the action `registry` has made, whichever unit ran it. */
export const registryMark = { 'juju-action': 'registry' } as const;

/** The Secret with the login for images: pods of the service account `default` name it. */
export const pullSecret = 'registry-access';

/**
 * What is applied for a registry, in that order: what a pod needs is there before the pod.
 *
 * The names are those of 2018. The pod is that of a Deployment where a ReplicationController was: a changed template
 * replaces the pod, and `Recreate` never lets two of them have the images.
 */
export function registryObjects(
  wanted: RegistryWanted,
  storage: RegistryStorage,
  server: KubernetesVersion,
): readonly KubeObject[] {
  const dockercfg = renderDockercfg(wanted.domain, wanted.login.reveal());
  return [
    secretObject('registry-tls-data', 'Opaque', {
      'tls.crt': wanted.tlsCertificate.reveal(),
      'tls.key': wanted.tlsKey.reveal(),
    }),
    secretObject('registry-auth-data', 'Opaque', { htpasswd: wanted.htpasswd.reveal() }),
    secretObject(pullSecret, 'kubernetes.io/dockercfg', {
      '.dockercfg': Buffer.from(dockercfg).toString('base64'),
    }),
    ...(storage.claim === null ? [] : [storage.claim]),
    registryDeployment(storage, server),
    registryService,
    ...(wanted.hasIngress ? [registryIngress(wanted.domain, server)] : []),
  ];
}

function secretObject(name: string, type: string, data: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, labels: registryMark }, type, data };
}

function registryDeployment({ volume }: RegistryStorage, server: KubernetesVersion): KubeObject {
  const resources = { cpu: '100m', memory: '100Mi' };
  return {
    apiVersion: deploymentApi(server),
    kind: 'Deployment',
    metadata: {
      name: 'kube-registry-v0',
      labels: { ...podLabels, 'kubernetes.io/cluster-service': 'true', ...registryMark },
    },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: podLabels },
      template: {
        metadata: { labels: { ...podLabels, 'kubernetes.io/cluster-service': 'true' } },
        spec: {
          containers: [
            {
              name: 'registry',
              // For every architecture; from 2.7 on it sees a changed htpasswd by itself.
              image: 'registry:2',
              resources: { limits: resources, requests: resources },
              env: Object.entries(registryEnvironment).map(([name, value]) => ({ name, value })),
              volumeMounts: [
                { name: 'image-store', mountPath: registryPaths.images },
                { name: 'auth-dir', mountPath: registryPaths.auth },
              ],
              ports: [{ containerPort: registryPort, name: 'registry', protocol: 'TCP' }],
            },
          ],
          volumes: [
            { name: 'image-store', ...volume },
            { name: 'auth-dir', secret: { secretName: 'registry-auth-data' } },
          ],
        },
      },
    },
  };
}

function registryIngress(host: string, server: KubernetesVersion): KubeObject {
  return ingressObject(server, {
    // A layer of an image is one request. Controllers before 0.9 read the second name. On the Ingress, since the
    // controller's ConfigMap is everybody's.
    metadata: {
      name: 'registry-ing',
      labels: registryMark,
      annotations: {
        'nginx.ingress.kubernetes.io/proxy-body-size': largestLayer,
        'ingress.kubernetes.io/proxy-body-size': largestLayer,
      },
    },
    host,
    service: { name: 'kube-registry', port: registryPort },
    tlsSecret: 'registry-tls-data',
  });
}

const largestLayer = '1024m';
const registryPort = 5000;
const podLabels = { 'k8s-app': 'kube-registry', version: 'v0' } as const;

/** Where the container has the images, and the users. */
export const registryPaths = { images: '/var/lib/registry', auth: '/auth' } as const;

/** What the program is told. */
export const registryEnvironment = {
  REGISTRY_HTTP_ADDR: `:${registryPort}`,
  REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: registryPaths.images,
  REGISTRY_AUTH_HTPASSWD_REALM: 'basic_realm',
  REGISTRY_AUTH_HTPASSWD_PATH: `${registryPaths.auth}/htpasswd`,
} as const;

const registryService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kube-registry',
    labels: {
      'k8s-app': 'kube-registry',
      'kubernetes.io/cluster-service': 'true',
      'kubernetes.io/name': 'KubeRegistry',
      ...registryMark,
    },
  },
  spec: {
    selector: { 'k8s-app': 'kube-registry' },
    type: 'LoadBalancer',
    ports: [{ port: registryPort, name: 'registry', protocol: 'TCP' }],
  },
};
