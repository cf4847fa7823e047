import { manifestsOf } from './manifests.ts';
import { expectObject } from './refusal.ts';
import { collectionPath, typeName } from './resources.ts';
import { eachOf } from './session.ts';
import type { Session } from './session.ts';

/** `kubectl create -f FILE`. */
export async function create(session: Session): Promise<void> {
  const { client, said, version } = session;
  await eachOf(session, await manifestsOf(session), async ({ object, resource, namespace, source }) => {
    const answer = await client.ask({
      ...{ method: 'POST', path: collectionPath(resource, namespace), body: object },
      ...{ accept: 'application/json', contentType: 'application/json' },
    });
    const made = expectObject(answer, `error when creating "${source}": `);
    said.stdout += version.says.did(typeName(resource), made.metadata.name ?? '', 'created');
  });
}
