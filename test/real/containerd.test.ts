import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lackingForKubelet, parseContainerdAccount } from '../../src/workload/containerd-account.ts';
import { renderContainerdConfig } from '../../src/workload/containerd-config.ts';

/** A containerd of this machine, of which no daemon is started: it is asked what it makes of files. */
const containerd = process.env['KUBERNETES_WORKER_TEST_CONTAINERD'] ?? 'containerd';
const version = versionOf(containerd);
if (version === null) {
  console.warn(`SKIPPED: no real containerd reads the charm's file here; install the package containerd.`);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-containerd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function accountOf(content: string) {
  const file = path.join(folder, 'config.toml');
  await writeFile(file, content);
  const { stdout } = await promisify(execFile)(containerd, [`--config=${file}`, 'config', 'dump']);
  return parseContainerdAccount(stdout);
}

describe.skipIf(version === null)(`a real containerd (${version ?? 'missing'})`, () => {
  it.each([false, true])(
    "finds in the charm's file all that kubelet needs, with NVIDIA's runtime: %s",
    async (hasNvidia) => {
      const account = await accountOf(renderContainerdConfig({ hasNvidia }));
      expect(lackingForKubelet(account, { hasNvidia })).toEqual([]);
      const runtimes = [...account.keys()].filter((table) => table.endsWith('.runtimes.nvidia'));
      expect(runtimes).toHaveLength(hasNvidia ? 1 : 0);
    },
  );

  it("runs pods by runc, and NVIDIA's program where they ask for it", async () => {
    const account = await accountOf(renderContainerdConfig({ hasNvidia: true }));
    const valuesOf = (key: string) => [...account.values()].flatMap((table) => table.get(key) ?? []);
    expect(valuesOf('default_runtime_name').map(unquoted)).toEqual(['runc']);
    expect(valuesOf('BinaryName').map(unquoted).filter(Boolean)).toEqual(['/usr/bin/nvidia-container-runtime']);
  });

  it("does not serve kubelet with the file of Docker's package", async () => {
    const lacking = lackingForKubelet(await accountOf('disabled_plugins = ["cri"]\n'), { hasNvidia: false });
    expect(lacking).toEqual([expect.stringContaining('the CRI plugin')]);
  });

  it('does not let systemd keep the cgroups of containers unless it is told to', async () => {
    const lacking = lackingForKubelet(await accountOf('version = 2\n'), { hasNvidia: false });
    expect(lacking).toContain('SystemdCgroup = true for the runtime runc');
  });

  it('refuses a file that is no TOML', async () => {
    await expect(accountOf('version = 2\ndisabled_plugins = [\n')).rejects.toThrow(/TOML/u);
  });
});

function versionOf(program: string): string | null {
  try {
    return /\d+\.\d+\.\d+/u.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown';
  } catch {
    return null;
  }
}

function unquoted(text: string): string {
  return text.replace(/^["']|["']$/gu, '');
}
