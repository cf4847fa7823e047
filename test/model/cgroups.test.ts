import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { addWorker, aModel, atRest, changesIn, fileOf, inACopy, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

const app = 'kubernetes-worker';
const both = 'cgroup_enable=memory swapaccount=1';
const dropIn = '/etc/default/grub.d/60-kubernetes-worker.cfg';
const unrelated = /^blocked: Relate kubernetes-worker:kube-control/u;

let base: TestModel;

beforeAll(async () => {
  base = await aModel();
  addWorker(base.sim);
  await atRest(base.sim);
});
afterAll(() => base.end());

function story(tell: (sim: Simulation) => Promise<void>): Promise<void> {
  return inACopy(base, tell, { concurrency: 1 });
}

async function change(sim: Simulation, isWanted: boolean): Promise<readonly HookRecord[]> {
  sim.setConfig(app, { 'enable-cgroups': String(isWanted) });
  return settled(sim);
}

/** A machine that has started again tells its units so by the hook `start`. */
const reboots = (hooks: readonly HookRecord[]) =>
  hooks.filter(({ hook, unit }) => hook === 'start' && unit === worker).length;
const commandLine = async (sim: Simulation) => (await fileOf(sim, '/proc/cmdline')).trim();
const has = (sim: Simulation, file: string) =>
  fileOf(sim, file).then(
    () => true,
    () => false,
  );

describe('an operator', () => {
  it('who enables cgroups has one reboot, and quiet hooks after it', () =>
    story(async (sim) => {
      const hooks = await change(sim, true);
      expect(reboots(hooks)).toBe(1);
      expect(await commandLine(sim)).toContain(both);
      expect(statusOf(sim)).toMatch(unrelated);
      sim.updateStatus(worker);
      const later = await settled(sim);
      expect(changesIn(later)).toEqual([]);
      expect(reboots(later)).toBe(0);
    }));

  it('sees that the machine reboots while it does', () =>
    story(async (sim) => {
      const hooks = await change(sim, true);
      const told = hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'status-set'));
      expect(told.map(({ argv }) => argv.join(' '))).toContain('maintenance -- Rebooting the machine');
    }));

  it('who disables them again has one reboot, and his files as they were', () =>
    story(async (sim) => {
      const before = await fileOf(sim, '/etc/default/grub');
      await change(sim, true);
      expect(reboots(await change(sim, false))).toBe(1);
      expect(await commandLine(sim)).not.toContain('swapaccount');
      expect(await fileOf(sim, '/etc/default/grub')).toBe(before);
      expect(await has(sim, dropIn)).toBe(false);
    }));

  it('who never enabled them has nothing done for saying no', () =>
    story(async (sim) => {
      const hooks = await change(sim, false);
      expect(reboots(hooks)).toBe(0);
      expect(changesIn(hooks)).toEqual([]);
    }));

  it('keeps his own line, whatever it holds, and his own argument of the two', () =>
    story(async (sim) => {
      const own = `GRUB_CMDLINE_LINUX='nomodeset cgroup_enable=memory' # of ours\n`;
      await writeFile(path.join(sim.machineOf(worker).root, 'etc/default/grub'), own);
      await change(sim, true);
      expect(await commandLine(sim)).toMatch(/nomodeset cgroup_enable=memory swapaccount=1/u);
      await change(sim, false);
      expect(await fileOf(sim, '/etc/default/grub')).toBe(own);
      expect(await commandLine(sim)).toContain('nomodeset cgroup_enable=memory');
      expect(await commandLine(sim)).not.toContain('swapaccount');
    }));

  it('who refreshes from the 2018 charm keeps cgroups without a reboot, and can switch them off', () =>
    story(async (sim) => {
      const { root } = sim.machineOf(worker);
      await writeFile(path.join(root, 'etc/default/grub'), `GRUB_CMDLINE_LINUX="${both}"\n`);
      await writeFile(path.join(root, 'proc/cmdline'), `BOOT_IMAGE=/vmlinuz root=LABEL=x ro ${both}\n`);
      expect(reboots(await change(sim, true))).toBe(0);
      expect(reboots(await change(sim, false))).toBe(1);
      expect(await commandLine(sim)).not.toContain('cgroup_enable');
    }));

  it('of a machine without GRUB is told so by the name of the option, and the rest goes on', () =>
    story(async (sim) => {
      await rm(path.join(sim.machineOf(worker).root, 'etc/default/grub'));
      expect(reboots(await change(sim, true))).toBe(0);
      expect(statusOf(sim)).toMatch(/^blocked: enable-cgroups: there is no \/etc\/default\/grub; accepted: /u);
      await change(sim, false);
      expect(statusOf(sim)).toMatch(unrelated);
    }));
});

describe('a hook that enables cgroups', () => {
  it.each(['before', 'after'] as const)(
    'ends as undisturbed, with one reboot, when it is killed %s any child acts',
    { timeout: 600_000 },
    async (when) => {
      let calls = 0;
      await story(async (sim) => {
        const hooks = await change(sim, true);
        calls = hooks.find(({ hook }) => hook === 'config-changed')?.calls.length ?? 0;
      });
      expect(calls).toBeGreaterThan(3);
      for (let call = 1; call <= calls; call += 1) {
        await story(async (sim) => {
          sim.killPlan = { unit: worker, hook: 'config-changed', nth: 0, call, when };
          sim.setConfig(app, { 'enable-cgroups': 'true' });
          const { hooks } = await sim.settle();
          const where = `${when} child ${call}`;
          expect(hooks.filter(({ signal }) => signal === 'SIGKILL').length, where).toBe(1);
          expect(await commandLine(sim), where).toContain(both);
          expect(reboots(hooks), where).toBe(1);
          expect(statusOf(sim), where).toMatch(unrelated);
        });
      }
    },
  );
});
