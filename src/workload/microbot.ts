import { deploymentApi, ingressObject } from './api-kinds.ts';
import type { KubeObject } from './kube-object.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';

export interface MicrobotFacts {
  readonly replicas: number;
  /** As dpkg names it. */
  readonly architecture: string;
  readonly host: string;
  readonly server: KubernetesVersion;
}

/** Marks what the action `microbot` has made, whichever unit ran it. */
export const microbotMark = { 'juju-action': 'microbot' } as const;

/** Pods that serve a page with their name, and the way to them: the objects of 2018. */
export function microbotObjects({ replicas, architecture, host, server }: MicrobotFacts): readonly KubeObject[] {
  const labels = { ...app, ...microbotMark };
  return [
    {
      apiVersion: deploymentApi(server),
      kind: 'Deployment',
      metadata: { name: 'microbot', labels },
      spec: {
        replicas,
        selector: { matchLabels: app },
        template: {
          metadata: { labels: app },
          spec: {
            containers: [
              {
                name: 'microbot',
                image: `cdkbot/microbot-${architecture}:latest`,
                ports: [{ containerPort: 80 }],
                livenessProbe: { httpGet: { path: '/', port: 80 }, initialDelaySeconds: 5, timeoutSeconds: 30 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'microbot', labels },
      spec: { selector: app, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] },
    },
    ingressObject(server, {
      metadata: { name: 'microbot-ingress', labels: microbotMark },
      host,
      service: { name: 'microbot', port: 80 },
      tlsSecret: null,
    }),
  ];
}

/**
 * The name under which a browser finds microbot at this address of the unit.
 *
 * sslip.io answers for every name with an address in it, so that nobody has to make one. A unit that has a name of its own,
 * as on AWS, is found by that: from inside a cloud it may lead to another address than from outside.
 *
 * Source: https://sslip.io: dashes for the colons of IPv6, a digit at both ends
 */
export function microbotHost(publicAddress: string): string {
  if (/^\d+(?:\.\d+){3}$/u.test(publicAddress)) return `microbot.${publicAddress}.sslip.io`;
  if (!publicAddress.includes(':')) return publicAddress.toLowerCase();
  const dashed = publicAddress.toLowerCase().replaceAll(':', '-').replace(/^-/u, '0-').replace(/-$/u, '-0');
  return `microbot.${dashed}.sslip.io`;
}

const app = { app: 'microbot' } as const;
