import type { ClusterResponse } from '../contract.ts';
import { groupOf, kindNamed } from './kinds.ts';
import type { KubernetesObject } from './objects.ts';
import type { Target } from './target.ts';

/** An answer that refuses, as the API words it. */
export function failure(code: number, reason: string, message: string, details?: object): ClusterResponse {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { status: code, body: details === undefined ? body : { ...body, details } };
}

/** The answer to what was carried out and leaves nothing to show. */
export function success(details: object | null, code = 200): ClusterResponse {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
  return { status: code, body: details === null ? { ...body, code } : { ...body, details } };
}

export const unauthorized = (): ClusterResponse => failure(401, 'Unauthorized', 'Unauthorized');

export const pathNotFound = (): ClusterResponse =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

export const notFound = (target: Named, name: string): ClusterResponse =>
  failure(404, 'NotFound', `${resourceOf(target)} "${name}" not found`, details(target, name));

export const noNamespace = (name: string): ClusterResponse =>
  failure(404, 'NotFound', `namespaces "${name}" not found`, { name, kind: kindNamed('Namespace')?.plural });

export const alreadyExists = (target: Named, name: string): ClusterResponse =>
  failure(409, 'AlreadyExists', `${resourceOf(target)} "${name}" already exists`, details(target, name));

export const conflict = (target: Named, name: string, why: string): ClusterResponse =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceOf(target)} "${name}": ${why}`,
    details(target, name),
  );

export const badRequest = (message: string): ClusterResponse => failure(400, 'BadRequest', message);

export const notAllowed = (): ClusterResponse =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** One thing that is wrong with an object, and where. */
export interface Cause {
  readonly field: string;
  readonly reason: 'FieldValueForbidden' | 'FieldValueInvalid' | 'FieldValueRequired';
  readonly message: string;
}

/** Several causes are put in brackets, as the API does. */
export function invalid({ apiVersion, kind }: Target, name: string, causes: readonly Cause[]): ClusterResponse {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const problem = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  const group = groupOf(apiVersion);
  const full = group === '' ? kind.kind : `${kind.kind}.${group}`;
  return failure(422, 'Invalid', `${full} "${name}" is invalid: ${problem}`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: kind.kind,
    causes,
  });
}

type Named = Pick<Target, 'apiVersion' | 'kind'>;

/** What a Status says of the object that it is about. */
export function details({ apiVersion, kind }: Named, name: string): object {
  const group = groupOf(apiVersion);
  return { name, ...(group === '' ? {} : { group }), kind: kind.plural };
}

function resourceOf({ apiVersion, kind }: Named): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind.plural : `${kind.plural}.${group}`;
}

/** True of an answer, as opposed to an object. */
export function isAnswer(value: ClusterResponse | KubernetesObject): value is ClusterResponse {
  return typeof value['status'] === 'number';
}
