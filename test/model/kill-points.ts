import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { HookRecord } from '../../simulator/simulation.ts';
import { aCluster, aModel, addWorker, relateWorker, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

/**
 * SIGKILL to the whole hook at each of its child processes, hook tools included: before the child acts, or after it has
 * acted and before it answers. One file for each of the two, so that they are run side by side.
 */
export function tellStoriesKilled(when: 'before' | 'after'): void {
  const title = `ends as undisturbed when its hook is killed ${when} any child process acts`;
  describe('a worker', () => {
    it(`that is installed ${title}`, { timeout: anHourMs }, async () => {
      const base = await aModel();
      try {
        addWorker(base.sim);
        await base.sim.save();
        await holdsWhenKilled(base, when, /^blocked: Relate kubernetes-worker:kube-control/u);
      } finally {
        await base.end();
      }
    });

    it(`that joins a cluster ${title}`, { timeout: anHourMs }, async () => {
      const base = await aModel();
      try {
        await aCluster(base.sim);
        addWorker(base.sim);
        await settled(base.sim);
        relateWorker(base.sim);
        await base.sim.save();
        await holdsWhenKilled(base, when, /^active: Kubernetes worker running\.$/u);
      } finally {
        await base.end();
      }
    });
  });
}

const anHourMs = 3_600_000;

/**
 * The undisturbed run tells which children there are. Every disturbed run ends like it, with no service restarted more
 * than once beyond it.
 */
async function holdsWhenKilled(base: TestModel, when: 'before' | 'after', expectedStatus: RegExp): Promise<void> {
  const undisturbed = await aModel({ from: base.folder, concurrency: 1 });
  const hooks = (await settled(undisturbed.sim)).filter(({ unit }) => unit === worker);
  const expected = endOf(undisturbed);
  await undisturbed.end();
  expect(expected.status).toMatch(expectedStatus);
  const points = hooks.flatMap(({ hook, calls }, index) =>
    calls.map(({ program }, call) => ({ hook, nth: earlierOf(hooks, index), call: call + 1, program })),
  );
  expect(points.length).toBeGreaterThan(20);

  const waiting = [...points];
  const lane = async (): Promise<void> => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift())
      await holdsAt(base, point, when, expected);
  };
  await Promise.all([lane(), lane()]);
}

interface KillPoint {
  readonly hook: string;
  /** Hooks of the same name that ran before. */
  readonly nth: number;
  /** From 1. */
  readonly call: number;
  readonly program: string;
}

async function holdsAt(base: TestModel, point: KillPoint, when: 'before' | 'after', expected: End): Promise<void> {
  const where = `${point.hook} ${point.nth}, ${when} child ${point.call} (${point.program})`;
  const { hook, nth, call } = point;
  const model = await aModel({ from: base.folder, concurrency: 1 });
  try {
    model.sim.killPlan = { unit: worker, hook, nth, call, when };
    const { hooks } = await model.sim.settle();
    expect(hooks.filter(({ signal }) => signal === 'SIGKILL').length, `${where}: hooks killed`).toBe(1);
    expect(
      hooks.filter(({ exitCode }) => exitCode !== 0 && exitCode !== null),
      `${where}: hooks failed`,
    ).toEqual([]);
    const { restarts, ...end } = endOf(model);
    const { restarts: _, ...expectedEnd } = expected;
    expect(end, where).toEqual(expectedEnd);
    for (const [service, count] of Object.entries(restarts)) {
      expect(count - (expected.restarts[service] ?? 0), `${where}: restarts of ${service}`).toBeLessThanOrEqual(1);
    }
  } finally {
    await model.end();
  }
}

function earlierOf(hooks: readonly HookRecord[], index: number): number {
  return hooks.slice(0, index).filter(({ hook }) => hook === hooks[index]?.hook).length;
}

interface End {
  readonly status: string;
  readonly ports: unknown;
  readonly machine: unknown;
  readonly restarts: Readonly<Record<string, number>>;
}

function endOf({ sim }: TestModel): End {
  const account = describeMachine(sim.machineOf(worker));
  return {
    status: statusOf(sim),
    ports: sim.model.units[worker]?.ports,
    machine: {
      packages: account.packages,
      snaps: account.snaps,
      files: account.files.map(({ path, mode }) => `${mode} ${path}`).filter((line) => !line.includes('.state/')),
      active: account.services.map(({ name, active }) => `${name} ${active}`),
      forward: account.iptables.forward,
    },
    restarts: Object.fromEntries(account.services.map(({ name, restarts }) => [name, restarts])),
  };
}
