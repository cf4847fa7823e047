import { parseJson } from '../../host/host.ts';
import * as z from 'zod/mini';
import type { Machine } from '../../host/host.ts';
import { kubectl } from '../kubectl.ts';

/**
 * Pods of the service account `default` pull images with this Secret, or no longer; true when that was not so.
 *
 * A strategic merge patch: entries of others stay, also those that somebody adds at the same time. Nothing is patched
 * without need, since kubectl 1.10 takes a patch that changes nothing for a failure.
 *
 * @throws CommandFailed
 */
export async function setPullSecret(
  machine: Pick<Machine, 'run'>,
  name: string,
  { isWanted }: { readonly isWanted: boolean },
): Promise<boolean> {
  const { stdout } = await kubectl(machine, 'administrator', ['get', 'serviceaccount', 'default', '--output=json']);
  const account = accountSchema.safeParse(parseJson(stdout));
  const entries = account.success ? (account.data.imagePullSecrets ?? []) : [];
  if (entries.some((entry) => entry.name === name) === isWanted) return false;
  const entry = isWanted ? { name } : { $patch: 'delete', name };
  const patch = JSON.stringify({ imagePullSecrets: [entry] });
  await kubectl(machine, 'administrator', ['patch', 'serviceaccount', 'default', '--patch', patch]);
  return true;
}

const accountSchema = z.object({
  imagePullSecrets: z.optional(z.nullable(z.array(z.object({ name: z.optional(z.string()) })))),
});
