import * as z from 'zod/mini';

/** kubectl's arguments that ask for the pods of a node. */
export function podsOfNode(node: string): readonly [string, ...string[]] {
  const where = ['--all-namespaces', `--field-selector=spec.nodeName=${node}`];
  return ['get', 'pods', ...where, '--output=json', '--request-timeout=20s'];
}

/**
 * The first of the pods that a drain has to move and has not, for people: `default/a, default/b and 3 more`; empty where
 * the answer names none or cannot be read.
 *
 * Those of daemon sets and of kubelet's own manifests stay on a drained node.
 */
export function namePodsLeft(answer: string): string {
  const pods = read(answer).filter((pod) => !stays(pod));
  const names = pods.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`).sort();
  const more = names.length - shownCount;
  return `${names.slice(0, shownCount).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function read(answer: string): readonly Pod[] {
  try {
    return listSchema.parse(JSON.parse(answer)).items;
  } catch {
    return [];
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

type Pod = z.infer<typeof podSchema>;

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    annotations: z._default(z.record(z.string(), z.string()), {}),
    ownerReferences: z._default(
      z.array(z.object({ kind: z.string(), controller: z._default(z.boolean(), false) })),
      [],
    ),
  }),
  status: z._default(z.object({ phase: z._default(z.string(), '') }), { phase: '' }),
});
const listSchema = z.object({ items: z.array(podSchema) });
const shownCount = 3;
