import type { ClusterCredentials } from '../interfaces/kube-control.ts';
import type { DesiredFile } from './desired-file.ts';

export interface KubeconfigFile extends DesiredFile {
  readonly owner?: 'ubuntu';
}

/** The four kubeconfigs of a worker, for people and for programs; none for a user `ubuntu` who does not exist. */
export function desiredKubeconfigs(facts: {
  readonly server: string;
  readonly caPem: string;
  readonly credentials: ClusterCredentials;
  readonly hasUbuntuUser: boolean;
}): readonly KubeconfigFile[] {
  const { server, caPem, credentials, hasUbuntuUser } = facts;
  const file = (path: string, user: string, token: string): DesiredFile => {
    return { path, mode: 0o600, content: renderKubeconfig({ server, caPem, user, token }) };
  };
  const ubuntus = { ...file('/home/ubuntu/.kube/config', 'ubuntu', credentials.clientToken), owner: 'ubuntu' } as const;
  return [
    ...(hasUbuntuUser ? [ubuntus] : []),
    file('/root/.kube/config', 'root', credentials.clientToken),
    file('/root/cdk/kubeconfig', 'kubelet', credentials.kubeletToken),
    file('/root/cdk/kubeproxyconfig', 'kube-proxy', credentials.proxyToken),
  ];
}

/**
 * The text of a kubeconfig with one cluster, one user and one context.
 *
 * Written without the YAML library, which every hook would load at its start: a JSON string is a YAML string.
 */
export function renderKubeconfig(facts: {
  readonly server: string;
  readonly caPem: string;
  readonly user: string;
  readonly token: string;
}): string {
  const { server, caPem, user, token } = facts;
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: juju-cluster',
    '  cluster:',
    `    certificate-authority-data: ${JSON.stringify(Buffer.from(caPem).toString('base64'))}`,
    `    server: ${JSON.stringify(server)}`,
    'contexts:',
    '- name: juju-context',
    '  context:',
    '    cluster: juju-cluster',
    `    user: ${JSON.stringify(user)}`,
    'current-context: juju-context',
    'preferences: {}',
    'users:',
    `- name: ${JSON.stringify(user)}`,
    '  user:',
    `    token: ${JSON.stringify(token)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The API server that this unit uses: the previous one as long as it is there, else one by the unit's number, so that
 * the units of an application spread over all servers. Null without servers.
 */
export function chooseServer(servers: readonly string[], unitNumber: number, previous: string | null): string | null {
  if (previous !== null && servers.includes(previous)) return previous;
  const sorted = [...new Set(servers)].sort();
  return sorted[unitNumber % sorted.length] ?? null;
}
