/** What an administrator of the model's cluster sees and does there, without a kubectl. */
import { z } from 'zod';
import type { ApiRequest } from '../../simulator/contract.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { fileOf } from './a-model.ts';

/** What the API answers to the administrator. */
export function asked(sim: Simulation, method: ApiRequest['method'], path: string, body?: unknown) {
  sim.cluster.grantToken(token, 'an-administrator', ['system:masters']);
  return sim.cluster.answer({ token, method, path, ...(body === undefined ? {} : { body }) });
}

/** The object of the namespace `default` at a path such as `secrets/registry-access`; null where there is none. */
export function objectAt(sim: Simulation, path: string, api = 'api/v1'): z.infer<typeof objectShape> | null {
  const { status, body } = asked(sim, 'GET', `/${api}/namespaces/default/${path}`);
  return status === 404 ? null : objectShape.parse(body);
}

/** Somebody has made this object in the namespace `default`. */
export function made(sim: Simulation, collection: string, kind: string, object: object, api = 'api/v1'): void {
  const whole = { apiVersion: api.replace(/^apis?\//u, ''), kind, ...object };
  const { status, body } = asked(sim, 'POST', `/${api}/namespaces/default/${collection}`, whole);
  if (status >= 300) throw new Error(JSON.stringify(body));
}

/**
 * What the charm takes for the administrator is this user from here on, until it is given back: one whose name begins
 * with `system:` may look at everything and change nothing.
 */
export async function demoted(sim: Simulation, user: string): Promise<() => void> {
  const [, charms] = /token: "?([^\s"]+)/u.exec(await fileOf(sim, '/root/.kube/config')) ?? [];
  if (charms === undefined) throw new Error('the charm has no token of an administrator');
  sim.cluster.grantToken(charms, user, []);
  return () => sim.cluster.grantToken(charms, 'admin', ['system:masters']);
}

/** Of nobody in the model. */
const token = 'token-of-the-tests';

const objectShape = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  data: z.record(z.string(), z.string()).optional(),
  spec: z.looseObject({}).optional(),
  imagePullSecrets: z.array(z.object({ name: z.string() })).optional(),
});
