import type { StandInCharm, StandInHook, StandInRelation } from '../../contract.ts';
import { applicationOf, leaderOf } from '../../model/model.ts';
import { endsOf } from '../../model/relations.ts';
import { addBagChanges, ownBag, remoteBag } from '../hook-context.ts';
import type { HookContext } from '../hook-context.ts';
import type { Juju } from '../juju.ts';

/** The stand-in has handled the hook; what it wrote to bags and ports waits in the context. */
export async function playHook(juju: Juju, context: HookContext, charm: StandInCharm): Promise<void> {
  const application = applicationOf(juju.model, context.unit.application);
  const sharedBefore = JSON.stringify(application.shared);
  await charm.handle(standInHook(juju, context));
  // Other units learn of shared data the way they learn of leader data.
  if (JSON.stringify(application.shared) !== sharedBefore) application.leaderVersion += 1;
}

function standInHook(juju: Juju, context: HookContext): StandInHook {
  const { unit, hook } = context;
  const application = applicationOf(juju.model, unit.application);
  return {
    name: hook.name,
    relation: hook.relation === null ? null : { ...hook.relation, id: `${hook.relation.endpoint}:${hook.relation.id}` },
    unit: unit.name,
    app: unit.application,
    isLeader: leaderOf(juju.model, unit.application) === unit.name,
    config: context.config,
    machine: juju.machine(unit.machine),
    storage: unit.storage,
    shared: application.shared,
    relations: (endpoint) => relationsOf(juju, context, endpoint),
    setStatus: (status, message) => {
      unit.workload = { status, message, since: juju.now() };
      unit.hasSetStatus = true;
    },
    setVersion: (version) => {
      application.version = version;
    },
    openPort: (port) => {
      context.opened.add(port.includes('/') ? port : `${port}/tcp`);
    },
  };
}

function relationsOf(juju: Juju, context: HookContext, endpoint: string): StandInRelation[] {
  const { unit } = context;
  return Object.keys(unit.relations).flatMap((id) => {
    const relation = juju.model.relations[id];
    const ends = relation === undefined ? null : endsOf(relation, unit.application);
    if (relation === undefined || ends === null || ends.own.name !== endpoint) return [];
    const units = context.members[id] ?? [];
    const isLeaving = relation.life === 'dying' || unit.life !== 'alive';
    if (isLeaving && units.length === 0) return [];
    return [
      {
        id: `${endpoint}:${id}`,
        remoteApp: ends.other.application,
        units,
        get: (remote: string) => remoteBag(juju, context, relation.id, remote) ?? {},
        own: () => ownBag(juju, context, relation.id),
        set: (changes: Readonly<Record<string, string | null>>) =>
          addBagChanges(context.bagChanges, relation.id, changes),
      },
    ];
  });
}
