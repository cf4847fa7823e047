import type { ClusterResponse } from '../contract.ts';
import { wantedForm } from './accept.ts';
import type { Asked } from './asked.ts';
import { inVersion } from './conversion.ts';
import { parseFieldSelector } from './field-selector.ts';
import { matchesSelector } from './label-selector.ts';
import type { KubernetesObject } from './objects.ts';
import { scaleOf } from './scale.ts';
import { badRequest, failure, notFound } from './status.ts';
import { metadataOf, tableOf } from './tables/table.ts';

/** The object that the path names. */
export function getOne({ target, store }: Asked): ClusterResponse {
  const found = store.find(target.kind.kind, target.namespace, target.name ?? '');
  if (found === undefined) return notFound(target, target.name ?? '');
  if (target.subresource === 'scale') return { status: 200, body: scaleOf(found) };
  return { status: 200, body: found };
}

/** The objects that a list or a watch is about, and the question that it asks each; or what is wrong with that. */
export function selection({
  target: { kind, namespace, name },
  query,
}: Asked): { readonly matches: (object: KubernetesObject) => boolean } | ClusterResponse {
  const labels = query.get('labelSelector') ?? '';
  const fields = parseFieldSelector(kind.kind, query.get('fieldSelector') ?? '');
  if ('unsupported' in fields) return badRequest(`field label not supported: ${fields.unsupported}`);
  return {
    matches: (object) =>
      object.kind === kind.kind &&
      (namespace === null || object.metadata.namespace === namespace) &&
      (name === null || object.metadata.name === name) &&
      matchesSelector(object.metadata.labels ?? {}, labels) &&
      fields.matches(object),
  };
}

/** All that the selectors of the query leave. `limit` is not looked at: a list always comes whole. */
export function list(asked: Asked): ClusterResponse {
  const selected = selection(asked);
  if ('status' in selected) return selected;
  const { store, target } = asked;
  const items = store.list(target.kind.kind, target.namespace).filter(selected.matches);
  return { status: 200, body: { kind: `${target.kind.kind}List`, items } };
}

/** The answer in the group version that was asked for, and in the form that the client accepts. */
export function represented(answer: ClusterResponse, accept: string | undefined, asked: Asked): ClusterResponse {
  const form = wantedForm(accept, asked.minor);
  if (form === null) return notAcceptable();
  const { body } = answer;
  if (isObject(body)) {
    const object = inVersion(body, asked.target.apiVersion);
    return { ...answer, body: object.kind === asked.target.kind.kind ? shaped(object, accept, asked) : body };
  }
  if (!isList(body)) return answer;
  const objects = body.items.map((item) => inVersion(item, asked.target.apiVersion));
  const metadata = { resourceVersion: String(asked.store.version()) };
  if (form.as === 'Table')
    return { ...answer, body: tableOf(objects, { ...tableOptions(form.version, asked), ...metadata }) };
  if (form.as === 'PartialObjectMetadata') {
    const items = objects.map((object) => metadataOf(object, form.version));
    const apiVersion = `meta.k8s.io/${form.version}`;
    return { ...answer, body: { kind: 'PartialObjectMetadataList', apiVersion, metadata, items } };
  }
  return { ...answer, body: { kind: body.kind, apiVersion: asked.target.apiVersion, metadata, items: objects } };
}

/** One object in the form that the client accepts. */
export function shaped(object: KubernetesObject, accept: string | undefined, asked: Asked): object {
  const form = wantedForm(accept, asked.minor);
  if (form?.as === 'Table') return tableOf([object], tableOptions(form.version, asked));
  return form?.as === 'PartialObjectMetadata' ? metadataOf(object, form.version) : object;
}

function tableOptions(version: string, { target, store, query }: Asked) {
  return { kind: target.kind.kind, version, now: store.now(), includeObject: query.get('includeObject') };
}

function notAcceptable(): ClusterResponse {
  return failure(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

function isObject(body: unknown): body is KubernetesObject {
  return typeof body === 'object' && body !== null && 'metadata' in body && 'kind' in body && body.kind !== 'Status';
}

function isList(body: unknown): body is { readonly kind: string; readonly items: readonly KubernetesObject[] } {
  return typeof body === 'object' && body !== null && 'items' in body;
}
