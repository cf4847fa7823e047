import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl, theKubectl } from '../a-kubectl.ts';
import { aCluster, aModel, inACopy, joinWorker, running, statusOf, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';

const juju = path.resolve('build/simulator/juju.mjs');

describe.skipIf(kubectl === null)('a real kubectl', () => {
  let joined: TestModel;

  beforeAll(async () => {
    joined = await aModel({ kubectl: theKubectl().program });
    await aCluster(joined.sim);
    await joinWorker(joined.sim);
  });
  afterAll(() => joined.end());

  it('does what the hooks of a worker ask of it', () => {
    expect(statusOf(joined.sim)).toBe(running);
    const calls = joined.sim.hooks.flatMap((hook) => hook.calls).filter(({ program }) => program === 'kubectl');
    expect(calls.length).toBeGreaterThan(2);
    // The node is asked for before kubelet registers it: it is not found then.
    const refused = calls.filter(({ exitCode, argv }) => exitCode !== 0 && !argv.includes('get'));
    expect(refused).toEqual([]);
    const { cluster } = joined.sim;
    const token = cluster.tokenOfGroup('system:masters') ?? '';
    const { body } = cluster.answer({ method: 'GET', path: '/api/v1/nodes', token });
    expect(JSON.stringify(body)).toContain('"juju-application":"kubernetes-worker"');
  });

  it('meets what ails the API, until it is well again', async () => {
    await inACopy(
      joined,
      async (sim) => {
        sim.setApiTrouble({ kind: 'gone' });
        sim.setConfig('kubernetes-worker', { labels: 'a=1' });
        await sim.settle();
        expect(statusOf(sim)).toMatch(/was refused - did you specify the right host or port/u);
        sim.setApiTrouble(null);
        sim.updateStatus(worker);
        await sim.settle();
        expect(statusOf(sim)).toBe(running);
      },
      { kubectl: theKubectl().program },
    );
  });

  it("is an operator's own, while juju simulate api serves a model that other commands change", async () => {
    await inACopy(joined, async (sim, { folder }) => {
      const node = sim.machineOf(worker).hostName;
      await sim.save();
      await sim.close();
      const run = async (file: string, ...argv: readonly string[]) =>
        promisify(execFile)(file, argv, { env: { HOME: path.join(folder, 'home'), PATH: process.env['PATH'] } });
      const typed = (...argv: readonly string[]) => run(process.execPath, juju, '--model', folder, ...argv);
      const serving = spawn(process.execPath, [juju, '--model', folder, 'simulate', 'api', '--port', '0'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        const address = await new Promise((resolve) => createInterface(serving.stdout).once('line', resolve));
        const { stdout: kubeconfig, stderr } = await typed('kubeconfig');
        expect({ stderr, isIt: kubeconfig.includes(`proxy-url: ${String(address)}\n`) }).toEqual({
          stderr: '',
          isIt: true,
        });
        const file = path.join(folder, 'home', 'kubeconfig.yaml');
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, kubeconfig, { mode: 0o600 });
        const asked = (...argv: readonly string[]) => run(theKubectl().program, '--kubeconfig', file, ...argv);

        expect((await asked('cordon', node)).stdout).toBe(`node/${node} cordoned\n`);
        await typed('config', 'kubernetes-worker', 'labels=asked=1');
        const { stdout } = await asked(
          'get',
          'node',
          node,
          '-o',
          'jsonpath={.metadata.labels.asked} {.spec.unschedulable}',
        );
        expect(stdout).toBe('1 true');

        await typed('simulate', 'api', 'gone');
        await expect(asked('get', 'nodes')).rejects.toThrow('was refused');
        await typed('simulate', 'api', 'well');
        expect((await asked('uncordon', node)).stdout).toBe(`node/${node} uncordoned\n`);
      } finally {
        serving.kill('SIGINT');
      }
      expect(await new Promise((resolve) => serving.once('exit', resolve))).toBe(0);
      expect((await typed('kubeconfig')).stderr).toMatch(/^WARNING nothing serves the API/u);
    });
  });
});
