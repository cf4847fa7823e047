import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { dockerInfo, lifeOfDockerd } from './dockerd.ts';

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker({ 'docker-opts': '--label colour=blue' });
});
afterAll(() => real.end());

/** dockerd tells them in any order. */
const labels = async () => (await dockerInfo(real.machine, '{{range .Labels}}{{println .}}{{end}}')).split('\n').sort();

describe.sequential('Docker on a real machine', () => {
  it('is installed from the archive by the install hook, runs, and has its options', async () => {
    const [install] = await real.settle();
    expect(install).toMatchObject({ hook: 'install', exitCode: 0 });
    const { stdout } = await real.machine.run([
      'dpkg-query',
      '--show',
      '--showformat=${db:Status-Abbrev}',
      'docker.io',
    ]);
    // Installed, and held at its version.
    expect(stdout).toBe('hi ');
    expect(await labels()).toEqual(['colour=blue']);
  });

  it('lets pods be reached: the FORWARD chain accepts', async () => {
    const { stdout } = await real.machine.run(['iptables', '-S', 'FORWARD']);
    expect(stdout.split('\n')[0]).toBe('-P FORWARD ACCEPT');
  });

  it('is all there on a machine that snaps cannot be had on; the status says what is missing', () => {
    expect(real.status()).toMatch(/^blocked: .*snap install .*kubectl is not on this machine/u);
  });

  it('restarts once when its options change, and has the new ones', async () => {
    const before = await lifeOfDockerd(real.machine);
    await real.configure({ 'docker-opts': "--label colour=red --label 'shape=round and flat' --log-level=warn" });
    expect(await labels()).toEqual(['colour=red', 'shape=round and flat']);
    const after = await lifeOfDockerd(real.machine);
    expect(after.starts).toBe(before.starts + 1);
    expect(after.invocation).not.toBe(before.invocation);
  });

  it('goes through its proxies after one restart, whichever are set', async () => {
    const { starts } = await lifeOfDockerd(real.machine);
    const https = 'http://user:pa%25ss@proxy.test:3128';
    await real.configure({ http_proxy: 'http://proxy.test:3128', https_proxy: https, no_proxy: '10.0.0.0/8,.test' });
    // dockerd hides the credentials in what it says.
    expect(await dockerInfo(real.machine, '{{.HTTPProxy}} {{.HTTPSProxy}} {{.NoProxy}}')).toBe(
      'http://proxy.test:3128 http://xxxxx:xxxxx@proxy.test:3128 10.0.0.0/8,.test',
    );
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 1);
    await real.configure({ http_proxy: '', https_proxy: '', no_proxy: '' });
    expect(await dockerInfo(real.machine, '{{.HTTPProxy}}{{.HTTPSProxy}}{{.NoProxy}}')).toBe('');
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 2);
  });

  it('goes on running through hooks that change nothing', async () => {
    const before = await lifeOfDockerd(real.machine);
    const { hooks, failed } = await real.sim.advance(900);
    expect(hooks.map(({ hook }) => hook)).toContain('update-status');
    expect(failed).toEqual([]);
    await real.configure({ labels: 'disk=ssd' });
    expect(await lifeOfDockerd(real.machine)).toEqual(before);
  });

  it.each([
    { what: 'a flag that it does not know', options: '--no-such-flag', named: /no-such-flag/u },
    { what: 'a value that it does not take', options: '--log-level=loud', named: /loud/u },
    { what: 'what is no label', options: '--label=nothing', named: /nothing/u },
  ])('goes on running with what it has when docker-opts has $what', async ({ options, named }) => {
    const before = await lifeOfDockerd(real.machine);
    const defaults = await real.machine.read('/etc/default/docker');
    await real.configure({ 'docker-opts': options });
    expect(real.status()).toMatch(/^blocked: .*docker-opts: /u);
    expect(real.status()).toMatch(named);
    expect(await lifeOfDockerd(real.machine)).toEqual(before);
    expect(await real.machine.read('/etc/default/docker')).toBe(defaults);
    expect(await labels()).toEqual(['colour=red', 'shape=round and flat']);
  });

  it('is what it was, without a restart, when the option is what it was', async () => {
    const before = await lifeOfDockerd(real.machine);
    await real.configure({ 'docker-opts': "--label colour=red --label 'shape=round and flat' --log-level=warn" });
    expect(real.status()).not.toMatch(/docker-opts/u);
    expect(await lifeOfDockerd(real.machine)).toEqual(before);
  });

  it('has its files again, without a restart, when somebody has edited them', async () => {
    const before = await lifeOfDockerd(real.machine);
    const defaults = await real.machine.read('/etc/default/docker');
    await real.machine.write('/etc/default/docker', 'DOCKER_OPTS="--label colour=none"\n');
    await real.sim.advance(900);
    expect(await real.machine.read('/etc/default/docker')).toBe(defaults);
    expect(await lifeOfDockerd(real.machine)).toEqual(before);
  });

  it('is started again when somebody has stopped it', async () => {
    const { starts } = await lifeOfDockerd(real.machine);
    await real.machine.run(['systemctl', 'stop', 'docker.socket', 'docker.service']);
    await real.sim.advance(900);
    expect(await labels()).toEqual(['colour=red', 'shape=round and flat']);
    expect((await lifeOfDockerd(real.machine)).starts).toBe(starts + 1);
  });
});
