import * as z from 'zod';
import { parsePrinter } from './print.ts';
import { printTable } from './print-table.ts';
import { Refusal, answerSchema, expectObject } from './refusal.ts';
import { collectionPath } from './resources.ts';
import { eachOf, namedObjects, pathOf, typeOf } from './session.ts';
import type { Named, Session } from './session.ts';

/** `kubectl get TYPE [NAME ...]`, `TYPE/NAME`, `-f FILE` is not among them, and `get --raw PATH`. */
export async function get(session: Session): Promise<void> {
  const { args, said } = session;
  const raw = args.flag('raw');
  if (raw !== undefined) {
    const { status, body } = await session.client.ask({ method: 'GET', path: raw });
    if (status >= 400) expectObject({ status, body });
    said.stdout += typeof body === 'string' ? body : JSON.stringify(body);
    return;
  }
  const words = args.words.slice(1);
  const [type] = words;
  if (type === undefined) throw new Refusal(session.version.says.noType);
  const isNamed = words.length > 1 || type.includes('/');
  if (isNamed && (args.flag('selector') !== undefined || args.flag('field-selector') !== undefined))
    throw new Refusal(session.version.says.selectorBesideName);
  const output = args.flag('output') ?? '';
  const print = parsePrinter(output, session.version);
  if (print !== null) {
    const items = isNamed ? await byName(session, words) : await byType(session, type);
    said.stdout += print(items, { isOne: isNamed && words.length < 3, typeOf: await session.resources() });
    return;
  }
  if (!['', 'wide'].includes(output)) throw new Refusal(session.version.says.noPrinter(output));
  await printTables(session, words, isNamed);
}

async function byName(session: Session, words: readonly string[]): Promise<readonly z.infer<typeof answerSchema>[]> {
  const found: z.infer<typeof answerSchema>[] = [];
  await eachOf(session, await namedObjects(session, words), async (named) => {
    const answer = await session.client.ask({ method: 'GET', path: pathOf(named), accept: 'application/json' });
    if (answer.status !== 404 || !session.args.has('ignore-not-found')) found.push(expectObject(answer));
  });
  return found;
}

async function byType(session: Session, type: string): Promise<readonly z.infer<typeof answerSchema>[]> {
  const resource = await typeOf(session, type);
  const path = `${collectionPath(resource, namespaceOf(session))}${queryOf(session)}`;
  const list = listSchema.parse(
    expectObject(await session.client.ask({ method: 'GET', path, accept: 'application/json' })),
  );
  // A list says what its items are, once.
  return list.items.map(({ kind = resource.kind, apiVersion = resource.groupVersion, ...item }) => {
    return { ...item, apiVersion, kind };
  });
}

/** One table of all objects of a type, or of those that are named. */
async function printTables(session: Session, words: readonly string[], isNamed: boolean): Promise<void> {
  const { args, said, version } = session;
  const accept =
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
  const ask = async (path: string) => session.client.ask({ method: 'GET', path, accept });
  const look = { isWide: args.flag('output') === 'wide', hasHeadings: !args.has('no-headers') };
  if (!isNamed) {
    const resource = await typeOf(session, words[0] ?? '');
    const path = `${collectionPath(resource, namespaceOf(session))}${queryOf(session)}`;
    const text = printTable(expectObject(await ask(path)), {
      ...look,
      hasNamespaces: resource.isNamespaced && args.has('all-namespaces'),
    });
    if (text === null) said.stderr += version.says.none(resource.isNamespaced ? namespaceOf(session) : null);
    else said.stdout += text;
    return;
  }
  let hasHeadings = look.hasHeadings;
  await eachOf(session, await namedObjects(session, words), async (named: Named) => {
    const answer = await ask(pathOf(named));
    if (answer.status === 404 && args.has('ignore-not-found')) return;
    said.stdout += printTable(expectObject(answer), { ...look, hasHeadings, hasNamespaces: false }) ?? '';
    hasHeadings = false;
  });
}

function namespaceOf({ args, namespace }: Session): string | null {
  return args.has('all-namespaces') ? null : namespace;
}

/** What of a list is asked for. */
function queryOf({ args }: Session): string {
  const query = [
    ['fieldSelector', args.flag('field-selector')],
    ['labelSelector', args.flag('selector')],
  ].flatMap(([parameter, value]) => (value === undefined ? [] : [`${parameter}=${encodeURIComponent(value)}`]));
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

const listSchema = z.looseObject({ items: z.array(answerSchema.partial({ kind: true })) });
