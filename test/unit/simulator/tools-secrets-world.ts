/** A model with secrets of its applications and units, and hooks in it that are committed. */
import { expect } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import type { Secret } from '../../../simulator/model/model.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';
import type { Place, World } from './tools-world.ts';

export const ours = '9m4e2mr0ui3e8a215n4g';
export const mine = '9m4e2mr0ui3e8a215n50';
export const theirs = '9m4e2mr0ui3e8a215n60';
export const hidden = '9m4e2mr0ui3e8a215n70';
export const absent = '9m4e2mr0ui3e8a215n80';

function aSecret(id: string, owner: Secret['owner'], more: Partial<Secret> = {}): Secret {
  const revision = (content: Record<string, string>) => ({ content, createdAt: now, expiresAt: null });
  return {
    ...{ id, owner, label: '', description: '', rotation: 'never', rotateAt: null, grants: [], consumers: {} },
    revisions: { 1: revision({ password: 'old' }), 2: revision({ password: 'new', user: 'admin' }) },
    ...more,
  };
}

/** `ours` is the application's, `mine` the unit's; `theirs` is shown to all of us, `hidden` to `tiny/1`. */
export function withSecrets({ model }: World): void {
  model.secrets[ours] = aSecret(ours, { kind: 'application', name: 'tiny' }, { label: 'ours' });
  model.secrets[mine] = aSecret(mine, { kind: 'unit', name: 'tiny/0' });
  model.secrets[theirs] = aSecret(
    theirs,
    { kind: 'application', name: 'server' },
    {
      grants: [{ relation: 9, to: { kind: 'application', name: 'tiny' } }],
      consumers: { 'tiny/0': { label: 'db', revision: 1 } },
    },
  );
  model.secrets[hidden] = aSecret(
    hidden,
    { kind: 'unit', name: 'server/0' },
    { grants: [{ relation: 9, to: { kind: 'unit', name: 'tiny/1' } }] },
  );
}

export const leader: Place = { juju: '3.6', where: withSecrets };
export const follower: Place = { ...leader, unit: 'tiny/1' };

/** Why the hook that made these calls is refused, null when it is not. */
export async function committed(world: World, line: string, place: Place = {}): Promise<string | null> {
  const context = contextIn(world, place);
  expect(await callAll(world, context, line, place)).toMatchObject({ exitCode: 0, stderr: '' });
  return applyWrites(world.juju, context);
}

/** Of Juju 3.6. */
export function aWorldWithSecrets(): World {
  const world = aWorld('3.6');
  withSecrets(world);
  return world;
}
