import type { HookInfo, Model, Unit } from '../../model/model.ts';
import { endsOf } from '../../model/relations.ts';
import { takesPart } from '../../model/scopes.ts';
import { simple } from './simple-hook.ts';

/** A hook by its name alone: of a relation of that endpoint and its first member where it is a relation hook. */
export function requestedHook(model: Model, unit: Unit, name: string): HookInfo {
  const match = /^(.+)-relation-(created|joined|changed|departed|broken)$/u.exec(name);
  if (match === null) return { ...simple(name), isRequested: true };
  const [, endpoint = '', kind] = match;
  const relation = Object.values(model.relations).find(
    (each) => endsOf(each, unit.application)?.own.name === endpoint && takesPart(model, each, unit),
  );
  const [member] = Object.keys(unit.relations[String(relation?.id)]?.members ?? {}).sort();
  const isAboutUnit = kind !== 'created' && kind !== 'broken';
  const remoteUnit = isAboutUnit ? (member ?? 'nobody/0') : null;
  return {
    name,
    relation: {
      kind: kind === 'created' || kind === 'joined' || kind === 'departed' || kind === 'broken' ? kind : 'changed',
      id: relation?.id ?? model.nextRelation,
      endpoint,
      remoteApp:
        (relation === undefined ? undefined : endsOf(relation, unit.application)?.other.application) ?? 'nobody',
      remoteUnit,
      departingUnit: kind === 'departed' ? remoteUnit : null,
    },
    isRequested: true,
  };
}
