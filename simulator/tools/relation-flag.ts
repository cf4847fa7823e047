import type { Relation } from '../model/model.ts';
import { BadUsage } from './flags.ts';
import type { Arguments, Flag } from './flags.ts';
import type { ToolCall } from './tool.ts';

/** `-r db:3`, `--relation 3`: a relation that this unit takes part in. */
export function relationFlag(call: ToolCall): Flag {
  const check = (text: string) => void findRelation(text, call);
  return { names: ['r', 'relation'], value: 'relation', help: 'Specify a relation by id', check };
}

/** The relation that is meant: the given one, or the hook's. @throws BadUsage when there is neither */
export function relationOf(args: Arguments, call: ToolCall): Relation {
  const given = args.values['relation'] ?? call.context.hook.relation?.id;
  if (given === undefined) throw new BadUsage('no relation id specified');
  return findRelation(String(given), call);
}

/** Only what follows the last colon counts: names are not looked at. */
function findRelation(text: string, { juju, context }: ToolCall): Relation {
  const number = text.split(':').at(-1) ?? '';
  if (!/^[+-]?\d+$/u.test(number)) throw new BadUsage('invalid relation id');
  const id = String(Number(number));
  const relation = juju.model.relations[id];
  if (relation === undefined || context.unit.relations[id] === undefined) throw new BadUsage('relation not found');
  return relation;
}
