import { leaderOf } from '../model/model.ts';
import { BadUsage, parsePairs, refuseMoreThan, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';

/** Who leads, and what the leader tells the others. */
export const leaderTools: Tools = {
  'is-leader': {
    usage: '',
    summary: 'Print whether this unit leads its application; if it does, it will for at least 30 seconds.',
    formats: everyFormat,
    prepare: (args, call) => {
      refuseMoreThan(0, args);
      return () => isLeader(call);
    },
  },
  'leader-get': {
    usage: '[<key>|-]',
    summary: 'Print what the leader of this application has set.',
    isIn: ({ hasLeaderSettings }) => hasLeaderSettings,
    formats: everyFormat,
    prepare: (args, { juju, context }) => {
      const [key = '-'] = args.words;
      if (key.includes('=')) throw new BadUsage(`invalid key ${quoted(key)}`);
      refuseMoreThan(1, args);
      return () => {
        const data = juju.model.applications[context.unit.application]?.leaderData ?? {};
        return key === '-' || key === '' ? { ...data } : (data[key] ?? null);
      };
    },
  },
  'leader-set': {
    usage: '<key>=<value> [...]',
    summary: 'Tell all units of this application something, at once; only its leader can. An empty value deletes.',
    isIn: ({ hasLeaderSettings }) => hasLeaderSettings,
    prepare: (args, call) => {
      const pairs = parsePairs(args.words);
      return () => {
        setLeaderData(call, pairs);
        return undefined;
      };
    },
  },
};

/** Whether the calling unit leads its application; within one hook, no longer once it does not. */
export function isLeader({ juju, context }: Pick<ToolCall, 'context' | 'juju'>): boolean {
  if (leaderOf(juju.model, context.unit.application) !== context.unit.name) context.hasLostLeadership = true;
  return !context.hasLostLeadership;
}

/** @throws ToolFailed for a unit that does not lead, with `where` in front */
export function requireLeader(call: Pick<ToolCall, 'context' | 'juju'>, where = ''): void {
  if (!isLeader(call)) throw new ToolFailed(`${where}this unit is not the leader`);
}

function setLeaderData(call: ToolCall, pairs: Readonly<Record<string, string>>): void {
  if (!isLeader(call)) throw new ToolFailed('cannot write leadership settings: cannot write settings: not the leader');
  const application = call.juju.model.applications[call.context.unit.application];
  if (application === undefined) return;
  const { leaderData } = application;
  let isChanged = false;
  for (const [key, value] of Object.entries(pairs)) {
    if ((leaderData[key] ?? '') === value) continue;
    if (value === '') delete leaderData[key];
    else leaderData[key] = value;
    isChanged = true;
  }
  if (isChanged) application.leaderVersion += 1;
}
