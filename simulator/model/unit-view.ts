import type { StatusWord } from '../contract.ts';
import type { Model, Seen, Unit } from './model.ts';

type SeenModel = Seen<Model>;
type SeenUnit = Seen<Unit>;

/** What `juju status` shows of a unit. */
export interface UnitView {
  readonly workload: StatusWord;
  readonly agent: string;
  readonly message: string;
}

/** The unit as an operator sees it: a failed hook shows as the workload's error, a hook that runs before the message. */
export function unitView({ workload, agentStatus }: SeenUnit): UnitView {
  if (agentStatus.status === 'error') return { workload: 'error', agent: 'idle', message: agentStatus.message };
  const hook = /^running (\S+) hook$/.exec(agentStatus.message)?.[1];
  const prefix = agentStatus.status === 'executing' && hook !== undefined ? `(${hook}) ` : '';
  return { workload: workload.status, agent: agentStatus.status, message: `${prefix}${workload.message}` };
}

/** The status of the application: what it set itself, else the most severe one of its units. */
export function applicationStatus(
  model: SeenModel,
  application: string,
): { readonly status: StatusWord; readonly message: string } {
  const own = model.applications[application]?.status ?? null;
  if (own !== null) return own;
  let worst: { readonly status: StatusWord; readonly message: string } = { status: 'unknown', message: '' };
  for (const unit of Object.values(model.units)) {
    if (unit.application !== application) continue;
    const { workload, message } = unitView({ ...unit, agentStatus: withoutPrefix(unit) });
    if (severity.indexOf(workload) < severity.indexOf(worst.status)) worst = { status: workload, message };
  }
  return worst;
}

/** `2`, or `1/2` when not all units are there. */
export function scaleOf(model: SeenModel, application: string): string {
  const units = Object.values(model.units).filter((unit) => unit.application === application);
  const have = units.filter(({ agentStatus, workload }) => {
    return agentStatus.status !== 'allocating' && workload.status !== 'terminated';
  });
  return have.length === units.length ? `${units.length}` : `${have.length}/${units.length}`;
}

/** The first unit that is alive leads. */
export function leaderNameOf(model: SeenModel, application: string): string | null {
  const alive = Object.values(model.units).filter((unit) => unit.application === application && unit.life === 'alive');
  return alive.sort((a, b) => a.number - b.number)[0]?.name ?? null;
}

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

/** The application's message has no hook in front. */
function withoutPrefix({ agentStatus }: SeenUnit): SeenUnit['agentStatus'] {
  return agentStatus.status === 'executing' ? { ...agentStatus, message: '' } : agentStatus;
}
