import * as z from 'zod';
import { isRecord, isSame } from '../objects.ts';

/** The patch cannot be carried out; the message says which step and why. */
export class PatchFailed extends Error {
  override readonly name = 'PatchFailed';
}

/**
 * A JSON patch (RFC 6902) applied to a value, which stays as it was.
 *
 * @throws PatchFailed
 */
export function jsonPatched(value: unknown, patch: unknown): unknown {
  const steps = z.array(stepSchema).safeParse(patch);
  if (!steps.success) throw new PatchFailed('json: cannot unmarshal the patch into a list of operations');
  return steps.data.reduce(applied, value);
}

type Step = z.infer<typeof stepSchema>;

function applied(value: unknown, step: Step): unknown {
  const path = pointer(step.path);
  switch (step.op) {
    case 'add':
      return changed(value, path, { kind: 'add', value: step.value }, step.path);
    case 'replace':
      return changed(value, path, { kind: 'replace', value: step.value }, step.path);
    case 'remove':
      return changed(value, path, { kind: 'remove' }, step.path);
    case 'copy':
      return changed(value, path, { kind: 'add', value: found(value, step.from) }, step.path);
    case 'move': {
      const moved = found(value, step.from);
      const without = changed(value, pointer(step.from), { kind: 'remove' }, step.from);
      return changed(without, path, { kind: 'add', value: moved }, step.path);
    }
    case 'test':
      if (isSame(found(value, step.path), step.value)) return value;
      throw new PatchFailed(`testing value ${step.path} failed: test failed`);
  }
}

type Change = { readonly kind: 'add' | 'replace'; readonly value: unknown } | { readonly kind: 'remove' };

function changed(value: unknown, [key, ...rest]: readonly string[], change: Change, path: string): unknown {
  if (key === undefined) return change.kind === 'remove' ? null : change.value;
  if (Array.isArray(value)) return changedList(value, key, rest, change, path);
  if (!isRecord(value)) throw missing(change, path);
  if (rest.length > 0) {
    if (!(key in value)) throw missing(change, path);
    return { ...value, [key]: changed(value[key], rest, change, path) };
  }
  if (change.kind !== 'add' && !(key in value)) throw missing(change, path);
  if (change.kind !== 'remove') return { ...value, [key]: change.value };
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
}

function changedList(list: readonly unknown[], key: string, rest: readonly string[], change: Change, path: string) {
  const isEnd = key === '-' && rest.length === 0 && change.kind === 'add';
  const index = isEnd ? list.length : /^(?:0|[1-9]\d*)$/u.test(key) ? Number(key) : -1;
  const last = rest.length === 0 && change.kind === 'add' ? list.length : list.length - 1;
  if (index < 0 || index > last) throw missing(change, path);
  if (rest.length > 0) return list.with(index, changed(list[index], rest, change, path));
  if (change.kind === 'remove') return list.toSpliced(index, 1);
  return change.kind === 'add' ? list.toSpliced(index, 0, change.value) : list.with(index, change.value);
}

function found(value: unknown, path: string): unknown {
  return pointer(path).reduce((inner, key) => {
    const next: unknown = Array.isArray(inner) ? inner.at(Number(key)) : isRecord(inner) ? inner[key] : undefined;
    if (next === undefined) throw new PatchFailed(`path ${path}: missing value`);
    return next;
  }, value);
}

function missing({ kind }: Change, path: string): PatchFailed {
  return new PatchFailed(`${kind} operation does not apply: doc is missing path: "${path}": missing value`);
}

/** `~1` is a slash in a key and `~0` a tilde. */
function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const path = z.string().regex(/^(?:\/.*)?$/su);
const stepSchema = z.discriminatedUnion('op', [
  z.looseObject({ op: z.literal('add'), path, value: z.unknown() }),
  z.looseObject({ op: z.literal('replace'), path, value: z.unknown() }),
  z.looseObject({ op: z.literal('test'), path, value: z.unknown() }),
  z.looseObject({ op: z.literal('remove'), path }),
  z.looseObject({ op: z.literal('copy'), path, from: path }),
  z.looseObject({ op: z.literal('move'), path, from: path }),
]);
