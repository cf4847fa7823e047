import { stringify } from 'yaml';
import type { Cluster } from '../contract.ts';

/**
 * A kubeconfig of an administrator, for clients that reach the model through this proxy; null while the API is not
 * served to anybody, or nobody administers it.
 *
 * It names the load balancer where there is one, which has HTTPS' own port, and an API server else.
 */
export function adminKubeconfig(cluster: Pick<Cluster, 'endpoints' | 'tokenOfGroup'>, proxy: string): string | null {
  const served = cluster.endpoints.filter(({ caPem }) => caPem !== null);
  const endpoint = served.find(({ port }) => port === 443) ?? served[0];
  const token = cluster.tokenOfGroup('system:masters');
  if (endpoint?.caPem === undefined || endpoint.caPem === null || token === null) return null;
  const { host, port, caPem } = endpoint;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const data = Buffer.from(caPem).toString('base64');
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'juju-context',
      clusters: [{ name: 'juju-cluster', cluster: { 'certificate-authority-data': data, server, 'proxy-url': proxy } }],
      contexts: [{ name: 'juju-context', context: { cluster: 'juju-cluster', user: 'admin' } }],
      users: [{ name: 'admin', user: { token } }],
    },
    { lineWidth: 0 },
  );
}
