import { collectionPath, typeName } from './resources.ts';
import { manifestsOf } from './manifests.ts';
import type { Manifest } from './manifests.ts';
import { Refusal, expectObject } from './refusal.ts';
import { eachOf, pathOf } from './session.ts';
import type { Session } from './session.ts';
import { goJson } from './go-json.ts';
import { threeWayPatch } from './three-way-patch.ts';

/**
 * `kubectl apply -f FILE`: what was applied last time is kept in an annotation, so that what has gone from the file can be
 * removed.
 *
 * Source: kubernetes, staging/src/k8s.io/kubectl/pkg/cmd/apply and pkg/util/apply.go
 */
export async function apply(session: Session): Promise<void> {
  await eachOf(session, await manifestsOf(session), (manifest) => applyOne(session, manifest));
}

async function applyOne(session: Session, manifest: Manifest): Promise<void> {
  const { client, said, version } = session;
  const { resource, namespace, name, source, object } = manifest;
  const tell = (what: string) => void (said.stdout += version.says.did(typeName(resource), name, what));
  const applied = { ...object, metadata: { ...object.metadata, annotations: without(object.metadata.annotations) } };
  const last = `${goJson(applied)}\n`;
  const annotations = { ...applied.metadata.annotations, [lastApplied]: last };
  const wanted = { ...applied, metadata: { ...applied.metadata, annotations } };
  const retrieving = `error when retrieving current configuration of:\n${shown(manifest)}\nfrom server for: "${source}": `;
  if (name === '') throw new Refusal(`error: ${retrieving}resource name may not be empty`);
  const found = await client.ask({ method: 'GET', path: pathOf(manifest), accept: 'application/json' });
  if (found.status === 404) {
    const made = await client.ask({
      ...{ method: 'POST', path: collectionPath(resource, namespace), body: wanted },
      ...{ accept: 'application/json', contentType: 'application/json' },
    });
    expectObject(made, `error when creating "${source}": `);
    return tell('created');
  }
  const live = expectObject(found, retrieving);
  const before = live.metadata.annotations?.[lastApplied];
  if (before === undefined) said.stderr += version.says.notApplied(resource.plural, name);
  const patch = threeWayPatch(before === undefined ? {} : JSON.parse(before), wanted, live);
  if (Object.keys(patch).length === 0) return tell('unchanged');
  const contentType = 'application/strategic-merge-patch+json';
  const path = pathOf(manifest);
  const answer = await client.ask({ method: 'PATCH', path, body: patch, accept: 'application/json', contentType });
  expectObject(answer, `error when applying patch:\n${goJson(patch)}\nto:\n${shown(manifest)}\nfor: "${source}": `);
  tell('configured');
}

/** How kubectl names an object to somebody who has to find it. */
function shown({ resource, name, namespace }: Manifest): string {
  const { groupVersion, plural, kind } = resource;
  const spelled = groupVersion.includes('/') ? groupVersion : `/${groupVersion}`;
  return `Resource: "${spelled}, Resource=${plural}", GroupVersionKind: "${spelled}, Kind=${kind}"\nName: "${name}", Namespace: "${namespace ?? ''}"`;
}

function without(annotations: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => key !== lastApplied));
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
