import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker({ 'docker-opts': '--label colour=blue --log-level warn' });
});
afterAll(() => real.end());

describe('on a real machine', () => {
  it('the install hook installs docker.io with apt, and dockerd answers', async () => {
    await real.settle();
    const { stdout } = await real.machine.run(['dpkg-query', '--show', '--showformat=${db:Status-Abbrev}', 'docker.io']);
    expect(stdout).toBe('ii ');
    const info = await real.machine.run(['docker', 'info', '--format', '{{json .Labels}}']);
    expect(JSON.parse(info.stdout)).toEqual(['colour=blue']);
  });
});
