import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { dockerInfo } from './dockerd.ts';

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker({ 'docker-opts': '--label colour=blue' });
});
afterAll(() => real.end());

/** The hook, apt and dpkg are killed as soon as dpkg works on the package. */
async function killIn(step: string, name: string): Promise<string> {
  const { run } = real.machine;
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 20) {
    const { stdout } = await run(['cat', '/var/log/dpkg.log'], { ok: [0, 1] });
    if (stdout.includes(` ${step} ${name}:`)) {
      const { stdout: pids } = await run(['pgrep', '-d', ' ', '-f', '/charm/dist/main.cjs|^apt-get|^/usr/bin/dpkg']);
      await run(['kill', '-KILL', ...pids.trim().split(' ')], { ok: [0, 1] });
      return stdout;
    }
    await sleep(20);
  }
  throw new Error(`dpkg never came to ${step} ${name}`);
}

it('an install hook that is killed in the middle of dpkg goes on in its retry', async () => {
  const settling = real.settle();
  await killIn('status half-installed', 'docker.io');
  const status = '--showformat=${db:Status-Abbrev}';
  const broken = await real.machine.run(['dpkg-query', '--show', status, 'docker.io'], { ok: [0, 1] });
  expect(broken.stdout).not.toBe('ii ');
  const hooks = await settling;
  expect(hooks.slice(0, 2)).toMatchObject([
    { hook: 'install', signal: 'SIGKILL', committed: false },
    { hook: 'install', exitCode: 0, committed: true },
  ]);
  expect((await real.machine.run(['dpkg', '--audit'])).stdout).toBe('');
  expect(await dockerInfo(real.machine, '{{json .Labels}}')).toBe('["colour=blue"]');
});
