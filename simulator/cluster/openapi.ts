import type { ClusterResponse } from '../contract.ts';
import { groupVersions } from './discovery.ts';
import { groupOf, kinds, versionsIn } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { recordOf } from './objects.ts';

/**
 * As much of the API's description as kubectl needs before it sends a manifest: which kinds there are, and that the
 * server looks at the fields itself. There are no schemas, so `kubectl explain` finds nothing. Null for any other path.
 */
export function openApi(path: string, minor: number): ClusterResponse | null {
  // Empty, which is a valid description of nothing. The type has a dot where a request has an at-sign, which Go's parser
  // of media types would refuse in an answer.
  if (path === '/openapi/v2') return { status: 200, body: '', contentType: v2Type };
  if (minor < 24) return null;
  const found = path === '/openapi/v3' ? '' : /^\/openapi\/v3\/(.+)$/u.exec(path)?.[1];
  if (found === undefined) return null;
  const versions = groupVersions(minor);
  if (found === '') {
    const urlOf = (each: string) => `/openapi/v3/${rootOf(each)}?hash=1${minor}`;
    const paths = recordOf(versions.map((each) => [rootOf(each), { serverRelativeURL: urlOf(each) }]));
    return { status: 200, body: { paths } };
  }
  const groupVersion = versions.find((each) => rootOf(each) === found);
  return groupVersion === undefined ? null : { status: 200, body: documentOf(groupVersion, minor) };
}

function documentOf(groupVersion: string, minor: number): object {
  const there = kinds.filter((kind) => versionsIn(kind, minor).includes(groupVersion));
  const whereOf = ({ plural, isNamespaced }: Kind) =>
    `/${rootOf(groupVersion)}/${isNamespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`;
  const patchOf = ({ kind }: Kind) => {
    const parts = { group: groupOf(groupVersion), version: groupVersion.split('/').at(-1), kind };
    const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }];
    return { patch: { parameters, responses: {}, 'x-kubernetes-group-version-kind': parts } };
  };
  const paths = recordOf(there.map((kind) => [whereOf(kind), patchOf(kind)]));
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: `v1.${minor}` }, paths };
}

function rootOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

const v2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
