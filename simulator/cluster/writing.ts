import type { ClusterResponse } from '../contract.ts';
import type { Asked } from './asked.ts';
import { asStored } from './conversion.ts';
import { defaulted } from './defaults.ts';
import { kindOf, versionsIn } from './kinds.ts';
import { tracked } from './managed-fields.ts';
import { objectSchema, timeText } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { scaleOf, scaledTo } from './scale.ts';
import { alreadyExists, badRequest, conflict, invalid, isAnswer, noNamespace, notFound } from './status.ts';
import { uidFrom } from './store.ts';
import { badBase64, changeCauses, creationCauses } from './validation.ts';

/** The object of the body is stored. */
export function create(asked: Asked): ClusterResponse {
  const sent = objectFor(asked, asked.body);
  return isAnswer(sent) ? sent : createObject(asked, sent, true);
}

/** The object is stored. Who owns its fields is written down here, unless a server-side apply has done so. */
export function createObject(asked: Asked, sent: KubernetesObject, isTracked: boolean): ClusterResponse {
  const { target, store } = asked;
  const { namespace } = target;
  if (namespace !== null && store.find('Namespace', null, namespace) === undefined) return noNamespace(namespace);
  const name = nameOf(sent, store.version());
  const metadata = { ...sent.metadata, ...(name === '' ? {} : { name }), ...(namespace === null ? {} : { namespace }) };
  const { status: _status, ...fresh } = sent;
  // What a Node is born with is what its kubelet saw; other kinds get their status from the control plane.
  const keepsStatus = !target.kind.hasStatus || target.kind.kind === 'Node';
  const object = prepared(asked, objectSchema.parse({ ...(keepsStatus ? sent : fresh), metadata }), null);
  if (isAnswer(object)) return object;
  const causes = creationCauses(object);
  if (causes.length > 0) return invalid(target, name, causes);
  if (store.find(target.kind.kind, namespace, name) !== undefined) return alreadyExists(target, name);
  return { status: 201, body: store.create(isTracked ? withWriter(asked, null, object) : object) };
}

/** The object of the body takes the place of the one that the path names, or its status does. */
export function replace(asked: Asked): ClusterResponse {
  const { target, store, body } = asked;
  const name = target.name ?? '';
  const before = store.find(target.kind.kind, target.namespace, name);
  if (before === undefined) return notFound(target, name);
  if (target.subresource === 'scale') return scale(asked, before, body);
  const sent = objectFor(asked, body);
  return isAnswer(sent) ? sent : change(asked, before, sent, true);
}

/** The object is stored in place of what is there, as far as the path lets it. */
export function change(
  asked: Asked,
  before: KubernetesObject,
  sent: KubernetesObject,
  isTracked: boolean,
): ClusterResponse {
  const { target, store } = asked;
  const name = target.name ?? '';
  if (sent.metadata.name !== name) {
    return badRequest(
      `the name of the object (${sent.metadata.name ?? ''}) does not match the name on the URL (${name})`,
    );
  }
  const { resourceVersion, uid } = sent.metadata;
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== before.metadata.resourceVersion) {
    return conflict(target, name, modified);
  }
  if (uid !== undefined && uid !== before.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid ?? ''}`;
    return conflict(target, name, why);
  }
  const object = prepared(asked, sent, before);
  if (isAnswer(object)) return object;
  const placed = withinPath(target.subresource, target.kind.hasStatus, before, object);
  const causes = changeCauses(before, placed);
  if (causes.length > 0) return invalid(target, name, causes);
  return { status: 200, body: store.update(before, isTracked ? withWriter(asked, before, placed) : placed) };
}

/** The object has as many replicas as the Scale says. */
export function scale(asked: Asked, before: KubernetesObject, wanted: unknown): ClusterResponse {
  const scaled = scaledTo(before, wanted);
  if (scaled === null) return badRequest('Scale in version "v1" cannot be handled as a Scale: spec.replicas');
  return { status: 200, body: scaleOf(asked.store.update(before, withWriter(asked, before, scaled))) };
}

/** The path decides the namespace; an object that says another one is refused, and so is one of another kind. */
export function objectFor({ target, minor }: Asked, body: unknown): KubernetesObject | ClusterResponse {
  const parsed = objectSchema.safeParse(body);
  if (!parsed.success) return badRequest('the object provided is unrecognized (must be of type kind and apiVersion)');
  const { apiVersion, kind, metadata } = parsed.data;
  if (kindOf(apiVersion, kind, minor) !== target.kind) {
    return badRequest(`${kind} in version "${apiVersion}" cannot be handled as a ${target.kind.kind}`);
  }
  if (metadata.namespace !== undefined && metadata.namespace !== target.namespace) {
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return parsed.data;
}

/** In the form in which it is stored, with defaults; or what is wrong with it. */
function prepared(
  { target, store, minor }: Asked,
  sent: KubernetesObject,
  before: KubernetesObject | null,
): KubernetesObject | ClusterResponse {
  const problem = badBase64(sent);
  if (problem !== null) {
    return badRequest(`Secret in version "v1" cannot be handled as a Secret: ${problem}`);
  }
  const [preferred = target.apiVersion] = versionsIn(target.kind, minor);
  return defaulted(asStored(sent, preferred), { store, minor, apiVersion: sent.apiVersion, before });
}

/** Only the status below `/status`; everything but the status elsewhere, for kinds that have that path. */
function withinPath(
  subresource: string | null,
  hasStatus: boolean,
  before: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  if (!hasStatus) return object;
  if (subresource === 'status') return objectSchema.parse(withStatus(before, object['status']));
  return objectSchema.parse(withStatus(object, before['status']));
}

function withStatus({ status: _old, ...rest }: KubernetesObject, status: unknown): object {
  return status === undefined ? rest : { ...rest, status };
}

/** Since 1.18 the API writes down who owns which field, also without server-side apply. */
function withWriter(
  { minor, query, target, store }: Asked,
  before: KubernetesObject | null,
  after: KubernetesObject,
): KubernetesObject {
  if (minor < 18) return after;
  const manager = query.get('fieldManager') ?? 'unknown';
  const { apiVersion, subresource } = target;
  const time = timeText(store.now());
  return tracked(before, after, { manager, operation: 'Update', apiVersion, subresource, time });
}

function nameOf({ metadata: { name, generateName } }: KubernetesObject, version: number): string {
  if (name !== undefined || generateName === undefined) return name ?? '';
  return `${generateName}${uidFrom(`${generateName} ${version}`).slice(0, 5)}`;
}

const modified = 'the object has been modified; please apply your changes to the latest version and try again';
