import type { StatusWord } from '../contract.ts';
import { leaderOf } from './model.ts';
import type { Model, Seen, Unit } from './model.ts';

type SeenModel = Seen<Model>;
type SeenUnit = Seen<Unit>;

/** What `juju status` shows of a unit. */
export interface UnitView {
  readonly workload: StatusWord;
  readonly agent: string;
  /** With what the agent does in front: `(install) installing snaps`. */
  readonly message: string;
  /** Of the workload alone. */
  readonly plainMessage: string;
  /** When the workload's status was set. */
  readonly since: number;
}

/** The unit as an operator sees it: a failed hook shows as the workload's error, a hook that runs before the message. */
export function unitView({ name, workload, agentStatus, isAgentLost }: SeenUnit): UnitView {
  if (isAgentLost || agentStatus.status === 'lost') {
    const message = `agent lost, see 'juju show-status-log ${name}'`;
    return { workload: 'unknown', agent: 'lost', message, plainMessage: message, since: agentStatus.since };
  }
  if (agentStatus.status === 'error') {
    const { message, since } = agentStatus;
    return { workload: 'error', agent: 'idle', message, plainMessage: message, since };
  }
  const { status, message, since } = workload;
  const running = /^running (?:(\S+) hook|action (\S+))$/.exec(agentStatus.message);
  const what = running?.[1] ?? running?.[2];
  const prefix = agentStatus.status === 'executing' && what !== undefined ? `(${what}) ` : '';
  return { workload: status, agent: agentStatus.status, message: `${prefix}${message}`, plainMessage: message, since };
}

/** The status of an application and its message. */
export interface ApplicationView {
  readonly status: StatusWord;
  readonly message: string;
  readonly since: number;
}

/** What the application's charm said of it, else the most severe status of its units. */
export function applicationStatus(model: SeenModel, application: string): ApplicationView {
  const own = model.applications[application]?.status ?? null;
  if (own !== null) return own;
  let worst: ApplicationView = { status: 'unknown', message: '', since: model.clockSeconds };
  for (const unit of Object.values(model.units)) {
    if (unit.application !== application) continue;
    const { workload, plainMessage, since } = unitView(unit);
    if (severity.indexOf(workload) < severity.indexOf(worst.status))
      worst = { status: workload, message: plainMessage, since };
  }
  return worst;
}

/** `2`, or `1/2` when not all units are there. */
export function scaleOf(model: SeenModel, application: string): string {
  const units = Object.values(model.units).filter((unit) => unit.application === application);
  const have = units.filter((unit) => {
    const { agent, workload } = unitView(unit);
    return present.includes(agent) && workload !== 'terminated';
  });
  return have.length === units.length ? `${units.length}` : `${have.length}/${units.length}`;
}

/** `etcd/0*` for the leader. */
export function markedName(model: SeenModel, { name, application }: SeenUnit): string {
  return leaderOf(model, application) === name ? `${name}*` : name;
}

const present: readonly string[] = ['executing', 'idle', 'running'];

/** Most severe first. */
const severity: readonly StatusWord[] = [
  'error',
  'blocked',
  'maintenance',
  'waiting',
  'active',
  'terminated',
  'unknown',
];
