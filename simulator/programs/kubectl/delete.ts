import * as z from 'zod';
import { manifestsOf } from './manifests.ts';
import { Refusal, answerSchema, expectObject } from './refusal.ts';
import { collectionPath, typeName } from './resources.ts';
import { eachOf, namedObjects, pathOf, typeOf } from './session.ts';
import type { Named, Session } from './session.ts';

/**
 * `kubectl delete -f FILE`, `TYPE NAME ...`, `TYPE/NAME ...` and `TYPE -l SELECTOR`: every object is tried, and what is
 * refused is said at the end.
 */
export async function deleteObjects(session: Session): Promise<void> {
  const { client, said, args } = session;
  const now = args.has('now') ? 1 : null;
  const given = args.flag('grace-period');
  const seconds = now ?? (given === undefined || given === '-1' ? null : Number(given));
  const isForced = args.has('force') && (seconds === 0 || given === undefined);
  const grace = isForced ? 0 : seconds;
  if (isForced) said.stderr += session.version.says.byForce;
  await eachOf(session, await meant(session), async ({ source, ...named }) => {
    const { resource, name } = named;
    const body = { propagationPolicy: 'Background', ...(grace === null ? {} : { gracePeriodSeconds: grace }) };
    const answer = await client.ask({
      ...{ method: 'DELETE', path: pathOf(named), body },
      ...{ accept: 'application/json', contentType: 'application/json' },
    });
    if (answer.status === 404 && args.has('ignore-not-found')) return;
    expectObject(answer, source === null ? '' : `error when deleting "${source}": `);
    const how = isForced ? 'force deleted' : 'deleted';
    said.stdout += `${typeName(resource)} "${name}" ${how}\n`;
  });
}

async function meant(session: Session): Promise<readonly (Named & { readonly source: string | null })[]> {
  const { args } = session;
  const words = args.words.slice(1);
  if (args.flag('filename') !== undefined) return manifestsOf(session);
  const [type] = words;
  const selector = args.flag('selector');
  if (type === undefined) throw new Refusal('error: You must provide one or more resources by argument or filename.');
  if (words.length > 1 || type.includes('/'))
    return (await namedObjects(session, words)).map((named) => ({ ...named, source: null }));
  const resource = await typeOf(session, type);
  if (selector === undefined && !args.has('all')) throw new Refusal(session.version.says.nothingToDelete);
  const namespace = args.has('all-namespaces') ? null : session.namespace;
  const query = selector === undefined ? '' : `?labelSelector=${encodeURIComponent(selector)}`;
  const path = `${collectionPath(resource, namespace)}${query}`;
  const list = expectObject(await session.client.ask({ method: 'GET', path, accept: 'application/json' }));
  const { items } = listSchema.parse(list);
  if (items.length === 0) session.said.stdout += 'No resources found\n';
  return items.map(({ metadata }) => ({
    ...{ resource, source: null, name: metadata.name ?? '' },
    namespace: resource.isNamespaced ? (metadata.namespace ?? session.namespace) : null,
  }));
}

const listSchema = z.looseObject({ items: z.array(answerSchema.partial({ kind: true })) });
