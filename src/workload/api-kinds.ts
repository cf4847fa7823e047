import type { KubernetesVersion } from './kubernetes-version.ts';
import type { KubeObject } from './kube-object.ts';

/** The group and version in which an API server has Deployments. `apps/v1` is there from 1.9 on. */
export function deploymentApi({ major, minor }: KubernetesVersion): string {
  return major === 1 && minor < 9 ? 'extensions/v1beta1' : 'apps/v1';
}

export interface IngressFacts {
  readonly metadata: KubeObject['metadata'];
  readonly host: string;
  readonly service: { readonly name: string; readonly port: number };
  /** The Secret with certificate and key; null for plain HTTP. */
  readonly tlsSecret: string | null;
}

/**
 * Everything that comes for a host goes to a service: an Ingress of a kind that an API server of this version has.
 *
 * Source: kubernetes, CHANGELOG 1.14 (networking.k8s.io/v1beta1), 1.19 (networking.k8s.io/v1), 1.22 (the others are gone)
 */
export function ingressObject({ major, minor }: KubernetesVersion, facts: IngressFacts): KubeObject {
  const { metadata, host, service, tlsSecret } = facts;
  const isStable = major > 1 || minor >= 19;
  const beta = minor < 14 ? 'extensions/v1beta1' : 'networking.k8s.io/v1beta1';
  const path = isStable
    ? {
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name: service.name, port: { number: service.port } } },
      }
    : { path: '/', backend: { serviceName: service.name, servicePort: service.port } };
  return {
    apiVersion: isStable ? 'networking.k8s.io/v1' : beta,
    kind: 'Ingress',
    metadata,
    spec: {
      ...(tlsSecret === null ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
      rules: [{ host, http: { paths: [path] } }],
    },
  };
}
