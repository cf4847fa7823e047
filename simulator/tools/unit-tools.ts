import { leaderOf, unitsOf } from '../model/model.ts';
import type { StatusData } from '../model/model.ts';
import { BadUsage, parsePairs, refuseMoreThan, ToolFailed } from './flags.ts';
import { silentTool, valueTool } from './tool.ts';
import type { Tool, ToolCall } from './tool.ts';

const settable = ['maintenance', 'blocked', 'waiting', 'active'] as const;
const levels = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/** Configuration, status, log, leadership and version. */
export const unitTools: Readonly<Record<string, Tool>> = {
  'config-get': valueTool({ booleans: { a: 'all', all: 'all' } }, (args, { juju, context }) => {
    refuseMoreThan(1, args);
    const [key] = args.words;
    if (key !== undefined && args.booleans['all'] === true) {
      throw new BadUsage(`cannot use argument --all together with key "${key}"`);
    }
    if (key !== undefined && key !== '') return context.config[key] ?? null;
    const application = juju.model.applications[context.unit.application];
    const isAll = args.booleans['all'] === true && application !== undefined;
    const names = isAll ? Object.keys(juju.charmOf(application).metadata.options) : [];
    return { ...Object.fromEntries(names.map((name) => [name, null])), ...context.config };
  }),
  'status-get': valueTool({ booleans: { 'include-data': 'data', application: 'application' } }, (args, call) => {
    refuseMoreThan(0, args);
    const { juju, context } = call;
    const isWithData = args.booleans['data'] === true;
    const isBare = !isWithData && (args.values['format'] ?? 'smart') === 'smart';
    const shown = ({ status, message }: Pick<StatusData, 'message' | 'status'>) =>
      isWithData ? { message, status, 'status-data': {} } : { status };
    if (args.booleans['application'] !== true)
      return isBare ? context.unit.workload.status : shown(context.unit.workload);
    if (!isLeader(call)) throw new ToolFailed('finding application status: this unit is not the leader');
    const status = juju.model.applications[context.unit.application]?.status ?? {
      status: 'unknown' as const,
      message: '',
    };
    if (isBare) return status.status;
    const units = unitsOf(juju.model, context.unit.application).map(
      ({ name, workload }) => [name, shown(workload)] as const,
    );
    return { 'application-status': { ...shown(status), units: Object.fromEntries(units) } };
  }),
  'status-set': silentTool({ booleans: { application: 'application' } }, (args, { juju, context }) => {
    const [word, message = ''] = args.words;
    if (word === undefined) throw new BadUsage('invalid args, require <status> [message]');
    const status = settable.find((each) => each === word);
    if (status === undefined) {
      throw new BadUsage(`invalid status "${word}", expected one of [${settable.join(' ')}]`);
    }
    refuseMoreThan(2, args);
    if (args.booleans['application'] === true) {
      if (!isLeader({ juju, context })) throw new ToolFailed('this unit is not the leader');
      const application = juju.model.applications[context.unit.application];
      if (application !== undefined) application.status = { status, message, since: juju.now() };
      return;
    }
    context.unit.workload = { status, message, since: juju.now() };
    context.unit.hasSetStatus = true;
  }),
  'juju-log': silentTool(
    { values: { l: 'level', 'log-level': 'level' }, booleans: { debug: 'debug' } },
    (args, { juju, context }) => {
      if (args.words.length === 0) throw new BadUsage('no message specified');
      const { relation } = context.hook;
      const prefix = relation === null ? '' : `${relation.endpoint}:${relation.id}: `;
      const line = {
        entity: `unit-${context.unit.name.replace('/', '-')}`,
        module: `unit.${context.unit.name}.juju-log`,
      };
      const wanted = (args.values['level'] ?? 'INFO').toUpperCase();
      const level = levels.find((each) => each === (wanted === 'WARN' ? 'WARNING' : wanted));
      if (level === undefined) {
        juju.log({
          ...line,
          level: 'WARNING',
          message: `Specified log level of "${args.values['level']}" is not valid`,
        });
      }
      juju.log({
        ...line,
        level: args.booleans['debug'] === true ? 'DEBUG' : (level ?? 'INFO'),
        message: prefix + args.words.join(' '),
      });
    },
    'juju-log',
  ),
  'application-version-set': silentTool({}, (args, { juju, context }) => {
    const [version] = args.words;
    if (version === undefined) throw new BadUsage('no version specified');
    refuseMoreThan(1, args);
    const application = juju.model.applications[context.unit.application];
    if (application !== undefined) application.version = version;
  }),
  'is-leader': valueTool({}, (args, call) => {
    refuseMoreThan(0, args);
    return isLeader(call);
  }),
  'leader-set': silentTool({}, (args, call) => {
    const pairs = parsePairs(args.words);
    if (!isLeader(call))
      throw new ToolFailed('cannot write leadership settings: cannot write settings: not the leader');
    const application = call.juju.model.applications[call.context.unit.application];
    if (application === undefined) return;
    const before = JSON.stringify(application.leaderData);
    for (const [key, value] of Object.entries(pairs)) {
      if (value === '') delete application.leaderData[key];
      else application.leaderData[key] = value;
    }
    if (JSON.stringify(application.leaderData) !== before) application.leaderVersion += 1;
  }),
  'leader-get': valueTool({}, (args, { juju, context }) => {
    refuseMoreThan(1, args);
    const [key = '-'] = args.words;
    if (key.includes('=')) throw new BadUsage(`invalid key "${key}"`);
    const data = juju.model.applications[context.unit.application]?.leaderData ?? {};
    return key === '-' || key === '' ? { ...data } : (data[key] ?? null);
  }),
};

/** Whether the calling unit leads its application. */
export function isLeader({ juju, context }: Pick<ToolCall, 'context' | 'juju'>): boolean {
  return leaderOf(juju.model, context.unit.application) === context.unit.name;
}
