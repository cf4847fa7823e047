import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { StandInHook } from '../contract.ts';
import { textOption } from './options.ts';
import { nothing, said } from './said.ts';
import { pythonTruth, sayToAll } from './say.ts';

/**
 * Every node that asked has its tokens, and the API knows them, if this unit is the leader.
 *
 * One object over all nodes goes to all of them. Tokens are kept with the application, so that a new leader says the
 * same; as in the real charm, the bag of an earlier leader keeps what it had.
 */
export function grantCredentials(hook: StandInHook): void {
  const requests = said(hook, 'kube-control', requestSchema);
  if (!hook.isLeader || requests.length === 0) return;
  const { cluster } = hook.machine.world;
  const proxyToken = tokenOf(hook, 'system:kube-proxy');
  const clientToken = grantAdministrator(hook);
  cluster.grantToken(proxyToken, 'system:kube-proxy', []);
  const entries = requests.map(({ unit, value }): [string, unknown] => {
    const kubeletToken = tokenOf(hook, value.kubelet_user);
    cluster.grantToken(kubeletToken, value.kubelet_user, [value.auth_group]);
    const tokens = { kubelet_token: kubeletToken, proxy_token: proxyToken, client_token: clientToken };
    return [value.kubelet_user, { scope: unit, ...tokens }];
  });
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  sayToAll(hook, 'kube-control', { creds: JSON.stringify(Object.fromEntries(sorted)) });
}

/** The API knows the token of the administrator, which is given back. */
export function grantAdministrator(hook: StandInHook): string {
  const token = tokenOf(hook, 'admin');
  hook.machine.world.cluster.grantToken(token, 'admin', ['system:masters']);
  return token;
}

/** The nodes know how pods find services by name, also those on the deprecated `kube-dns` relation. */
export function announceDns(hook: StandInHook): void {
  said(hook, 'cluster-dns', nothing);
  const isEnabled = hook.config['enable-kube-dns'] !== false;
  const dns = {
    port: '53',
    domain: textOption(hook, 'dns_domain') || 'cluster.local',
    'sdn-ip': isEnabled ? serviceAddress(hook, 10) : null,
  };
  sayToAll(hook, 'kube-control', { ...dns, 'enable-kube-dns': pythonTruth(isEnabled) });
  sayToAll(hook, 'cluster-dns', dns);
}

/** The n-th address for services: 1 is the API's own, 10 that of DNS. */
export function serviceAddress(hook: StandInHook, n: number): string {
  const [base = ''] = (textOption(hook, 'service-cidr') || '10.152.183.0/24').split('/');
  const octets = base.split('.');
  return [...octets.slice(0, 3), Number(octets[3] ?? 0) + n].join('.');
}

function tokenOf(hook: StandInHook, user: string): string {
  const tokens = tokensSchema.parse(hook.shared['tokens'] ?? {});
  const token = tokens[user] ?? randomBytes(16).toString('hex');
  hook.shared['tokens'] = { ...tokens, [user]: token };
  return token;
}

const tokensSchema = z.record(z.string(), z.string());
const requestSchema = z.strictObject({
  kubelet_user: z
    .string()
    .regex(/^system:node:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u)
    .describe('system:node: and the name of the node in lower case'),
  auth_group: z.literal('system:nodes').describe('system:nodes'),
  gpu: z.enum(['True', 'False']).describe('True or False'),
});
