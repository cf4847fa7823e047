import { readdir, readFile, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMachine } from '../../simulator/programs/programs.ts';
import type { HookRecord, Simulation } from '../../simulator/simulation.ts';
import { addWorker, aModel, atRest, changesIn, fileOf, inACopy, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { aStoreProxy } from './a-store-proxy.ts';

const app = 'kubernetes-worker';
const dropIn = '/etc/systemd/system/snapd.service.d/snap_layer_proxy.conf';
const unrelated = /^blocked: Relate kubernetes-worker:kube-control/u;

let base: TestModel;
let proxy: Server;
let url: string;

beforeAll(async () => {
  ({ server: proxy, url } = await aStoreProxy());
  base = await aModel();
  addWorker(base.sim);
  await atRest(base.sim);
});
afterAll(async () => {
  await base.end();
  proxy.close();
});

function story(tell: (sim: Simulation) => Promise<void>): Promise<void> {
  return inACopy(base, tell);
}

async function change(sim: Simulation, options: Readonly<Record<string, string>>): Promise<readonly HookRecord[]> {
  sim.setConfig(app, options);
  return settled(sim);
}

const startsOf = (sim: Simulation) =>
  describeMachine(sim.machineOf(worker)).services.find(({ name }) => name === 'snapd')?.invocationId ?? '';
const snapsBy = (hooks: readonly HookRecord[]) =>
  hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'snap').map(({ argv }) => argv.join(' ')));
const has = (sim: Simulation, file: string) =>
  fileOf(sim, file).then(
    () => true,
    () => false,
  );

async function filesWith(root: string, text: string): Promise<{ readonly name: string; readonly mode: number }[]> {
  const found: { name: string; mode: number }[] = [];
  for (const name of await readdir(root, { recursive: true })) {
    const file = path.join(root, name);
    const entry = await stat(file).catch(() => null);
    if (entry === null || !entry.isFile() || entry.size > 5_000_000) continue;
    if ((await readFile(file, 'latin1')).includes(text)) found.push({ name, mode: entry.mode });
  }
  return found;
}

