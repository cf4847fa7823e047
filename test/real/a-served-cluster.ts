/** A cluster that real kubectls reach, and a machine on which they are run: the same for the stand-in and for a real one. */
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { createAuthority, issue } from '../../simulator/charms/authority.ts';
import type { Answer, Cluster, Machine } from '../../simulator/contract.ts';
import { makeSnapFile, programs } from '../../simulator/programs/programs.ts';
import { liveCluster, serveApi } from '../../simulator/serve/serve.ts';
import { aKubeconfig, aMachine } from '../unit/simulator/a-machine.ts';
import type { TestKubectl } from '../a-kubectl.ts';

const host = '10.5.0.3';
const now = Date.now() / 1000;
const authority = createAuthority('10.5.0.2', now);
const pair = issue(authority, { commonName: host, names: [host] }, now);
const strangers = createAuthority('10.5.0.9', now);

/** Tokens with their users and groups; a kubeconfig of each is in /root. */
const users = [
  ['admin-token', 'admin', 'system:masters'],
  ['kubelet-token', 'system:node:n1', 'system:nodes'],
  ['proxy-token', 'system:kube-proxy'],
] as const;

export interface KubectlWorld {
  readonly cluster: Cluster;
  readonly machine: Machine;
  readonly kubectl: (...argv: readonly string[]) => Promise<Answer>;
  readonly kubectlWith: (stdin: string, ...argv: readonly string[]) => Promise<Answer>;
  readonly write: (file: string, text: string) => void;
  /** Objects are in the cluster, made by its administrator. */
  readonly put: (...objects: readonly object[]) => void;
  /** What the API answers its administrator. */
  readonly ask: (path: string) => unknown;
}

/** A cluster of the kubectl's own minor version, and a machine with that kubectl, or with the stand-in of its version. */
export async function aKubectlWorld(kubectl: TestKubectl, isReal: boolean): Promise<KubectlWorld> {
  const { cluster, machine: bare, write, run } = await aMachine();
  cluster.setVersion(`1.${kubectl.minor}.0`);
  cluster.serveAt({ host, port: 443 }, pair.certificate, pair.key);
  for (const [token, user, ...groups] of users) cluster.grantToken(token, user, groups);
  const serving = await serveApi(liveCluster(cluster));
  onTestFinished(() => serving.close());
  const real = { program: kubectl.program, proxy: serving.proxy };
  const machine = isReal ? { ...bare, world: { ...bare.world, kubectl: real } } : bare;
  write('/kubectl.snap', makeSnapFile({ name: 'kubectl', version: kubectl.version }).toString());
  await run('snap', 'install', '--classic', '--dangerous', '/kubectl.snap');
  const server = `https://${host}`;
  const caPem = authority.certificate;
  write('/root/.kube/config', aKubeconfig({ server, caPem, token: 'admin-token' }));
  for (const [token] of users) write(`/root/${token}.conf`, aKubeconfig({ server, caPem, token }));
  write('/root/nobody.conf', aKubeconfig({ server, caPem, token: 'unknown' }));
  write('/root/elsewhere.conf', aKubeconfig({ server: 'https://10.5.0.77', caPem, token: 'admin-token' }));
  write('/root/foreign.conf', aKubeconfig({ server, caPem: strangers.certificate, token: 'admin-token' }));
  const { kubectl: program } = programs;
  if (program === undefined) throw new Error('no program kubectl');
  const kubectlWith = async (stdin: string, ...argv: readonly string[]) =>
    program({
      machine,
      program: 'kubectl',
      argv: argv.map((arg) => arg.replaceAll('ROOT', machine.root)),
      cwd: machine.root,
      stdin: async () => stdin,
    });
  const answer = (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const { status, body: said } = cluster.answer({ token: 'admin-token', method, path, body });
    if (status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(said)}`);
    return said;
  };
  return {
    cluster,
    machine,
    write,
    kubectlWith,
    kubectl: (...argv) => kubectlWith('', ...argv),
    put: (...objects) => {
      for (const object of objects) answer('POST', collectionOf(object), object);
    },
    ask: (path) => answer('GET', path),
  };
}

/** Where objects of this kind are made. */
function collectionOf(object: object): string {
  const { apiVersion, kind, metadata } = manifest.parse(object);
  const base = apiVersion.includes('/') ? '/apis' : '/api';
  const plural = kind.toLowerCase().replace(/s$/u, 'se').concat('s');
  const within = ['Namespace', 'Node'].includes(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${base}/${apiVersion}${within}/${plural}`;
}

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ namespace: z.string().optional() }),
});
