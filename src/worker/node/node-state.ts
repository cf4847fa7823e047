import * as z from 'zod/mini';
import { CommandFailed, parseJson } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import type { MachineRecord } from '../../juju/juju.ts';
import { hasKubeconfig, kubectl, kubectlFailure } from '../kubectl.ts';
import type { KubectlFailure, KubeUser } from '../kubectl.ts';

/** A Node as the API has it. */
export interface NodeState {
  readonly name: string;
  readonly isCordoned: boolean;
  /** Its kubelet reports that it can run pods. */
  readonly isReady: boolean;
  /** `/etc/machine-id` of the machine whose kubelet reports it; null where none has said. */
  readonly machineId: string | null;
  readonly address: string | null;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What asking for a Node came to. */
export type NodeAnswer = { readonly kind: 'found'; readonly node: NodeState } | KubectlFailure;

/** The Node of this name, or why there is no answer; not longer than `timeoutMs`, which is 30 seconds unless told. */
export async function askNode(
  machine: Pick<Machine, 'run'>,
  user: KubeUser,
  name: string,
  options: { readonly timeoutMs?: number } = {},
): Promise<NodeAnswer> {
  try {
    const { stdout } = await kubectl(machine, user, ['get', 'node', name, '--output=json'], options);
    const node = readNode(parseJson(stdout));
    return node === null ? { kind: 'refused', words: "kubectl's answer cannot be read" } : { kind: 'found', node };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return kubectlFailure(error);
  }
}

/** What asking for the Node of this machine came to. */
export type OwnNodeAnswer =
  NodeAnswer | { readonly kind: 'no-cluster' } | { readonly kind: 'foreign'; readonly node: NodeState };

/**
 * The name of this machine's Node, as it joined, else as it would join; and what the API says of it.
 *
 * One that this unit is not on record to have joined as is `foreign`, unless this machine's kubelet reports it.
 */
export async function askOwnNode(
  {
    machine,
    record,
  }: { readonly machine: Machine; readonly record: { readonly now: () => Pick<MachineRecord, 'node'> } },
  options: { readonly timeoutMs?: number } = {},
): Promise<{ readonly name: string; readonly answer: OwnNodeAnswer }> {
  const joined = record.now().node;
  const name = joined ?? (await machine.hostName()).toLowerCase();
  if (!(await hasKubeconfig(machine, 'administrator'))) return { name, answer: { kind: 'no-cluster' } };
  const answer = await askNode(machine, 'administrator', name, options);
  if (joined !== null || answer.kind !== 'found') return { name, answer };
  const { node } = answer;
  const isOurs = node.machineId !== null && node.machineId === (await machineIdOf(machine));
  return { name, answer: isOurs ? answer : { kind: 'foreign', node } };
}

/** True when the kubelet of another machine reports the Node; not where either machine is not known. */
export function isOfAnother({ machineId }: NodeState, ours: string | null): boolean {
  return machineId !== null && ours !== null && machineId !== ours;
}

/** What kubelet reports as the machine's id; null where the machine has none. */
export async function machineIdOf({ files }: Pick<Machine, 'files'>): Promise<string | null> {
  const text = (await files.readText('/etc/machine-id'))?.trim() ?? '';
  return /^[0-9a-f]{32}$/u.test(text) ? text : null;
}

/** Null where the value is no Node. */
export function readNode(value: unknown): NodeState | null {
  const decoded = nodeSchema.safeParse(value);
  if (!decoded.success) return null;
  const { metadata, spec, status } = decoded.data;
  return {
    name: metadata.name,
    isCordoned: spec.unschedulable,
    isReady: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    machineId: status.nodeInfo.machineID || null,
    address: status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? null,
    annotations: metadata.annotations,
  };
}

const nodeSchema = z.object({
  metadata: z.object({ name: z.string(), annotations: z._default(z.record(z.string(), z.string()), {}) }),
  spec: z._default(z.object({ unschedulable: z._default(z.boolean(), false) }), { unschedulable: false }),
  status: z._default(
    z.object({
      addresses: z._default(z.array(z.object({ type: z.string(), address: z.string() })), []),
      conditions: z._default(z.array(z.object({ type: z.string(), status: z.string() })), []),
      nodeInfo: z._default(z.object({ machineID: z._default(z.string(), '') }), { machineID: '' }),
    }),
    { addresses: [], conditions: [], nodeInfo: { machineID: '' } },
  ),
});
