import type { ClusterResponse } from '../contract.ts';

/** An answer that refuses, as the API words it. */
export function failure(code: number, reason: string, message: string, details?: object): ClusterResponse {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { status: code, body: details === undefined ? body : { ...body, details } };
}

/** The answer to a deletion that was carried out. */
export function success(details: object): ClusterResponse {
  return { status: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

export const unauthorized = (): ClusterResponse => failure(401, 'Unauthorized', 'Unauthorized');

export const pathNotFound = (): ClusterResponse =>
  failure(404, 'NotFound', 'the server could not find the requested resource');

export const notFound = (resource: string, name: string): ClusterResponse =>
  failure(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });

export const alreadyExists = (resource: string, name: string): ClusterResponse =>
  failure(409, 'AlreadyExists', `${resource} "${name}" already exists`, { name, kind: resource });

export const badRequest = (message: string): ClusterResponse => failure(400, 'BadRequest', message);

export const notAllowed = (): ClusterResponse =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
