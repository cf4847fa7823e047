import * as z from 'zod';
import type { StandInHook } from '../contract.ts';
import type { CertificateMaterial } from './certificates.ts';

/** The API answers at this unit's address with this certificate, and nowhere else on behalf of this unit. */
export function serveApi(hook: StandInHook, port: number, { certificate, key, ca }: CertificateMaterial): void {
  const { address: host, world } = hook.machine;
  const before = placeSchema.safeParse(hook.storage['servingAt']);
  if (before.success && (before.data.host !== host || before.data.port !== port))
    world.cluster.stopServingAt(before.data);
  world.cluster.serveAt({ host, port }, certificate, key, ca);
  hook.storage['servingAt'] = { host, port };
}

/** The API does not answer on behalf of this unit. */
export function stopServingApi(hook: StandInHook): void {
  const before = placeSchema.safeParse(hook.storage['servingAt']);
  if (before.success) hook.machine.world.cluster.stopServingAt(before.data);
  delete hook.storage['servingAt'];
}

const placeSchema = z.object({ host: z.string(), port: z.number() });
