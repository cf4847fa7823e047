import { z } from 'zod';
import { issue } from '../../simulator/charms/authority.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** What easyrsa would send after it renewed the worker's certificate: the same authority, another key. */
export function renewedCertificate(sim: Simulation): Record<string, string> {
  const pair = z.object({ certificate: z.string(), key: z.string() });
  const { authority } = z.object({ authority: pair }).parse(sim.model.applications['easyrsa']?.shared['authority']);
  const { certificate, key } = issue(authority, { commonName: 'renewed', names: [] }, Date.now() / 1000);
  return { 'kubernetes-worker_0.server.cert': certificate, 'kubernetes-worker_0.server.key': key };
}
