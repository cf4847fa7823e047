import type { ClusterResponse } from '../contract.ts';
import type { Asked } from './asked.ts';
import { asStored, inVersion } from './conversion.ts';
import { versionsIn } from './kinds.ts';
import type { Manager } from './managed-fields.ts';
import { isRecord, objectSchema, timeText } from './objects.ts';
import type { KubernetesObject } from './objects.ts';
import { conflictWords, serverSideApplied } from './patch/apply.ts';
import { PatchFailed, jsonPatched } from './patch/json-patch.ts';
import { merged } from './patch/merge.ts';
import { strategicMerged } from './patch/strategic.ts';
import { scaleOf } from './scale.ts';
import { badRequest, details, failure, isAnswer, notFound } from './status.ts';
import { change, createObject, objectFor, scale } from './writing.ts';

/** The object that the path names is changed as the body says, in the way that its content type says. */
export function patch(asked: Asked): ClusterResponse {
  const { target, store, contentType, body } = asked;
  if (contentType === applyType && asked.minor >= 16) return apply(asked);
  const patched = patchers[contentType === '' ? mergeType : contentType];
  if (patched === undefined) return unsupported(asked.minor);
  const before = store.find(target.kind.kind, target.namespace, target.name ?? '');
  if (before === undefined) return notFound(target, target.name ?? '');
  const isScale = target.subresource === 'scale';
  const shown = isScale ? scaleOf(before) : inVersion(before, target.apiVersion);
  try {
    const next = patched(shown, body);
    if (isScale) return scale(asked, before, next);
    const parsed = objectSchema.safeParse(next);
    return parsed.success ? change(asked, before, parsed.data, true) : badRequest('the patched object is unrecognized');
  } catch (error) {
    if (!(error instanceof PatchFailed)) throw error;
    return failure(422, 'Invalid', `the server rejected our request due to an error in our request: ${error.message}`);
  }
}

/** A server-side apply, which creates what is not there. */
function apply(asked: Asked): ClusterResponse {
  const { target, store, query, body, minor } = asked;
  const fieldManager = query.get('fieldManager') ?? '';
  if (fieldManager === '') {
    const message = 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch';
    return failure(422, 'Invalid', message);
  }
  const sent = objectFor(asked, isRecord(body) ? body : null);
  if (isAnswer(sent)) return sent;
  if (sent.metadata['managedFields'] !== undefined) return badRequest('metadata.managedFields must be nil');
  const before = store.find(target.kind.kind, target.namespace, target.name ?? '') ?? null;
  const { apiVersion, subresource } = target;
  const time = timeText(store.now());
  const manager: Manager = { manager: fieldManager, operation: 'Apply', apiVersion, subresource, time };
  const [preferred = target.apiVersion] = versionsIn(target.kind, minor);
  const next = serverSideApplied(before, asStored(sent, preferred), manager, query.get('force') === 'true');
  if ('conflicts' in next) return applyConflict(asked, next.conflicts);
  return before === null ? createObject(asked, next.object, false) : change(asked, before, next.object, false);
}

type Conflicts = Parameters<typeof conflictWords>[0];

function applyConflict({ target }: Asked, conflicts: Conflicts): ClusterResponse {
  const { message, causes } = conflictWords(conflicts);
  return failure(409, 'Conflict', message, { ...details(target, target.name ?? ''), causes });
}

function unsupported(minor: number): ClusterResponse {
  const types = [...Object.keys(patchers), ...(minor >= 16 ? [applyType] : [])];
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`,
  );
}

const applyType = 'application/apply-patch+yaml';
const mergeType = 'application/merge-patch+json';
const patchers: Readonly<Record<string, (object: KubernetesObject, patch: unknown) => unknown>> = {
  'application/json-patch+json': jsonPatched,
  [mergeType]: merged,
  'application/strategic-merge-patch+json': (object, wanted) => strategicMerged(object, wanted),
};
