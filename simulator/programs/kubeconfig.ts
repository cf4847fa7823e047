import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { ClusterRequest, ClusterResponse, Machine } from '../contract.ts';
import { readMachineFile } from './machine-files.ts';

/** Talks to the cluster as a kubeconfig says. */
export interface KubeClient {
  readonly server: string;
  /** @throws ClusterUnreachable */
  readonly request: (
    method: ClusterRequest['method'],
    target: string,
    body?: unknown,
    headers?: Pick<ClusterRequest, 'accept' | 'contentType'>,
  ) => ClusterResponse;
  /** Of the context. */
  readonly namespace: string;
}

/** The client of the current context of a kubeconfig, or what is wrong with the file in client-go's words. */
export function kubeClient(
  machine: Machine,
  file: string,
): { readonly client: KubeClient } | { readonly problem: string } {
  const text = readMachineFile(machine, file);
  if (text === null) return { problem: `stat ${file}: no such file or directory` };
  const decoded = decode(text);
  if (decoded === null)
    return { problem: `error loading config file "${file}": couldn't get version/kind; json parse error` };
  const context = decoded.contexts.find(({ name }) => name === decoded['current-context'])?.context;
  if (context === undefined) return { problem: `invalid configuration: no configuration has been provided` };
  const cluster = decoded.clusters.find(({ name }) => name === context.cluster)?.cluster;
  const user = decoded.users.find(({ name }) => name === context.user)?.user;
  if (cluster === undefined) return { problem: `invalid configuration: cluster "${context.cluster}" does not exist` };
  if (user === undefined) return { problem: `invalid configuration: user "${context.user}" does not exist` };
  const caFile = cluster['certificate-authority'];
  const inline = cluster['certificate-authority-data'];
  const caPem =
    inline !== undefined
      ? Buffer.from(inline, 'base64').toString()
      : caFile === undefined
        ? ''
        : readMachineFile(machine, path.resolve(path.dirname(file), caFile));
  if (caPem === null) return { problem: `invalid configuration: unable to read certificate-authority ${caFile ?? ''}` };
  const { server } = cluster;
  const request: KubeClient['request'] = (method, target, body, headers = {}) =>
    machine.world.cluster.request({ server, caPem, token: user.token ?? '', method, path: target, body, ...headers });
  return { client: { server, request, namespace: context.namespace ?? 'default' } };
}

function decode(text: string): z.infer<typeof kubeconfigSchema> | null {
  try {
    return kubeconfigSchema.parse(parse(text));
  } catch {
    return null;
  }
}

const contextSchema = z.looseObject({ cluster: z.string(), user: z.string(), namespace: z.string().optional() });
const kubeconfigSchema = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Config'),
  'current-context': z.string().default(''),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.looseObject({
        server: z.string(),
        'certificate-authority': z.string().optional(),
        'certificate-authority-data': z.string().optional(),
      }),
    }),
  ),
  contexts: z.array(z.object({ name: z.string(), context: contextSchema })),
  users: z.array(z.object({ name: z.string(), user: z.looseObject({ token: z.string().optional() }) })),
});
