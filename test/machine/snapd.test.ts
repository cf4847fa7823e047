import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSnapInfo } from '../../src/workload/snap-info.ts';
import { aCluster, act, relateWorker } from '../model/a-model.ts';
import { aRealWorker, worker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { loopDevices } from './loop-devices.ts';
import { serveApiThere } from './serve-api-there.ts';
import { packSnap, provideSnapd, startsOf } from './snaps.ts';

const loops = loopDevices();
if (loops.length === 0)
  console.error(
    '##  NOTHING IS KNOWN ABOUT REAL SNAPD: this computer lacks /dev/loop-control, /dev/loop0 to 7 or squashfs',
  );

const app = 'kubernetes-worker';

describe.skipIf(loops.length === 0).sequential('snaps on a machine with real snapd', () => {
  let real: RealWorker;
  let stopApi: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    real = await aRealWorker({}, { loops });
    const { machine, sim } = real;
    await provideSnapd(machine, {
      kubelet: {
        '1.10/stable': { version: '1.10.2', revision: 430 },
        '1.10/edge': { version: '1.10.3', revision: 437 },
      },
    });
    for (const name of ['kubectl', 'kubelet', 'kube-proxy'])
      sim.attachResource(app, name, await packSnap(machine, name, '1.10.2'));
    await aCluster(sim);
    stopApi = await serveApiThere(machine, sim.cluster);
    relateWorker(sim);
    await real.settle();
  }, 600_000);
  afterAll(async () => {
    await stopApi();
    await real.end();
  });

  const list = async () => (await real.machine.run(['snap', 'list'])).stdout;
  const settings = async (name: string): Promise<unknown> =>
    JSON.parse((await real.machine.run(['snap', 'get', '-d', name])).stdout);
  const attachKubelet = async (version: string) => {
    real.sim.attachResource(app, 'kubelet', await packSnap(real.machine, 'kubelet', version));
    await real.settle();
  };
  const kubelet = async () => (await real.machine.run(['/snap/bin/kubelet', '--version'])).stdout.trim();

  it('are installed from the attached files, and their daemons have started with what the cluster asks for', async () => {
    expect(await list()).toMatch(/^kubectl +1\.10\.2 +x1 .*classic$/mu);
    expect(await list()).toMatch(/^kube-proxy +1\.10\.2 +x1 .*classic$/mu);
    expect(await kubelet()).toBe('Kubernetes v1.10.2');
    const kubeconfig = '/root/cdk/kubeconfig';
    expect(await settings('kubelet')).toMatchObject({ kubeconfig, 'hostname-override': 'a-worker', v: 0 });
    expect((await startsOf(real.machine, 'kubelet')).last).toContain(`"kubeconfig":"${kubeconfig}"`);
    expect((await startsOf(real.machine, 'kube-proxy')).last).toContain('"cluster-cidr":');
    expect(real.status()).toBe('active: Kubernetes worker running.');
  });

  it('that are attached anew wait for the action, which installs them with one restart, and keeps the settings', async () => {
    const before = {
      kubelet: await startsOf(real.machine, 'kubelet'),
      proxy: await startsOf(real.machine, 'kube-proxy'),
    };
    const had = await settings('kubelet');
    await attachKubelet('1.10.3');
    expect(real.status()).toMatch(/^blocked: Needs manual upgrade, run the upgrade action/u);
    expect(await kubelet()).toBe('Kubernetes v1.10.2');
    const { status, message, results } = await act(real.sim, 'upgrade');
    expect({ status, message }).toEqual({ status: 'completed', message: '' });
    expect(results).toMatchObject({ before: { kubelet: '1.10.2 (x1)' }, after: { kubelet: '1.10.3 (x2)' } });
    expect(await kubelet()).toBe('Kubernetes v1.10.3');
    expect(await settings('kubelet')).toEqual(had);
    const after = await startsOf(real.machine, 'kubelet');
    expect(after.count).toBe(before.kubelet.count + 1);
    expect(after.last).toContain('kubelet 1.10.3 starts with {');
    expect(after.last).toContain('"hostname-override":"a-worker"');
    expect(await startsOf(real.machine, 'kube-proxy')).toEqual(before.proxy);
  });

  it('stay as they are when the action runs again, and through later hooks', async () => {
    const before = await startsOf(real.machine, 'kubelet');
    expect(await act(real.sim, 'upgrade')).toMatchObject({
      status: 'completed',
      results: { response: { msg: 'Nothing is newer, and nothing was restarted.' } },
    });
    real.sim.updateStatus(worker);
    await real.settle();
    expect(await startsOf(real.machine, 'kubelet')).toEqual(before);
    expect(await list()).toMatch(/^kubelet +1\.10\.3 +x2 /mu);
  });

  it('go back to the older version in the same way', async () => {
    const before = await startsOf(real.machine, 'kubelet');
    await attachKubelet('1.10.2');
    expect(await act(real.sim, 'upgrade')).toMatchObject({
      status: 'completed',
      results: { before: { kubelet: '1.10.3 (x2)' }, after: { kubelet: '1.10.2 (x3)' } },
    });
    expect(await kubelet()).toBe('Kubernetes v1.10.2');
    expect((await startsOf(real.machine, 'kubelet')).count).toBe(before.count + 1);
  });

  it('are not installed while the API server does not answer, and by the next hook after that', async () => {
    await attachKubelet('1.10.4');
    real.sim.setApiTrouble({ kind: 'gone' });
    const { status, message } = await act(real.sim, 'upgrade');
    expect(status).toBe('failed');
    expect(message).toMatch(/^upgrade: Waiting for the API server to tell its version/u);
    expect(await kubelet()).toBe('Kubernetes v1.10.2');
    real.sim.setApiTrouble(null);
    real.sim.updateStatus(worker);
    await real.settle();
    expect(await kubelet()).toBe('Kubernetes v1.10.4');
  });

  it('of another name, and files that are no snaps, are refused before anything changes', async () => {
    real.sim.attachResource(app, 'kubelet', await packSnap(real.machine, 'kube-proxy', '1.10.5'));
    await real.settle();
    expect(real.status()).toMatch(/^blocked: resource kubelet: the file is a snap of another name: kube-proxy/u);
    await real.machine.write('/root/none.snap', 'no snap\n');
    real.sim.attachResource(app, 'kubelet', `${real.machine.real.root}/root/none.snap`);
    await real.settle();
    expect(await act(real.sim, 'upgrade')).toMatchObject({ status: 'failed' });
    expect(await list()).toMatch(/^kubelet +1\.10\.4 /mu);
  });

  it('have channels that are told as the charm reads them', async () => {
    const { stdout } = await real.machine.run(['snap', 'info', 'kubelet', 'kubectl']);
    const [first, second] = parseSnapInfo(stdout);
    expect(first).toMatchObject({ name: 'kubelet', isFromStore: true });
    expect(first?.channels).toEqual({
      '1.10/stable': '1.10.2',
      '1.10/candidate': '1.10.2',
      '1.10/beta': '1.10.2',
      '1.10/edge': '1.10.3',
    });
    expect(second).toMatchObject({ name: 'kubectl', isFromStore: false, channels: {} });
  });
});
