import type { LocalSecret, SecretHook, Unit } from '../../model/model.ts';
import { nextRotationAfter } from '../../model/secrets.ts';
import type { HookContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';

/** The agent knows what it has told the charm of the secret; after a rotation the next one is planned. */
export function noteSecretHook(juju: Juju, { unit, hook, seen }: HookContext, { id, revision }: SecretHook): void {
  const secret = juju.model.secrets[id];
  switch (hook.name) {
    case 'secret-changed':
      localOf(unit, id).revisionSeen = seen.secretRevision;
      return;
    case 'secret-remove':
      if (revision !== null) localOf(unit, id).removed.push(revision);
      return;
    case 'secret-expired':
      if (revision !== null) localOf(unit, id).expired.push(revision);
      return;
    case 'secret-rotate': {
      const isStillDue = secret !== undefined && secret.rotateAt !== null && secret.rotateAt <= juju.now();
      if (isStillDue) secret.rotateAt = nextRotationAfter(secret.rotation, juju.now());
      return;
    }
    default:
  }
}

function localOf(unit: Unit, id: string): LocalSecret {
  const known = unit.secrets[id];
  if (known !== undefined) return known;
  const made: LocalSecret = { revisionSeen: 0, removed: [], expired: [] };
  unit.secrets[id] = made;
  return unit.secrets[id];
}
