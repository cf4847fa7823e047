import * as z from 'zod/mini';
import { CommandFailed, parseJson } from '../../host/host.ts';
import type { Machine } from '../../host/host.ts';
import { labelSelectorSchema, selects } from '../../workload/label-selector.ts';
import { kubectl } from '../kubectl.ts';

/** What a drain may do to pods that would lose something by it. */
export interface DrainMercy {
  /** Pods with data in an emptyDir are evicted, and their data is lost. */
  readonly localData: boolean;
  /** Pods that no controller would start elsewhere are deleted. */
  readonly force: boolean;
}

/** A pod that a drain has to move and has not. */
export interface PodLeft {
  /** `NAMESPACE/NAME`. */
  readonly name: string;
  readonly uid: string;
  readonly lacksController: boolean;
  readonly hasLocalData: boolean;
  /** It has been evicted, and takes its time. */
  readonly isEnding: boolean;
  /** Disruption budgets that allow no eviction of it. */
  readonly budgets: readonly string[];
}

/**
 * The pods that a drain of the node has to move, by name; null where the API does not tell.
 *
 * Those of daemon sets and of kubelet's own manifests stay on a drained node, those that have ended are no loss.
 * kubectl before 1.11 does not say which pods a budget keeps, and none says which budget it is: so they are asked for.
 */
export async function podsToMove(
  machine: Pick<Machine, 'run'>,
  node: string,
  options: { readonly timeoutMs?: number } = {},
): Promise<readonly PodLeft[] | null> {
  const here = ['--all-namespaces', `--field-selector=spec.nodeName=${node}`];
  const pods = await list(machine, ['get', 'pods', ...here, '--output=json'], podSchema, options);
  if (pods === null) return null;
  const toMove = pods.filter((pod) => !stays(pod));
  if (toMove.length === 0) return [];
  const question = ['get', 'poddisruptionbudgets', '--all-namespaces', '--output=json'];
  const budgets = (await list(machine, question, budgetSchema, options)) ?? [];
  return toMove.map((pod) => podLeft(pod, budgets)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The pod for people, with what keeps it: `default/web-1 (budget web)`. */
export function describePod(pod: PodLeft, mercy: DrainMercy): string {
  const reasons = [
    ...(pod.isEnding ? ['still ending'] : pod.budgets.map((budget) => `budget ${budget}`)),
    ...(pod.lacksController && !mercy.force ? ['no controller'] : []),
    ...(pod.hasLocalData && !mercy.localData ? ['local data'] : []),
  ];
  return reasons.length === 0 ? pod.name : `${pod.name} (${reasons.join(', ')})`;
}

/** The first few of the names: `default/a, default/b and 3 more`. */
export function firstOf(names: readonly string[], shownCount = 3): string {
  const more = names.length - shownCount;
  return `${names.slice(0, shownCount).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

async function list<T>(
  machine: Pick<Machine, 'run'>,
  question: readonly string[],
  schema: z.ZodMiniType<T>,
  options: { readonly timeoutMs?: number },
): Promise<readonly T[] | null> {
  try {
    const { stdout } = await kubectl(machine, 'administrator', question, options);
    const decoded = z.object({ items: z.array(schema) }).safeParse(parseJson(stdout));
    return decoded.success ? decoded.data.items : null;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return null;
  }
}

function stays({ metadata, status }: Pod): boolean {
  return (
    metadata.ownerReferences.some(({ kind, controller }) => kind === 'DaemonSet' && controller) ||
    'kubernetes.io/config.mirror' in metadata.annotations ||
    status.phase === 'Succeeded' ||
    status.phase === 'Failed'
  );
}

function podLeft({ metadata, spec }: Pod, budgets: readonly Budget[]): PodLeft {
  const strict = budgets.filter(
    (budget) =>
      budget.metadata.namespace === metadata.namespace &&
      budget.status.disruptionsAllowed === 0 &&
      budget.spec.selector !== undefined &&
      selects(budget.spec.selector, metadata.labels),
  );
  return {
    name: `${metadata.namespace}/${metadata.name}`,
    uid: metadata.uid,
    lacksController: !metadata.ownerReferences.some(({ controller }) => controller),
    hasLocalData: spec.volumes.some(({ emptyDir }) => emptyDir !== undefined),
    isEnding: metadata.deletionTimestamp !== undefined,
    budgets: strict.map(({ metadata: { name } }) => name).sort(),
  };
}

type Pod = z.infer<typeof podSchema>;
type Budget = z.infer<typeof budgetSchema>;

const texts = z._default(z.record(z.string(), z.string()), {});
const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z._default(z.string(), ''),
    labels: texts,
    annotations: texts,
    deletionTimestamp: z.optional(z.string()),
    ownerReferences: z._default(
      z.array(z.object({ kind: z.string(), controller: z._default(z.boolean(), false) })),
      [],
    ),
  }),
  spec: z._default(z.object({ volumes: z._default(z.array(z.object({ emptyDir: z.optional(z.unknown()) })), []) }), {
    volumes: [],
  }),
  status: z._default(z.object({ phase: z._default(z.string(), '') }), { phase: '' }),
});
const budgetSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z._default(z.object({ selector: z.optional(labelSelectorSchema) }), {}),
  status: z._default(z.object({ disruptionsAllowed: z._default(z.number(), 0) }), { disruptionsAllowed: 0 }),
});
