import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCluster, aModel, addWorker, changesIn, relateWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

let model: TestModel;

beforeAll(async () => {
  model = await aModel();
  await aCluster(model.sim);
  addWorker(model.sim);
  relateWorker(model.sim);
  await settled(model.sim);
  // What was sent last is confirmed with Juju once.
  model.sim.updateStatus(worker);
  await settled(model.sim);
});
afterAll(() => model.end());

describe('a settled worker', () => {
  it('runs', () => {
    expect(statusOf(model.sim)).toBe(running);
  });

  it('asks Juju at most twice and runs one program in update-status', async () => {
    model.sim.updateStatus(worker);
    const [hook] = await settled(model.sim);
    const calls = hook?.calls ?? [];
    expect(calls.filter(({ isTool }) => isTool).map(({ program }) => program)).toEqual(['status-get']);
    expect(calls.filter(({ isTool }) => !isTool).map(({ program, argv }) => `${program} ${argv[0] ?? ''}`)).toEqual([
      'systemctl show',
    ]);
  });

  it('was asked nothing twice in any hook, on its way there', () => {
    const told = ['status-set', 'relation-set', 'open-port', 'close-port', 'application-version-set'];
    const repeated = model.sim.hooks
      .filter(({ unit }) => unit === worker)
      .flatMap(({ hook, calls }) => {
        const questions = calls.filter(({ program, isTool }) => isTool && !told.includes(program));
        const texts = questions.map(({ program, argv }) => `${hook}: ${[program, ...argv].join(' ')}`);
        return texts.filter((text, index) => texts.indexOf(text) !== index);
      });
    expect(repeated).toEqual([]);
  });

  it('was asked for options only in hooks that can have changed them', () => {
    const asking = model.sim.hooks.filter(
      ({ unit, calls }) => unit === worker && calls.some(({ program }) => program === 'config-get'),
    );
    expect([...new Set(asking.map(({ hook }) => hook))].sort()).toEqual(['config-changed', 'install', 'start']);
  });

  it.each(['kube-control', 'certificates', 'kube-api-endpoint', 'cni'])(
    'asks in a hook of %s about nothing else',
    async (endpoint) => {
      model.sim.runHook(worker, `${endpoint}-relation-changed`);
      const [hook] = await settled(model.sim);
      const questions = (hook?.calls ?? []).filter(({ isTool, program }) => isTool && program !== 'status-get');
      expect(questions.length).toBeGreaterThan(1);
      for (const { program, argv } of questions) {
        expect(['relation-ids', 'relation-list', 'relation-get']).toContain(program);
        expect(argv.some((each) => each === endpoint || each.startsWith(`${endpoint}:`))).toBe(true);
      }
    },
  );

  const hooks = readdirSync('hooks').filter(
    (name) => !['run', 'stop'].includes(name) && !/-(departed|broken)$/u.test(name),
  );
  it.each(hooks)('sends nothing, writes nothing and restarts nothing in a second %s', async (name) => {
    const root = model.sim.machineOf(worker).root;
    const before = tree(root);
    const restarts = JSON.stringify(model.sim.machineOf(worker).state);
    model.sim.runHook(worker, name);
    const ran = await settled(model.sim);
    expect(ran.map(({ hook }) => hook)).toContain(name);
    expect(changesIn(ran.filter(({ unit }) => unit === worker))).toEqual([]);
    expect(tree(root)).toEqual(before);
    expect(JSON.stringify(model.sim.machineOf(worker).state)).toBe(restarts);
    expect(statusOf(model.sim)).toBe(running);
  });
});

/** Every file under a root with its mode and content; the trace apart, which grows with each hook. */
function tree(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(root, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || name.includes('/.state/trace')) continue;
    found[name] =
      `${stat.mode.toString(8)} ${stat.mtimeMs} ${stat.size > 100_000 ? stat.size : readFileSync(file, 'latin1')}`;
  }
  return found;
}
