import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderContainerdConfig } from '../../../src/workload/containerd-config.ts';
import { configureContainerd } from '../../../src/worker/handlers/configure-containerd.ts';
import type { RuntimeKind } from '../../../src/juju/juju.ts';
import { handlerPorts } from './handler-ports.ts';

const file = '/etc/containerd/config.toml';
const printed = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../workload/containerd', `${name}.toml`), 'utf8');
const configured = { kind: 'done', sets: ['containerd.configured'] };

/**
 * A machine with this file and a containerd that prints, as its own account, what a real one printed: of any file but
 * the charm's, `theirs`; it refuses what has a syntax error.
 */
async function aContainerd(given: { readonly content?: string; readonly theirs?: string; readonly packaged?: string }) {
  const world = await handlerPorts();
  const { files, machine, ports, script } = world;
  if (given.content !== undefined) await files.write(file, given.content, { mode: 0o600 });
  await files.write('/charm.toml', printed('2.1.9-charm'), { mode: 0o644 });
  await files.write('/theirs.toml', given.theirs ?? '', { mode: 0o644 });
  const digest = createHash('md5')
    .update(given.packaged ?? 'disabled_plugins = ["cri"]\n')
    .digest('hex');
  script('dpkg-query', `printf ' ${file} ${digest}\\n'; echo 'no packages found matching containerd' >&2; exit 1`);
  script(
    'containerd',
    [
      'file="${1#--config=}"',
      'if /bin/grep -q "= \\[$" "$file"; then echo "containerd: failed to load TOML: unterminated array" >&2; exit 1; fi',
      `if /bin/grep -q kubernetes-worker "$file"; then /bin/cat '${files.realPath('/charm.toml')}'`,
      `else /bin/cat '${files.realPath('/theirs.toml')}'; fi`,
    ].join('\n'),
  );
  const run = (version = '1.28.3', runtime: RuntimeKind | null = 'upstream') =>
    configureContainerd.run({
      hook: 'config-changed',
      inputs: {
        'drift.containerd': {},
        'host.kubelet-version': { revision: '1', version },
        'machine.runtime': runtime,
      },
      ports,
    });
  const wanted = () => ports.services.wanted()['containerd'];
  return { ...world, machine, run, wanted, content: () => files.readText(file) };
}

describe('containerd below Kubernetes 1.24', () => {
  it('is left as it is, and kubelet need not wait for it', async () => {
    const { run, wanted, content, calls } = await aContainerd({ content: 'x = 1\n' });
    expect(await run('1.23.17')).toMatchObject(configured);
    expect([await content(), wanted(), calls()]).toEqual(['x = 1\n', undefined, []]);
  });

  it('keeps what the charm wrote for a later kubelet', async () => {
    const ours = renderContainerdConfig({ hasNvidia: false });
    const { run, content } = await aContainerd({ content: ours });
    await run('1.10.2');
    expect(await content()).toBe(ours);
  });
});

describe('containerd from Kubernetes 1.24 on', () => {
  it.each([
    ['where there is no file', {}],
    ["where the package's own is there", { content: 'disabled_plugins = ["cri"]\n' }],
    [
      'where an earlier version of the charm wrote it',
      { content: '# This file is written by the Juju charm kubernetes-worker.\n' },
    ],
  ])('has the file of the charm %s', async (_title, given) => {
    const { run, wanted, content, files } = await aContainerd(given);
    expect(await run()).toMatchObject(configured);
    expect(await content()).toBe(renderContainerdConfig({ hasNvidia: false }));
    expect(wanted()).toBeDefined();
    expect(await files.list('/etc/containerd')).toEqual(['config.toml']);
  });

  it("keeps NVIDIA's runtime while another runtime replaces it, until that is there", async () => {
    const withNvidia = renderContainerdConfig({ hasNvidia: true });
    const { run, wanted, content } = await aContainerd({ content: withNvidia });
    await run('1.28.3', 'nvidia');
    const before = wanted();
    await run('1.28.3', null);
    expect([await content(), wanted()]).toEqual([withNvidia, before]);
    await run('1.28.3', 'apt');
    expect(await content()).toBe(renderContainerdConfig({ hasNvidia: false }));
  });

  it('is not asked again, nor due for another restart, when its file is as it should be', async () => {
    const { run, wanted, calls } = await aContainerd({});
    await run();
    const [before, asked] = [wanted(), calls().length];
    await run();
    expect([wanted(), calls().length]).toEqual([before, asked]);
  });

  it("gets NVIDIA's runtime with NVIDIA's packages, and loses it with them", async () => {
    const { run, wanted, content } = await aContainerd({});
    await run('1.28.3', 'nvidia');
    const having = wanted();
    expect(await content()).toBe(renderContainerdConfig({ hasNvidia: true }));
    await run('1.28.3', 'apt');
    expect(await content()).toBe(renderContainerdConfig({ hasNvidia: false }));
    expect(wanted()).not.toBe(having);
  });

  it('keeps the file of an operator, when that has what kubelet needs', async () => {
    const { run, wanted, content } = await aContainerd({ content: 'version = 2\n', theirs: printed('1.6.20-charm') });
    expect(await run()).toMatchObject(configured);
    expect([await content(), wanted()]).toEqual(['version = 2\n', JSON.stringify('version = 2\n')]);
  });

  it('keeps the file of an operator that lacks something, is not restarted, and the status says what to add', async () => {
    const { run, wanted, content } = await aContainerd({ content: 'version = 2\n', theirs: printed('2.1.9-debian') });
    expect(await run('1.28.3', 'nvidia')).toMatchObject({
      kind: 'blocked',
      sets: [],
      why: `${file} lacks SystemdCgroup = true for the runtime runc, a runtime nvidia, bin_dir = "/opt/cni/bin" for cni: add it, or remove the file`,
    });
    expect([await content(), wanted()]).toEqual(['version = 2\n', undefined]);
  });

  it('is not restarted with a file that it does not read', async () => {
    const { run, wanted } = await aContainerd({ content: 'imports = [\n' });
    expect(await run()).toMatchObject({
      kind: 'blocked',
      why: `Checking ${file}: containerd: failed to load TOML: unterminated array`,
    });
    expect(wanted()).toBeUndefined();
  });

  it('keeps its file where it refuses the one of the charm', async () => {
    const packaged = 'disabled_plugins = ["cri"]\n';
    const { run, content, wanted, script, files } = await aContainerd({ content: packaged });
    script('containerd', 'echo "containerd: unsupported config version 2" >&2; exit 1');
    expect(await run()).toMatchObject({ kind: 'blocked' });
    expect([await content(), wanted()]).toEqual([packaged, undefined]);
    expect(await files.list('/etc/containerd')).toEqual(['config.toml']);
  });

  it('is waited for while kubelet has no version', async () => {
    const { run } = await aContainerd({});
    expect(await run('')).toMatchObject({ kind: 'waiting' });
  });
});
