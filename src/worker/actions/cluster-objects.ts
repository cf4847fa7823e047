import * as z from 'zod/mini';
import { parseJson, secret } from '../../host/host.ts';
import type { CommandFailed, Machine, Secret } from '../../host/host.ts';
import type { ActionResults } from '../../juju/juju.ts';
import { renderList } from '../../workload/kube-object.ts';
import type { KubeObject } from '../../workload/kube-object.ts';
import { kubectl } from '../kubectl.ts';
import { ActionFailed } from './action-failed.ts';

/** An object that an action makes. */
export interface OwnObject {
  /** As kubectl takes it: `svc/kube-registry`. */
  readonly ref: string;
  readonly kind: string;
  readonly name: string;
  /** What the charm of 2018, which marked nothing, has made under this name. */
  readonly of2018: z.ZodMiniType<unknown>;
}

/** What the cluster has under a name. */
export interface Seen {
  readonly own: OwnObject;
  readonly is: 'absent' | 'ours' | 'somebody-elses' | 'leaving';
  /** Undefined where it is absent. */
  readonly object: unknown;
}

/**
 * What the cluster has under the names of these objects, in that order.
 *
 * What carries the mark is ours, and so is what looks as the charm of 2018 made it.
 *
 * @throws CommandFailed
 */
export async function seeObjects(
  machine: Pick<Machine, 'run'>,
  objects: readonly OwnObject[],
  mark: Readonly<Record<string, string>>,
): Promise<readonly Seen[]> {
  const refs = objects.map(({ ref }) => ref);
  const argv = ['get', ...refs, '--ignore-not-found=true', '--output=json'];
  const { stdout } = await kubectl(machine, 'administrator', argv, { timeoutMs: longMs });
  const found = itemsOf(parseJson(stdout));
  return objects.map((own) => {
    const item = found.find(({ kind, metadata }) => kind === own.kind && metadata.name === own.name);
    return { own, object: item, is: item === undefined ? 'absent' : stateOf(item, own, mark) };
  });
}

function stateOf(item: Item, { of2018 }: OwnObject, mark: Readonly<Record<string, string>>): Seen['is'] {
  if (typeof item.metadata.deletionTimestamp === 'string') return 'leaving';
  const isMarked = Object.entries(mark).every(([key, value]) => item.metadata.labels?.[key] === value);
  return isMarked || of2018.safeParse(item).success ? 'ours' : 'somebody-elses';
}

/**
 * Every name of these objects is free, or of an object of ours.
 *
 * @throws ActionFailed that names those that somebody else uses, or that are still in use by what is being deleted
 */
export function refuseOthers(seen: readonly Seen[], objects: readonly KubeObject[], results: ActionResults): void {
  const words = seen
    .filter(({ own: { kind, name } }) => isAmong(objects, kind, name))
    .flatMap(({ own: { ref }, is }) => {
      if (is === 'leaving') return [`${ref} is still being deleted: try again when it is gone`];
      return is === 'somebody-elses' ? [`${ref} is there, and this action has not made it: rename or delete it`] : [];
    });
  if (words.length > 0) throw new ActionFailed(`${words.join('; ')}. Nothing was changed`, results);
}

export function isAmong(objects: readonly KubeObject[], kind: string, name: string): boolean {
  return objects.some((object) => object.kind === kind && object.metadata.name === name);
}

/**
 * The cluster has these objects; they are given back by what became of them: `created`, `configured`, `unchanged`.
 *
 * They go through standard input: no file and no argument holds what is in them.
 *
 * @throws CommandFailed, from which `doneBefore` tells what was applied nevertheless
 */
export async function applyObjects(
  machine: Pick<Machine, 'run'>,
  objects: readonly KubeObject[],
  hidden: readonly Secret[] = [],
): Promise<ActionResults> {
  const options = { stdin: secret(renderList(objects)), hidden, timeoutMs: longMs };
  const { stdout } = await kubectl(machine, 'administrator', ['apply', '-f', '-'], options);
  return deedsIn(stdout);
}

/** What a kubectl that failed had done before. */
export function doneBefore({ stdout }: CommandFailed): ActionResults {
  return deedsIn(stdout);
}

/** The objects are gone, with what they own; kubectl waits a minute for those that others still hold. */
export async function removeObjects(machine: Pick<Machine, 'run'>, refs: readonly string[]): Promise<void> {
  if (refs.length === 0) return;
  const argv = ['delete', '--ignore-not-found=true', ...refs, '--timeout=60s'];
  await kubectl(machine, 'administrator', argv, { timeoutMs: longMs });
}

/** `secret/x created`, of kubectl 1.10 `secret "x" created`; a group behind the kind is left out. */
function deedsIn(stdout: string): ActionResults {
  const byDeed = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [, kind, name, deed] = /^([a-z]+)(?:\.[a-z0-9.]+)?(?:\/| ")([^\s"]+)"? ([a-z]+)$/u.exec(line.trim()) ?? [];
    if (kind === undefined || name === undefined || deed === undefined) continue;
    byDeed.set(deed, [...(byDeed.get(deed) ?? []), `${kind}/${name}`]);
  }
  return Object.fromEntries([...byDeed].map(([deed, refs]) => [deed, refs.join(', ')]));
}

/** Nothing for no object, the object for one, a list for several. */
function itemsOf(answer: unknown): readonly Item[] {
  const list = listSchema.safeParse(answer);
  if (list.success) return list.data.items;
  const one = itemSchema.safeParse(answer);
  return one.success ? [one.data] : [];
}

type Item = z.infer<typeof itemSchema>;
const itemSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    labels: z.optional(z.record(z.string(), z.string())),
    deletionTimestamp: z.optional(z.string()),
  }),
});
const listSchema = z.object({ kind: z.literal('List'), items: z.array(itemSchema) });
/** Each object is a request of its own, or two. */
const longMs = 180_000;
