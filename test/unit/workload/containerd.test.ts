import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAsPackaged } from '../../../src/workload/conffiles.ts';
import { lackingForKubelet, parseContainerdAccount } from '../../../src/workload/containerd-account.ts';
import { isRenderedByCharm, needsContainerd, renderContainerdConfig } from '../../../src/workload/containerd-config.ts';

/** What `containerd config dump` of that version printed for the charm's file with NVIDIA's runtime, or for a package's. */
const printed = (version: string, file: 'charm' | 'docker' | 'debian') =>
  readFileSync(path.join(import.meta.dirname, 'containerd', `${version}-${file}.toml`), 'utf8');
const lacking = (text: string, hasNvidia = false) => lackingForKubelet(parseContainerdAccount(text), { hasNvidia });

describe('the version of kubelet', () => {
  it.each([
    [1, 10, false],
    [1, 23, false],
    [1, 24, true],
    [1, 35, true],
    [2, 0, true],
    [0, 30, false],
  ])('%i.%i makes it speak to containerd: %s', (major, minor, isNeeded) => {
    expect(needsContainerd({ major, minor })).toBe(isNeeded);
  });
});

describe("the charm's file for containerd", () => {
  it("has NVIDIA's runtime beside runc where that is installed, and runc stays the default", () => {
    const [without, having] = [false, true].map((hasNvidia) => renderContainerdConfig({ hasNvidia }));
    expect(without).not.toContain('nvidia');
    expect(having?.startsWith(without ?? 'x')).toBe(true);
    expect(having).toContain('BinaryName = "/usr/bin/nvidia-container-runtime"');
  });

  it('is known again by its first line', () => {
    expect(isRenderedByCharm(renderContainerdConfig({ hasNvidia: false }))).toBe(true);
    expect(isRenderedByCharm(`\n${renderContainerdConfig({ hasNvidia: false })}`)).toBe(false);
    expect(isRenderedByCharm('version = 2\n')).toBe(false);
  });
});

describe.each(['1.6.20', '2.1.9'])('what containerd %s takes', (version) => {
  it("from the charm's file lacks nothing", () => {
    expect(lacking(printed(version, 'charm'), true)).toEqual([]);
  });

  it("from Docker's package lacks the plugin that serves kubelet", () => {
    expect(lacking(printed(version, 'docker'))).toEqual([expect.stringContaining('the CRI plugin (disabled_plugins')]);
  });

  it("from Debian's package lacks the driver of cgroups and the folder of plugins", () => {
    expect(lacking(printed(version, 'debian'))).toEqual([
      'SystemdCgroup = true for the runtime runc',
      'bin_dir = "/opt/cni/bin" for cni',
    ]);
  });

  it("lacks NVIDIA's runtime where that is needed and the file has none", () => {
    expect(lacking(printed(version, 'debian'), true)).toContain('a runtime nvidia');
  });

  it.each([
    ['true', 'false', 'SystemdCgroup = true for the runtime runc'],
    ['/etc/cni/net.d', '/etc/cni', 'conf_dir = "/etc/cni/net.d" for cni'],
    ['/opt/cni/bin', '/usr/lib/cni', 'bin_dir = "/opt/cni/bin" for cni'],
  ])('with %s as %s lacks %s', (was, is, what) => {
    const lines = printed(version, 'charm').split('\n');
    const changed = lines.map((line) =>
      was !== 'true' || line.includes('SystemdCgroup') ? line.replace(was, is) : line,
    );
    expect(lacking(changed.join('\n'))).toEqual([what]);
  });

  it('is judged by the runtime that the operator made the default', () => {
    const text = printed(version, 'debian').replace(/(default_runtime_name = )["']runc["']/u, '$1"kata"');
    expect(lacking(text)[0]).toBe('a runtime kata');
  });
});

describe('a file of a package', () => {
  const content = 'disabled_plugins = ["cri"]\n';
  const digest = createHash('md5').update(content).digest('hex');

  it.each([
    [`\n /etc/containerd/config.toml ${digest}\n`, true],
    [` /etc/containerd/config.toml ${digest} obsolete`, true],
    [` /etc/containerd/config.toml ${digest.replace(/^./u, 'x')}`, false],
    [` /etc/containerd/other.toml ${digest}`, false],
    ['\n', false],
    [' /etc/containerd/config.toml newconffile', false],
  ])('is as delivered where dpkg lists %j: %s', (listed, isSame) => {
    expect(isAsPackaged(listed, '/etc/containerd/config.toml', content)).toBe(isSame);
  });
});
