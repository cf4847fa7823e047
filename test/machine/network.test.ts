import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from './a-registry.ts';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { lifeOfDockerd } from './dockerd.ts';

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker();
  await real.settle();
  await real.machine.run(['apt-get', 'install', '-y', '-qq', 'busybox-static']);
  await importBusybox(real.machine, 'busybox:1');
});
afterAll(() => real.end());

/** The bridge as the kernel has it, and the network as dockerd has it. */
async function network() {
  const { run } = real.machine;
  const link = (await run(['ip', '-oneline', 'address', 'show', 'dev', 'docker0'])).stdout;
  const format = '{{(index .IPAM.Config 0).Subnet}} {{index .Options "com.docker.network.driver.mtu"}}';
  const { stdout } = await run(['docker', 'network', 'inspect', 'bridge', '--format', format]);
  return {
    index: /^(\d+):/u.exec(link)?.[1],
    address: /inet (\S+)/u.exec(link)?.[1],
    docker: stdout.trim(),
  };
}

describe.sequential('the network that sdn-plugin gives', () => {
  it("is that of Docker's bridge after one restart", async () => {
    const [before, { starts }] = [await network(), await lifeOfDockerd(real.machine)];
    real.sim.deploy({ application: 'overlay', charm: path.resolve('test/machine/overlay'), series: 'focal' });
    real.sim.relate('kubernetes-worker:sdn-plugin', 'overlay:sdn-plugin');
    await real.settle();
    expect(await network()).toEqual({ index: before.index, address: '10.1.54.1/24', docker: '10.1.54.0/24 1410' });
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 1);
  });

  it('is the one that containers are in', async () => {
    const argv = ['docker', 'run', '--rm', 'busybox:1', '/bin/busybox', 'ip', 'address', 'show', 'dev', 'eth0'];
    const { stdout } = await real.machine.run(argv);
    expect(stdout).toMatch(/mtu 1410 [\s\S]*inet 10\.1\.54\.\d+\/24 /u);
  });

  it('changes with the relation, on the same bridge', async () => {
    const [before, { starts }] = [await network(), await lifeOfDockerd(real.machine)];
    real.sim.setConfig('overlay', { subnet: '10.2.9.1/24' });
    await real.settle();
    expect(await network()).toEqual({ index: before.index, address: '10.2.9.1/24', docker: '10.2.9.0/24 1410' });
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 1);
  });

  it('goes with the relation, and dockerd has a bridge with an address of its own choice', async () => {
    const { starts } = await lifeOfDockerd(real.machine);
    real.sim.removeRelation('kubernetes-worker:sdn-plugin', 'overlay:sdn-plugin');
    await real.settle();
    expect((await real.machine.run(['cat', '/etc/docker/daemon.json'], { ok: [0, 1] })).stdout).not.toMatch(/bip|mtu/u);
    expect(await network()).toMatchObject({ address: '172.17.0.1/16', docker: '172.17.0.0/16 1500' });
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 1);
  });
});