describe('an operator', () => {
  it('who sets no proxy has nothing written, set or restarted for snapd', async () => {
    const hooks = base.sim.hooks.filter(({ unit }) => unit === worker);
    expect(await has(base.sim, dropIn)).toBe(false);
    expect(hooks.flatMap(({ calls }) => calls.filter(({ argv }) => argv.includes('snapd')))).toEqual([]);
    expect(snapsBy(hooks).filter((line) => /^(?:ack|set) /u.test(line))).toEqual([]);
  });

  it('who sets a proxy has snapd restarted once with it, and quiet hooks after it', () =>
    story(async (sim) => {
      await change(sim, { snap_proxy: 'http://proxy.example.com:3128' });
      expect(await fileOf(sim, dropIn)).toContain('Environment="https_proxy=http://proxy.example.com:3128"');
      const started = startsOf(sim);
      expect(started).not.toBe('');
      sim.updateStatus(worker);
      expect(changesIn(await settled(sim))).toEqual([]);
      await change(sim, { labels: 'a=b' });
      expect(startsOf(sim)).toBe(started);
      expect(statusOf(sim)).toMatch(unrelated);
    }));

  it('who takes the proxy away has it gone from snapd, with one restart', () =>
    story(async (sim) => {
      await change(sim, { snap_proxy: 'http://proxy.example.com:3128' });
      const started = startsOf(sim);
      sim.resetConfig(app, ['snap_proxy']);
      await settled(sim);
      expect(await has(sim, dropIn)).toBe(false);
      expect(startsOf(sim)).not.toBe(started);
      sim.updateStatus(worker);
      expect(changesIn(await settled(sim))).toEqual([]);
    }));

  it("who sets the model's proxies for charms has snapd use them", () =>
    story(async (sim) => {
      sim.setModelConfig({ 'juju-http-proxy': 'http://model:1', 'juju-no-proxy': '10.0.0.0/8' });
      sim.updateStatus(worker);
      await settled(sim);
      expect(await fileOf(sim, dropIn)).toContain('Environment="http_proxy=http://model:1"');
    }));

  it.each([
    [{ snap_proxy: 'http://a b' }, /^blocked: snap_proxy: it has a space/u],
    [{ snap_proxy_url: 'snaps.example.com' }, /^blocked: snap_proxy_url: it is no URL/u],
    [{ snap_proxy_url: 'ftp://snaps.example.com' }, /^blocked: snap_proxy_url: it is no http or https URL/u],
  ])('who sets %j is told the option and its form, and what is there stays', (options, status) =>
    story(async (sim) => {
      await change(sim, { snap_proxy: 'http://good:1' });
      const started = startsOf(sim);
      await change(sim, options);
      expect(statusOf(sim)).toMatch(status);
      expect(await fileOf(sim, dropIn)).toContain('http://good:1');
      expect(startsOf(sim)).toBe(started);
    }),
  );

  it('who deploys behind a proxy has it before the first snap is installed', async () => {
    const model = await aModel();
    try {
      addWorker(model.sim, { snap_proxy: 'http://proxy.example.com:3128', snap_proxy_url: url });
      const hooks = await settled(model.sim);
      const calls = hooks.flatMap((hook) => hook.calls).map(({ program, argv }) => [program, ...argv].join(' '));
      const at = (start: string) => calls.findIndex((call) => call.startsWith(start));
      expect(at('systemctl restart snapd')).toBeGreaterThan(-1);
      expect(at('snap ack')).toBeGreaterThan(at('systemctl restart snapd'));
      expect(at('snap set core proxy.store=abcDEF')).toBeGreaterThan(at('snap ack'));
      expect(at('snap install')).toBeGreaterThan(at('snap set core proxy.store=abcDEF'));
    } finally {
      await model.end();
    }
  });

  it('who points snapd at a Snap Store proxy has its store trusted and used, and unset with the option', () =>
    story(async (sim) => {
      const hooks = await change(sim, { snap_proxy_url: url });
      expect(snapsBy(hooks).filter((line) => line.startsWith('set '))).toEqual(['set core proxy.store=abcDEF']);
      sim.updateStatus(worker);
      expect(changesIn(await settled(sim))).toEqual([]);
      sim.resetConfig(app, ['snap_proxy_url']);
      expect(snapsBy(await settled(sim))).toEqual(['set core proxy.store=']);
    }));

  it('who gives passwords in both URLs finds them in no argv, log, status, trace or file that others can read', () =>
    story(async (sim) => {
      const secret = 'planted-secret-7f3a';
      const hooks = await change(sim, {
        snap_proxy: `http://user:${secret}@proxy.example.com:3128`,
        snap_proxy_url: url.replace('://', `://user:${secret}@`),
      });
      const told = hooks.map(({ calls, stdout, stderr }) => [stdout, stderr, calls.map(({ argv }) => argv)]);
      expect(JSON.stringify([told, sim.log(), statusOf(sim)])).not.toContain(secret);
      const holders = await filesWith(sim.machineOf(worker).root, secret);
      expect(holders.map(({ name }) => name)).toContain(dropIn.slice(1));
      expect(holders.filter(({ mode, name }) => (mode & 0o077) !== 0 || name.endsWith('trace.jsonl'))).toEqual([]);
    }));

  it('whose Snap Store proxy does not answer waits for it, and everything else goes on', () =>
    story(async (sim) => {
      await change(sim, { snap_proxy_url: 'http://127.0.0.1:1' });
      expect(statusOf(sim)).toContain('Waiting for the Snap Store proxy (http://127.0.0.1:1/v2/auth/store/assertions');
      await change(sim, { snap_proxy_url: '' });
      expect(statusOf(sim)).toMatch(unrelated);
    }));
});
