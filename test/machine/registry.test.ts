import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox, registry, startRegistry } from './a-registry.ts';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';

const image = `${registry}/busybox:1`;

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker();
  await real.settle();
  await startRegistry(real.machine, real.address);
  await importBusybox(real.machine, image);
});
afterAll(() => real.end());

const logins = (password: string) => JSON.stringify([{ server: registry, username: 'user', password }]);
const docker = (...argv: readonly string[]) => real.machine.run(['docker', ...argv], { ok: [0, 1] });

describe.sequential('a private registry with TLS and users', () => {
  it('refuses who is not logged in', async () => {
    const pushed = await docker('push', image);
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stderr).toContain('no basic auth credentials');
  });

  it('that refuses the password blocks with its name and does not tell the password', async () => {
    await real.configure({ 'docker-logins': logins('not-the-password') });
    expect(real.status()).toContain(`docker-logins: ${registry}`);
    expect(real.status()).toMatch(/^blocked: .*401 Unauthorized/u);
    expect(JSON.stringify(real.sim.log())).not.toContain('not-the-password');
  });

  it('is logged in to with docker-logins: images are pushed and pulled', async () => {
    await real.configure({ 'docker-logins': logins('right') });
    expect(real.status()).not.toContain('docker-logins');
    expect(await docker('push', image)).toMatchObject({ exitCode: 0 });
    await docker('rmi', image);
    expect(await docker('pull', image)).toMatchObject({ exitCode: 0 });
    const ran = await docker('run', '--rm', '--network=none', image, '/bin/busybox', 'echo', 'it', 'runs');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'it runs\n' });
  });

  it('is known to kubelet too, in a file that only root reads', async () => {
    const file = '/var/lib/kubelet/config.json';
    const auth = Buffer.from('user:right').toString('base64');
    expect(JSON.parse(await real.machine.read(file))).toMatchObject({ auths: { [registry]: { auth } } });
    expect((await real.machine.run(['stat', '--format=%a %U', file])).stdout).toBe('600 root\n');
  });

  it('stays logged in to when the next password is wrong', async () => {
    await real.configure({ 'docker-logins': logins('mistyped') });
    expect(real.status()).toMatch(/^blocked: .*registry\.test:5000/u);
    await docker('rmi', image);
    expect(await docker('pull', image)).toMatchObject({ exitCode: 0 });
  });

  it('is logged out of when it is taken from the list', async () => {
    await real.configure({ 'docker-logins': '[]' });
    expect(real.status()).not.toContain('docker-logins');
    await docker('rmi', image);
    const pulled = await docker('pull', image);
    expect(pulled.exitCode).toBe(1);
    expect(pulled.stderr).toContain('no basic auth credentials');
  });
});
