import { randomBytes } from 'node:crypto';
import { leaderOf } from './model.ts';
import type { Model, Secret, SecretRotation, Seen, Unit } from './model.ts';

/** A new id of twenty characters; later ones sort after earlier ones. */
export function newSecretId(now: number): string {
  let bits = ((BigInt(Math.floor(now)) << 64n) | randomBytes(8).readBigUInt64BE()) << 4n;
  let id = '';
  for (let count = 0; count < 20; count += 1) {
    id = (bits & 31n).toString(32) + id;
    bits >>= 5n;
  }
  return id;
}

/** The greatest revision number of the secret; 0 when it has none. */
export function newestRevisionOf({ revisions }: Seen<Secret>): number {
  return Object.keys(revisions).reduce((newest, number) => Math.max(newest, Number(number)), 0);
}

/** The secret is this unit's, or its application's. */
export function ownsSecret({ owner }: Seen<Secret>, unit: Seen<Unit>): boolean {
  return owner.name === (owner.kind === 'unit' ? unit.name : unit.application);
}

/** The unit may write it: an application's secrets are its leader's business. */
export function managesSecret(model: Seen<Model>, secret: Seen<Secret>, unit: Seen<Unit>): boolean {
  if (!ownsSecret(secret, unit)) return false;
  return secret.owner.kind === 'unit' || leaderOf(model, unit.application) === unit.name;
}

/** The unit may read it: it owns it, or was granted it in a relation that is still there. */
export function readsSecret(model: Seen<Model>, secret: Seen<Secret>, unit: Seen<Unit>): boolean {
  if (ownsSecret(secret, unit)) return true;
  return secret.grants.some(({ relation, to }) => {
    const isThere = model.relations[String(relation)] !== undefined;
    return isThere && to.name === (to.kind === 'unit' ? unit.name : unit.application);
  });
}

/** When a secret that was rotated at `now` is rotated next; null for never. Units: seconds since the epoch. */
export function nextRotationAfter(rotation: SecretRotation, now: number): number | null {
  const date = new Date(now * 1000);
  switch (rotation) {
    case 'never':
      return null;
    case 'hourly':
      return now + 3600;
    case 'daily':
      return now + 24 * 3600;
    case 'weekly':
      return now + 7 * 24 * 3600;
    case 'monthly':
      return date.setUTCMonth(date.getUTCMonth() + 1) / 1000;
    case 'quarterly':
      return date.setUTCMonth(date.getUTCMonth() + 3) / 1000;
    case 'yearly':
      return date.setUTCFullYear(date.getUTCFullYear() + 1) / 1000;
  }
}
