import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StandInRefused } from '../../../simulator/contract.ts';
import { aTinyModel, everyHook, names, standIn } from './core-model.ts';
import type { ShellCharm, TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

async function deployed(charm: ShellCharm): Promise<void> {
  model = await aTinyModel(charm);
  model.sim.deploy({ application: 'tiny', charm: 'cs:tiny' });
  model.sim.addUnit('tiny');
}

describe('a hook that fails', () => {
  it('is retried three times and leaves the unit in error, with model time gone by', async () => {
    await deployed({ hooks: { ...everyHook('true'), start: 'echo no >&2\nexit 7' } });
    const before = model.sim.now();
    const { failed } = await model.sim.settle();
    expect(failed.map(({ hook, exitCode, committed }) => [hook, exitCode, committed])).toEqual(
      Array.from({ length: 4 }, () => ['start', 7, false]),
    );
    expect(model.sim.unitStatus('tiny/0')).toEqual({ status: 'error', message: 'hook failed: "start"' });
    expect(model.sim.now() - before).toBeGreaterThanOrEqual(5 + 10 + 20);
    const lines = model.sim.log().map(({ level, message }) => `${level} ${message}`);
    expect(lines).toContain('WARNING no');
    expect(lines).toContain('ERROR hook "start" (via explicit, bespoke hook script) failed: exit status 7');
  });

  it('loses what it buffered and keeps what acts at once', async () => {
    const start = 'open-port 80\nstatus-set blocked trying\napplication-version-set 1.2\nexit 1';
    await deployed({ hooks: { ...everyHook('true'), install: 'open-port 22', start } });
    await model.sim.settle();
    expect(model.sim.model.units['tiny/0']?.ports).toEqual(['22/tcp']);
    expect(model.sim.model.units['tiny/0']?.workload).toMatchObject({ status: 'blocked', message: 'trying' });
    expect(model.sim.model.applications['tiny']?.version).toBe('1.2');
  });

  it('that succeeds in the end is followed by the next one', async () => {
    const flaky = 'test -e once && exit 0\ntouch once\nexit 1';
    await deployed({ hooks: { ...everyHook('true'), install: flaky } });
    const settled = await model.sim.settle();
    expect(names(settled)).toEqual(['install', 'install', 'leader-elected', 'config-changed', 'start']);
    expect(settled.failed).toHaveLength(1);
  });

  it('is taken as run by resolved without a retry', async () => {
    await deployed({ hooks: { ...everyHook('true'), 'config-changed': 'exit 1' } });
    await model.sim.settle();
    model.sim.resolved('tiny/0', { isRetried: false });
    expect(names(await model.sim.settle())).toEqual(['start']);
    expect(() => model.sim.resolved('tiny/0')).toThrow('unit "tiny/0" is not in an error state');
  });

  it('because dispatch is not executable says so; hooks of known names are made executable', async () => {
    model = await aTinyModel({ hooks: { install: 'true' } });
    const charm = path.join(model.folder, 'charm');
    await chmod(path.join(charm, 'hooks/install'), 0o644);
    model.sim.deploy({ application: 'tiny', charm });
    model.sim.addUnit('tiny');
    expect(names(await model.sim.settle({ maxHooks: 1 }))).toEqual(['install']);
    await writeFile(path.join(charm, 'dispatch'), '#!/bin/sh\n', { mode: 0o644 });
    model.sim.refresh('tiny');
    const [first] = (await model.sim.settle()).failed;
    expect(first?.stderr).toMatch(/permission denied/u);
  });
});

describe('a kill', () => {
  const hooks = { ...everyHook('true'), install: 'open-port 1\nstatus-set active one\nopen-port 2\nsleep 0' };

  it.each([
    { when: 'before' as const, status: 'maintenance' },
    { when: 'after' as const, status: 'active' },
  ])('$when the second child acts ends the hook there, and it is run again', async ({ when, status }) => {
    await deployed({ hooks });
    model.sim.killPlan = { unit: 'tiny/0', hook: 'install', call: 2, when };
    const settled = await model.sim.settle({ maxHooks: 1 });
    expect(settled.hooks.map(({ signal, committed, calls }) => [signal, committed, calls.length])).toEqual([
      ['SIGKILL', false, 2],
    ]);
    expect(settled.failed).toEqual([]);
    expect(model.sim.unitStatus('tiny/0').status).toBe(status);
    expect(model.sim.model.units['tiny/0']?.ports).toEqual([]);
    expect(model.sim.killPlan).toBe(null);
    expect(names(await model.sim.settle())).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
    expect(model.sim.model.units['tiny/0']?.ports).toEqual(['1/tcp', '2/tcp']);
  });

  it('can wait for a later hook of the same name', async () => {
    await deployed({ hooks: { ...everyHook('true'), 'update-status': 'is-leader' } });
    await model.sim.settle();
    model.sim.killPlan = { unit: 'tiny/0', hook: 'update-status', nth: 1, call: 1, when: 'before' };
    model.sim.updateStatus();
    expect((await model.sim.settle()).hooks.map(({ signal }) => signal)).toEqual([null]);
    model.sim.updateStatus();
    expect((await model.sim.settle()).hooks.map(({ signal }) => signal)).toEqual(['SIGKILL', null]);
  });
});

describe('a stand-in that refuses', () => {
  it('ends the run, named by unit, hook and relation', async () => {
    const endpoint = (role: 'provides' | 'requires') => ({ db: { role, interface: 'sql', scope: 'global' as const } });
    const strict = standIn({ name: 'strict', endpoints: endpoint('provides') }, ({ name }) => {
      if (name === 'db-relation-changed') throw new StandInRefused('no user in the bag');
    });
    model = await aTinyModel(
      {},
      { standIns: { strict, app: standIn({ name: 'app', endpoints: endpoint('requires') }) } },
    );
    for (const application of ['strict', 'app']) {
      model.sim.deploy({ application, charm: application });
      model.sim.addUnit(application);
    }
    model.sim.relate('strict', 'app');
    await expect(model.sim.settle()).rejects.toThrow(
      new StandInRefused('strict/0 db-relation-changed (db:0 with app/0): no user in the bag'),
    );
  });
});
