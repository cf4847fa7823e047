import type { ClusterResponse } from '../contract.ts';
import { refusal } from './authorise.ts';
import type { User, Verb } from './authorise.ts';
import { reviews } from './discovery.ts';
import { kinds, versionsIn, groupOf } from './kinds.ts';
import { isRecord, recordAt, textAt } from './objects.ts';

/** What the API answers to who asks about himself: who he is, or whether he may; null when the path asks something else. */
export function review(path: string, body: unknown, who: User, minor: number): ClusterResponse | null {
  if (path === whoAmI) {
    const userInfo = { username: who.user, groups: [...who.groups, 'system:authenticated'] };
    return created('authentication.k8s.io/v1', 'SelfSubjectReview', {}, { userInfo });
  }
  const found = reviews(minor).find(({ apiVersion, plural }) => path === `/apis/${apiVersion}/${plural}`);
  if (found === undefined) return null;
  const spec = recordAt(body, 'spec');
  const isAllowed = mayDo(who, spec, minor);
  return created(found.apiVersion, found.kind, spec, { allowed: isAllowed, ...(isAllowed ? {} : { reason: '' }) });
}

function mayDo(who: User, spec: object, minor: number): boolean {
  if (who.groups.includes('system:masters')) return true;
  const asked = recordAt(spec, 'resourceAttributes');
  const [group, resource, verb] = [textAt(asked, 'group'), textAt(asked, 'resource'), textAt(asked, 'verb')];
  const kind = kinds.find((each) => each.plural === resource);
  const apiVersion = kind && versionsIn(kind, minor).find((each) => groupOf(each) === group);
  if (kind === undefined || apiVersion === undefined || !isVerb(verb)) return false;
  const namespace = textAt(asked, 'namespace') || null;
  const name = textAt(asked, 'name') || null;
  const subresource = textAt(asked, 'subresource') || null;
  return (
    refusal(who, { verb, target: { apiVersion, kind, namespace, name, subresource }, object: undefined, minor }) ===
    null
  );
}

function created(apiVersion: string, kind: string, spec: object, status: object): ClusterResponse {
  return {
    status: 201,
    body: {
      kind,
      apiVersion,
      metadata: {},
      ...(isRecord(spec) && Object.keys(spec).length > 0 ? { spec } : {}),
      status,
    },
  };
}

function isVerb(text: string): text is Verb {
  return ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'].includes(text);
}

/** Kubernetes has this from 1.26 on; a stand-in kubelet asks it whose token it has, whatever the version. */
const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
