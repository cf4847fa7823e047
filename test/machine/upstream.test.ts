import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';
import { impersonate } from './an-impostor.ts';
import { lifeOfDockerd } from './dockerd.ts';

let real: RealWorker;
let asked: readonly string[];
beforeAll(async () => {
  real = await aRealWorker();
  // Docker's repository has packages for releases of Ubuntu.
  await real.machine.write('/usr/lib/os-release', 'ID=ubuntu\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n');
  await real.settle();
  // A good key, but Debian's.
  const { root } = real.machine.real;
  const key = await readFile(path.join(root, 'usr/share/keyrings/debian-archive-bookworm-stable.gpg'));
  asked = await impersonate(real.machine, 'download.docker.com', { '/linux/ubuntu/gpg': key });
});
afterAll(() => real.end());

/** What apt and dpkg know. */
async function packages() {
  const { run } = real.machine;
  const sources = await run(['find', '/etc/apt', '-type', 'f', '-exec', 'sha256sum', '{}', '+']);
  return [sources.stdout, (await run(['dpkg-query', '--show'])).stdout];
}

describe.sequential('a repository of Docker whose key is not the one of Docker', () => {
  it('is not used: docker_runtime=upstream blocks with both fingerprints, and nothing has changed', async () => {
    const before = [await packages(), await lifeOfDockerd(real.machine)];
    await real.configure({ docker_runtime: 'upstream' });
    console.log(real.status(), asked);
    expect(asked).toContain('/linux/ubuntu/gpg');
    expect(real.status()).toMatch(/^blocked: .*9DC858229FC7DD38854AE2D88D81803C0EBFCD88/u);
    expect([await packages(), await lifeOfDockerd(real.machine)]).toEqual(before);
  });

  it('is forgotten when docker_runtime is what it was', async () => {
    const before = [await packages(), await lifeOfDockerd(real.machine)];
    await real.configure({ docker_runtime: 'auto' });
    expect(real.status()).not.toMatch(/docker_runtime|download\.docker\.com/u);
    expect([await packages(), await lifeOfDockerd(real.machine)]).toEqual(before);
  });
});
