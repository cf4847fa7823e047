import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCluster, aModel, addWorker, fileOf, relateWorker, running, settled, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

let model: TestModel;
let secrets: readonly string[];

beforeAll(async () => {
  model = await aModel();
  await aCluster(model.sim);
  addWorker(model.sim, {
    'docker-logins': JSON.stringify([{ server: 'registry.example.com', username: 'u', password: planted }]),
    https_proxy: `http://user:${planted}@proxy.example.com:3128`,
  });
  relateWorker(model.sim);
  await settled(model.sim);
  model.sim.updateStatus(worker);
  await settled(model.sim);
  const tokens = await Promise.all(
    ['/root/cdk/kubeconfig', '/root/cdk/kubeproxyconfig', '/root/.kube/config'].map(async (file) => {
      return /token: (\S+)/u.exec(await fileOf(model.sim, file))?.[1] ?? '';
    }),
  );
  const key = (await fileOf(model.sim, '/root/cdk/server.key')).split('\n')[5] ?? '';
  secrets = [planted, key, ...tokens];
});
afterAll(() => model.end());

const planted = 'planted-secret-7f3a';

describe('tokens, keys and passwords', () => {
  it('are there to be searched for', () => {
    expect(statusOf(model.sim)).toBe(running);
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(secret.length).toBeGreaterThan(8);
  });

  it('are in no argv, log, status or output of any hook', () => {
    const seen = JSON.stringify([
      model.sim.hooks
        .filter(({ unit }) => unit === worker)
        .map(({ calls, stdout, stderr }) => [stdout, stderr, calls.map(({ argv }) => argv)]),
      model.sim.log(),
      statusOf(model.sim),
    ]);
    for (const secret of secrets) expect(seen).not.toContain(secret);
  });

  it('are only in files that nobody but their owner can read', () => {
    const root = model.sim.machineOf(worker).root;
    const holders: string[] = [];
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(root, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || stat.size > 5_000_000) continue;
      const text = readFileSync(file, 'latin1');
      if (!secrets.some((secret) => text.includes(secret))) continue;
      holders.push(`/${name}`);
      expect(stat.mode & 0o077, `/${name}`).toBe(0);
    }
    expect(holders).toEqual(
      expect.arrayContaining(['/root/cdk/kubeconfig', '/root/cdk/server.key', '/home/ubuntu/.kube/config']),
    );
    expect(holders.filter((name) => name.endsWith('trace.jsonl'))).toEqual([]);
  });
});
