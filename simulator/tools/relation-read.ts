import { ownAppBag, ownBag, remoteBag } from '../agent/hook-context.ts';
import type { Bag } from '../agent/hook-context.ts';
import type { Relation } from '../model/model.ts';
import { BadUsage, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { isLeader } from './leader-tools.ts';
import type { ToolCall } from './tool.ts';

const unitName = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]*[a-z]))*\/(?:0|[1-9]\d*)$/u;
const applicationName = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]*[a-z]))*$/u;

/**
 * The unit or application that relation-get means: the given one, or whom the hook is about.
 *
 * @throws BadUsage when there is none, or the name is of the other kind
 */
export function relationTarget({ juju, context }: ToolCall, given: string | undefined, isApp: boolean): string {
  const { relation } = context.hook;
  const target = given ?? relation?.remoteUnit ?? relation?.remoteApp ?? '';
  if (target === '') throw new BadUsage('no unit or application specified');
  if (isApp) return target.split('/')[0] ?? target;
  const isChecked = given !== undefined && juju.features.checksUnitNames;
  if (!isChecked || unitName.test(target)) return target;
  if (applicationName.test(target)) throw new BadUsage(`expected unit name, got application name ${quoted(target)}`);
  throw new BadUsage(`invalid unit name ${quoted(target)}`);
}

/**
 * What the target says in the relation, as far as this unit may know.
 *
 * @throws ToolFailed when it may not
 */
export function readRelation(call: ToolCall, relation: Relation, target: string): Bag {
  const { juju, context } = call;
  const { unit } = context;
  if (target === unit.name) return ownBag(juju, context, relation.id);
  if (target === unit.application) {
    if (!isLeader(call) && relation.endpoints.length > 1) throw new ToolFailed('permission denied');
    return ownAppBag(juju, context, relation.id);
  }
  if (!unitName.test(target) && !applicationName.test(target))
    throw new ToolFailed(`${quoted(target)} is not a valid unit or application`);
  const bag = isInReach(call, relation, target) ? remoteBag(juju, context, relation.id, target) : null;
  if (bag === null) throw new ToolFailed('permission denied');
  return bag;
}

/** In a container-scoped relation a unit reads its own counterpart only. */
function isInReach({ juju, context: { unit } }: ToolCall, relation: Relation, target: string): boolean {
  const other = juju.model.units[target];
  if (relation.scope === 'global' || other === undefined) return true;
  return (other.principal ?? other.name) === (unit.principal ?? unit.name);
}
