import * as z from 'zod';
import type { Answer } from '../contract.ts';
import { said } from './answers.ts';
import type { KubectlArgs } from './kubectl-args.ts';
import { Refusal, expectObject, wordsOf } from './kubectl-refusal.ts';
import { kubectlSays } from './kubectl-words.ts';
import type { KubectlVersion } from './kubectl-words.ts';
import type { KubeClient } from './kubeconfig.ts';

/** `kubectl cordon NODE` and `kubectl uncordon NODE`. */
export function cordon(version: KubectlVersion, client: KubeClient, args: KubectlArgs, isCordoned: boolean): Answer {
  const [, name, ...more] = args.words;
  if (name === undefined || more.length > 0) throw new Refusal(`error: USAGE: ${args.words[0]} NODE [flags]`);
  return said(setSchedulable(version, client, name, isCordoned));
}

/**
 * `kubectl drain NODE`: it is cordoned, and its pods are evicted but for those of daemon sets and mirrors.
 *
 * Time stands still while a program runs: an eviction that a budget refuses is tried once, and then the time is up.
 * Source: kubernetes, pkg/kubectl/cmd/drain.go of 1.10 and staging/src/k8s.io/kubectl/pkg/drain of 1.20 and later
 */
export function drain(version: KubectlVersion, client: KubeClient, args: KubectlArgs): Answer {
  const [, name, ...more] = args.words;
  if (name === undefined || more.length > 0) throw new Refusal('error: USAGE: drain NODE [flags]');
  let stdout = setSchedulable(version, client, name, true);
  const says = kubectlSays(version);
  const list = expectObject(client.request('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${name}`));
  const verdicts = podsSchema.parse(list).items.map((pod) => verdictOf(version, client, args, pod));
  const fatal = grouped(version, verdicts, 'fatal');
  if (fatal.length > 0) throw new Refusal(notDrained(version, name, says.fatal(fatal)), stdout);
  const warnings = grouped(version, verdicts, 'warning');
  const stderr = warnings.length === 0 ? '' : `${says.warning}: ${warnings.join('; ')}\n`;
  for (const { pod } of verdicts.filter(({ isEvicted }) => isEvicted)) {
    const { name: podName, namespace } = pod.metadata;
    stdout += says.evicting(namespace, podName);
    const path = `/api/v1/namespaces/${namespace}/pods/${podName}`;
    const eviction = { apiVersion: 'policy/v1beta1', kind: 'Eviction', metadata: { name: podName, namespace } };
    const answer = client.request('POST', `${path}/eviction`, eviction);
    if (answer.status === 429) {
      const problem = `${says.retried(podName, namespace)}${says.timedOut(podName, args.flag('timeout') ?? '0s')}`;
      throw new Refusal(`${stderr}${notDrained(version, name, problem)}`, stdout);
    }
    if (answer.status >= 400 && answer.status !== 404) {
      const problem = `error when evicting pod "${podName}": ${wordsOf(answer).replace(/^Error from server \(\w+\): /u, '')}`;
      throw new Refusal(`${stderr}${notDrained(version, name, problem)}`, stdout);
    }
    stdout += says.did('pod', podName, 'evicted');
  }
  return said(`${stdout}${says.did('node', name, 'drained')}`, stderr);
}

function setSchedulable(version: KubectlVersion, client: KubeClient, name: string, isCordoned: boolean): string {
  const path = `/api/v1/nodes/${name}`;
  const { spec } = nodeSchema.parse(expectObject(client.request('GET', path)));
  const was = spec.unschedulable === true;
  if (was !== isCordoned)
    expectObject(client.request('PATCH', path, { spec: { unschedulable: isCordoned ? true : null } }));
  const what = `${was === isCordoned ? 'already ' : ''}${isCordoned ? 'cordoned' : 'uncordoned'}`;
  return kubectlSays(version).did('node', name, what);
}

interface Verdict {
  readonly pod: Pod;
  readonly isEvicted: boolean;
  readonly warning?: string;
  readonly fatal?: string;
}

function verdictOf(version: KubectlVersion, client: KubeClient, args: KubectlArgs, pod: Pod): Verdict {
  const says = kubectlSays(version);
  const isForced = args.flag('force') === 'true';
  const isEnded = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const owner = pod.metadata.ownerReferences.find(({ controller }) => controller === true);
  if (owner?.kind === 'DaemonSet' && !(isEnded && says.isNew)) {
    const path = `${says.daemonSets}/namespaces/${pod.metadata.namespace}/daemonsets/${owner.name}`;
    const found = client.request('GET', path);
    const orphan = found.status >= 400 ? wordsOf(found).replace(/^Error from server \(\w+\): /u, '') : null;
    if (orphan !== null)
      return isForced && found.status === 404
        ? { pod, isEvicted: true, warning: orphan }
        : { pod, isEvicted: false, fatal: orphan };
    return args.flag('ignore-daemonsets') === 'true'
      ? { pod, isEvicted: false, warning: says.daemonSetWarning }
      : { pod, isEvicted: false, fatal: says.daemonSetFatal };
  }
  if (pod.metadata.annotations['kubernetes.io/config.mirror'] !== undefined) return { pod, isEvicted: false };
  const hasData = pod.spec.volumes.some(({ emptyDir }) => emptyDir !== undefined) && !(isEnded && says.isNew);
  const mayDelete = args.flag('delete-emptydir-data', 'delete-local-data') === 'true';
  if (hasData && !mayDelete) return { pod, isEvicted: false, fatal: says.localFatal };
  if (owner === undefined && !isEnded)
    return isForced
      ? { pod, isEvicted: true, warning: says.unmanagedWarning }
      : { pod, isEvicted: false, fatal: says.unmanagedFatal };
  return hasData ? { pod, isEvicted: true, warning: says.localWarning } : { pod, isEvicted: true };
}

/** Each message once, with the pods that it is about. */
function grouped(version: KubectlVersion, verdicts: readonly Verdict[], kind: 'warning' | 'fatal'): readonly string[] {
  const podsByMessage = new Map<string, string[]>();
  for (const { pod, [kind]: message } of verdicts) {
    if (message === undefined) continue;
    const name = kubectlSays(version).podName(pod.metadata.namespace, pod.metadata.name);
    podsByMessage.set(message, [...(podsByMessage.get(message) ?? []), name]);
  }
  return [...podsByMessage].map(([message, pods]) => `${message}: ${pods.join(', ')}`);
}

function notDrained(version: KubectlVersion, node: string, problem: string): string {
  const rest = `There are pending nodes to be drained:\n ${node}\n`;
  if (version.minor >= 22)
    return `error: unable to drain node "${node}" due to error:${problem}, continuing command...\n${rest}${problem}`;
  return `error: unable to drain node "${node}", aborting command...\n\n${rest}error: ${problem}`;
}

type Pod = z.infer<typeof podSchema>;

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default('default'),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z
      .array(z.looseObject({ kind: z.string(), name: z.string(), controller: z.boolean().optional() }))
      .default([]),
  }),
  spec: z
    .looseObject({ volumes: z.array(z.looseObject({ emptyDir: z.unknown().optional() })).default([]) })
    .default({ volumes: [] }),
  status: z.looseObject({ phase: z.string().default('Running') }).default({ phase: 'Running' }),
});
const podsSchema = z.looseObject({ items: z.array(podSchema) });
const nodeSchema = z.looseObject({
  spec: z.looseObject({ unschedulable: z.boolean().optional() }).default({}),
});
