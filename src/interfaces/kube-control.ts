import * as z from 'zod/mini';
import { nonsense, notYet, quote, said, textOf } from './bag.ts';
import type { Bag, Decoded } from './bag.ts';
import { isDnsName, ipVersion } from './names.ts';

/** How pods find services by name. */
export interface ClusterDns {
  readonly domain: string;
  /** Null when the cluster runs no DNS service. */
  readonly ip: string | null;
}

/** The tokens that the control plane made for one node. All of them are secrets. */
export interface ClusterCredentials {
  readonly kubeletToken: string;
  readonly proxyToken: string;
  /** In the clusters of 2018 this is the administrator's token. */
  readonly clientToken: string;
}

/**
 * The cluster's DNS, as one control plane unit tells it.
 *
 * `enable-kube-dns` being there says that the rest is there too; its text is a Python truth value.
 */
export function decodeDns(bag: Bag, remote: string): Decoded<ClusterDns> {
  const at = (key: string) => ({ remote, endpoint, key });
  const enabled = textOf(bag, 'enable-kube-dns');
  if (enabled === null) return notYet;
  const isEnabled = truthValues.get(enabled.toLowerCase());
  if (isEnabled === undefined)
    return nonsense(at('enable-kube-dns'), `${quote(enabled)} is no truth value`, 'True or False');
  const domain = textOf(bag, 'domain');
  if (domain === null) return nonsense(at('domain'), 'absent', 'a DNS domain such as cluster.local');
  if (!isDnsName(domain))
    return nonsense(at('domain'), `${quote(domain)} is no DNS domain`, 'a domain such as cluster.local');
  const ip = isEnabled ? textOf(bag, 'sdn-ip') : null;
  if (ip !== null && ipVersion(ip) === 0)
    return nonsense(at('sdn-ip'), `${quote(ip)} is no IP address`, 'an IP address');
  return said({ domain, ip });
}

/**
 * The credentials made for `user`. Null while the control plane has none for it: only its leader writes `creds`, and
 * one object holds the entries of every worker.
 */
export function decodeCredentials(bag: Bag, remote: string, user: string): Decoded<ClusterCredentials> {
  const at = { remote, endpoint, key: 'creds' };
  const form = 'a JSON object of user -> {kubelet_token, proxy_token, client_token}';
  const text = textOf(bag, 'creds');
  if (text === null) return notYet;
  const entries = entriesShape.safeParse(parseJson(text));
  if (!entries.success) return nonsense(at, 'not a JSON object', form);
  const entry = new Map(Object.entries(entries.data)).get(user);
  if (entry === undefined || entry === null) return notYet;
  const tokens = tokensShape.safeParse(entry);
  if (!tokens.success) {
    const names = [...new Set(tokens.error.issues.map(({ path }) => String(path[0] ?? 'the entry')))].sort();
    return nonsense(at, `${names.join(', ')} of ${user} is no token`, 'text without spaces or control characters');
  }
  const { kubelet_token: kubeletToken, proxy_token: proxyToken, client_token: clientToken } = tokens.data;
  return said({ kubeletToken, proxyToken, clientToken });
}

/** What a worker tells the control plane: who it wants to be, and whether it has a GPU. */
export function encodeKubeControl({ nodeName, gpu }: { readonly nodeName: string; readonly gpu: boolean }): Bag {
  return { kubelet_user: nodeUser(nodeName), auth_group: 'system:nodes', gpu: gpu ? 'True' : 'False' };
}

/** The user under which the node of this name asks for credentials. */
export function nodeUser(nodeName: string): string {
  return `system:node:${nodeName.toLowerCase()}`;
}

const endpoint = 'kube-control';
const truthValues: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
const entriesShape = z.record(z.string(), z.unknown());
const token = z.string().check(z.regex(/^[^\s\p{Cc}]+$/u));
const tokensShape = z.object({ kubelet_token: token, proxy_token: token, client_token: token });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
