import * as z from 'zod';
import type { StandInHook } from '../contract.ts';
import { pythonList, sayToAll } from './say.ts';

/** What a unit serves with, as PEM. */
export interface CertificateMaterial {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * The authority that this unit is related to has been asked for a server certificate for the unit's address, its host
 * name and `moreNames`. Gives back the newest certificate, also after the relation has gone; null when there is none.
 */
export function askForCertificate(hook: StandInHook, moreNames: readonly string[] = []): CertificateMaterial | null {
  const { address, hostName } = hook.machine;
  const unitKey = hook.unit.replaceAll('/', '_');
  sayToAll(hook, 'certificates', {
    common_name: address,
    sans: pythonList([address, address, hostName, ...moreNames]),
    certificate_name: unitKey,
  });
  const answers = hook
    .relations('certificates')
    .flatMap((relation) => relation.units.map((unit) => relation.get(unit)));
  for (const bag of answers) {
    const answer = { ca: bag['ca'], certificate: bag[`${unitKey}.server.cert`], key: bag[`${unitKey}.server.key`] };
    const parsed = materialSchema.safeParse(answer);
    if (parsed.success) hook.storage['certificate'] = parsed.data;
  }
  const kept = materialSchema.safeParse(hook.storage['certificate']);
  return kept.success ? kept.data : null;
}

const materialSchema = z.object({ ca: z.string().min(1), certificate: z.string().min(1), key: z.string().min(1) });
