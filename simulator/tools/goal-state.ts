import { unitsOf } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { visibleUnits } from '../model/scopes.ts';
import { refuseMoreThan } from './flags.ts';
import { yamlOrJson } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

/** What the model is heading for. */
export const goalTools: Tools = {
  'goal-state': {
    usage: '',
    summary: 'Print the units and relations that there will be.',
    formats: yamlOrJson,
    prepare: (args, call) => {
      refuseMoreThan(0, args);
      return () =>
        new Map<string, Value>([
          ['units', unitStates(call, call.context.unit.application)],
          ['relations', relationStates(call)],
        ]);
    },
  },
};

function unitStates({ juju: { model } }: ToolCall, application: string): Record<string, Value> {
  const states: Record<string, Value> = {};
  for (const unit of unitsOf(model, application)) if (unit.life !== 'dead') states[unit.name] = unitState(unit);
  return states;
}

function unitState({ life, workload }: Unit): Value {
  return state(life === 'dying' ? 'dying' : workload.status, workload.since);
}

/** By endpoint: each remote application and its units. */
function relationStates(call: ToolCall): Record<string, Value> {
  const { juju, context } = call;
  const { model } = juju;
  const states: Record<string, Record<string, Value>> = {};
  for (const relation of Object.values(model.relations)) {
    const ends = endsOf(relation, context.unit.application);
    if (ends === null || relation.endpoints.length === 1 || ends.own.isImplicit) continue;
    const other = ends.other.application;
    const isJoined = visibleUnits(model, relation, context.unit).length > 0;
    const word = relation.life === 'dying' ? 'dying' : isJoined ? 'joined' : 'joining';
    states[ends.own.name] = {
      ...states[ends.own.name],
      [other]: state(word, juju.now()),
      ...unitStates(call, other),
    };
  }
  return states;
}

/** Times look like `2024-07-15 13:59:44Z`. */
function state(status: string, since: number): Value {
  const time = new Date(since * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return new Map<string, Value>([
    ['status', status],
    ['since', `${time}Z`],
  ]);
}
