import { Refusal, expectObject } from './refusal.ts';
import { typeName } from './resources.ts';
import { eachOf, getObject, namedObjects, pathOf } from './session.ts';
import type { Session } from './session.ts';

/** `kubectl label TYPE NAME k=v k- [--overwrite]`, and `kubectl annotate` likewise. */
export async function label(session: Session, field: 'annotations' | 'labels'): Promise<void> {
  const { args, client, said, version } = session;
  const rest = args.words.slice(1);
  const words = rest.filter((word) => !isChange(word));
  const changes = rest.filter(isChange).map((word) => parseChange(word, field));
  const named = await namedObjects(session, words);
  const noun = field === 'labels' ? 'label' : 'annotation';
  if (changes.length === 0) throw new Refusal(`error: at least one ${noun} update is required`);
  await eachOf(session, named, async (each) => {
    const old = (await getObject(session, each)).metadata[field] ?? {};
    for (const [key, value] of changes)
      if (value === null && old[key] === undefined) said.stdout += `${noun} "${key}" not found.\n`;
    const clash = changes.find(([key, value]) => value !== null && old[key] !== undefined && old[key] !== value);
    if (clash !== undefined && !args.has('overwrite'))
      throw new Refusal(clashWords(field, clash[0], old[clash[0]] ?? ''));
    const real = changes.filter(([key, value]) => (old[key] ?? null) !== value);
    if (real.length > 0) {
      const body = { metadata: { [field]: Object.fromEntries(changes) } };
      const contentType = 'application/merge-patch+json';
      const answer = await client.ask({
        method: 'PATCH',
        path: pathOf(each),
        body,
        accept: 'application/json',
        contentType,
      });
      expectObject(answer);
    }
    said.stdout += version.says.did(
      typeName(each.resource),
      each.name,
      version.says.labelled(
        field,
        changes.every(([, value]) => value === null),
        real.length > 0,
      ),
    );
  });
}

function clashWords(field: 'annotations' | 'labels', key: string, value: string): string {
  if (field === 'labels') return `error: '${key}' already has a value (${value}), and --overwrite is false`;
  return `error: --overwrite is false but found the following declared annotation(s): '${key}' already has a value (${value})`;
}

export type Change = readonly [key: string, value: string | null];

function isChange(word: string): boolean {
  return word.includes('=') || word.endsWith('-');
}

function parseChange(word: string, field: 'annotations' | 'labels'): Change {
  if (word.endsWith('-') && !word.includes('=')) return [word.slice(0, -1), null];
  const [key = '', ...values] = word.split('=');
  const value = values.join('=');
  if (field === 'annotations') return [key, value];
  if (values.length !== 1) throw new Refusal(`error: invalid label spec: ${word}`);
  // A label's value, as the API has it: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
  if (!/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/u.test(value)) {
    throw new Refusal(
      `error: invalid label value: "${word}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    );
  }
  return [key, value];
}
