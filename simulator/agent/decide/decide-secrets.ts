import { jujuFeatures } from '../../model/juju-features.ts';
import type { HookInfo, Model, Secret, Unit } from '../../model/model.ts';
import { managesSecret, newestRevisionOf, ownsSecret } from '../../model/secrets.ts';

/** The secret hook that is due on the unit, or null: expired, then rotate, changed, remove. */
export function secretHook(model: Model, unit: Unit, now: number): HookInfo | null {
  if (!jujuFeatures[model.juju].hasSecrets) return null;
  const all = Object.values(model.secrets);
  const owned = all.filter((secret) => managesSecret(model, secret, unit));
  return (
    first(owned, (secret) => expired(secret, unit, now)) ??
    first(owned, (secret) => rotate(secret, now)) ??
    first(all, (secret) => changed(secret, unit)) ??
    first(owned, (secret) => removed(secret, unit))
  );
}

function first(secrets: readonly Secret[], hookOf: (secret: Secret) => HookInfo | null): HookInfo | null {
  for (const secret of secrets) {
    const hook = hookOf(secret);
    if (hook !== null) return hook;
  }
  return null;
}

function expired(secret: Secret, unit: Unit, now: number): HookInfo | null {
  const told = unit.secrets[secret.id]?.expired ?? [];
  for (const [number, { expiresAt }] of Object.entries(secret.revisions)) {
    const revision = Number(number);
    if (expiresAt !== null && now >= expiresAt && !told.includes(revision))
      return about('secret-expired', secret, secret.label, revision);
  }
  return null;
}

function rotate(secret: Secret, now: number): HookInfo | null {
  const isDue = secret.rotation !== 'never' && secret.rotateAt !== null && now >= secret.rotateAt;
  return isDue ? about('secret-rotate', secret, secret.label, null) : null;
}

/** Owners are not told of what they have written. */
function changed(secret: Secret, unit: Unit): HookInfo | null {
  const consumer = secret.consumers[unit.name];
  if (consumer === undefined || ownsSecret(secret, unit)) return null;
  const known = Math.max(consumer.revision, unit.secrets[secret.id]?.revisionSeen ?? 0);
  return newestRevisionOf(secret) > known ? about('secret-changed', secret, consumer.label, null) : null;
}

/** A revision that nobody reads any more can be removed by its owner. */
function removed(secret: Secret, unit: Unit): HookInfo | null {
  const newest = newestRevisionOf(secret);
  const told = unit.secrets[secret.id]?.removed ?? [];
  const used = new Set(Object.values(secret.consumers).map(({ revision }) => revision));
  for (const number of Object.keys(secret.revisions)) {
    const revision = Number(number);
    if (revision !== newest && !used.has(revision) && !told.includes(revision))
      return about('secret-remove', secret, secret.label, revision);
  }
  return null;
}

function about(name: string, { id }: Secret, label: string, revision: number | null): HookInfo {
  return { name, relation: null, secret: { id, label, revision }, isRequested: false };
}
