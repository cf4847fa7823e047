import { applicationOf, unitsOf } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { BadUsage, refuseMoreThan } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { requireLeader } from './leader-tools.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

/** What the operator is told of the unit and the application. */
export const statusTools: Tools = {
  'status-get': {
    usage: '',
    summary: 'Print the status of this unit, or of the application.',
    flags: () => [
      { names: ['include-data'], help: 'Print message and data too' },
      { names: ['application'], help: 'Print the status of the application and all its units; only its leader can' },
    ],
    formats: everyFormat,
    prepare: (args, call) => {
      refuseMoreThan(0, args);
      const isWithData = args.booleans['include-data'] === true;
      const isBare = !isWithData && (args.values['format'] ?? 'smart') === 'smart';
      const status = args.booleans['application'] === true ? ofApplication : ofUnit;
      return () => status(call, { isWithData, isBare });
    },
  },
  'status-set': {
    usage: '<maintenance | blocked | waiting | active> [message]',
    summary: 'Tell the operator how this unit, or the application, is; at once.',
    flags: () => [{ names: ['application'], help: 'Set the status of the application; only its leader can' }],
    prepare: (args, call) => {
      const [word, message = ''] = args.words;
      if (word === undefined) throw new BadUsage('invalid args, require <status> [message]');
      const status = settable.find((each) => each === word);
      if (status === undefined)
        throw new BadUsage(`invalid status ${quoted(word)}, expected one of [${settable.join(' ')}]`);
      refuseMoreThan(2, args);
      const isForApplication = args.booleans['application'] === true;
      return () => {
        setStatus(call, { status, message }, isForApplication);
        return undefined;
      };
    },
  },
};

const settable = ['maintenance', 'blocked', 'waiting', 'active'] as const;
/** From the worst on: the first one that a unit has is the application's while its leader has set none. */
const severities = ['error', 'blocked', 'maintenance', 'waiting', 'active', 'terminated', 'unknown'] as const;

interface Said {
  readonly status: string;
  readonly message: string;
}

interface Shown {
  readonly isWithData: boolean;
  readonly isBare: boolean;
}

function ofUnit({ context }: ToolCall, how: Shown): Value {
  const { workload } = context.unit;
  return how.isBare ? workload.status : shown(workload, how);
}

function ofApplication(call: ToolCall, how: Shown): Value {
  requireLeader(call, 'finding application status: ');
  const { model } = call.juju;
  const { status, name } = applicationOf(model, call.context.unit.application);
  const units = unitsOf(model, name);
  const said = status ?? worst(units);
  if (how.isBare) return said.status;
  const ofUnits = Object.fromEntries(units.map((unit) => [unit.name, shown(statusOf(unit), how)]));
  return { 'application-status': { ...shown(said, how), units: ofUnits } };
}

function shown({ status, message }: Said, { isWithData }: Shown): { readonly [key: string]: Value } {
  return isWithData ? { message, status, 'status-data': {} } : { status };
}

function statusOf({ agentStatus, workload }: Unit): Said {
  return agentStatus.status === 'error' ? { status: 'error', message: agentStatus.message } : workload;
}

function worst(units: readonly Unit[]): Said {
  const all = units.map(statusOf);
  for (const severity of severities) {
    const found = all.find(({ status }) => status === severity);
    if (found !== undefined) return found;
  }
  return { status: 'unknown', message: '' };
}

function setStatus(
  call: ToolCall,
  said: { readonly status: (typeof settable)[number]; readonly message: string },
  isForApplication: boolean,
): void {
  const { juju, context } = call;
  const since = juju.now();
  if (!isForApplication) {
    context.unit.workload = { ...said, since };
    if (!context.unit.hasSetStatus) context.unit.hasSetStatus = true;
    return;
  }
  requireLeader(call);
  applicationOf(juju.model, context.unit.application).status = { ...said, since };
}
