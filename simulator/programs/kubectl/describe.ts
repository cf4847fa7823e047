import { stringify } from 'yaml';
import { sortedDeep } from './go-json.ts';
import { eachOf, getObject, namedObjects } from './session.ts';
import type { Session } from './session.ts';

/** `kubectl describe TYPE NAME`: what the API knows of the object, plainly; the real one tells it in other words. */
export async function describe(session: Session): Promise<void> {
  await eachOf(session, await namedObjects(session, session.args.words.slice(1)), async (named) => {
    const { metadata, kind: _kind, apiVersion: _version, ...rest } = await getObject(session, named);
    const shown = {
      Name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { Namespace: metadata.namespace }),
      Labels: metadata.labels ?? '<none>',
      Annotations: metadata.annotations ?? '<none>',
      ...Object.fromEntries(
        Object.entries(rest).map(([key, value]) => [`${key[0]?.toUpperCase()}${key.slice(1)}`, sortedDeep(value)]),
      ),
    };
    session.said.stdout += stringify(shown, { lineWidth: 0 });
  });
}
