import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { unpackCniPlugins } from '../../../src/workload/cni-archive.ts';

const loopback: Entry = [{ name: 'loopback', mode: 0o755 }, 'L'.repeat(3000)];

describe('the CNI archive', () => {
  it.each([
    ['', []],
    ['./', [[{ name: './', type: 'directory' }]] satisfies Entry[]],
    ['./', []],
  ])('gives the plugins at its root, their names behind %j', async (prefix, before) => {
    const archive = await archiveOf([
      ...before,
      [{ name: `${prefix}loopback` }, 'one'],
      [{ name: `${prefix}host-local` }, ''],
    ]);
    const plugins = await unpackCniPlugins(archive);
    const found = plugins.ok ? [...plugins.value].map(([name, content]) => [name, content.toString()]) : plugins;
    expect(found).toEqual([
      ['loopback', 'one'],
      ['host-local', ''],
    ]);
  });

  it('gives plugins of more than one block whole', async () => {
    const plugins = await unpackCniPlugins(await archiveOf([loopback]));
    expect(plugins.ok && plugins.value.get('loopback')?.toString()).toBe(loopback[1]);
  });

  it.each<readonly [string, Entry[0]]>([
    ['an absolute path', { name: '/loopback' }],
    ['a path upwards', { name: '../loopback' }],
    ['a path upwards inside', { name: './../x' }],
    ['a file in a folder', { name: 'bin/loopback' }],
    ['a folder', { name: 'bin', type: 'directory' }],
    ['a folder upwards', { name: '../', type: 'directory' }],
    ['a symbolic link', { name: 'link', type: 'symlink', linkname: '/etc/passwd' }],
    ['a hard link', { name: 'link', type: 'link', linkname: 'loopback' }],
    ['a device', { name: 'null', type: 'character-device' }],
    ['a pipe', { name: 'pipe', type: 'fifo' }],
    ['a name with a space', { name: 'a b' }],
    ['a hidden file', { name: '.bashrc' }],
  ])('with %s is refused, and the entry is named', async (_title, header) => {
    const plugins = await unpackCniPlugins(await archiveOf([loopback, [header], loopback]));
    const name = JSON.stringify(header.type === 'directory' ? header.name.replace(/\/?$/u, '') : header.name).slice(
      0,
      -1,
    );
    expect(plugins.ok ? '' : plugins.error.problem).toContain(name);
    expect(plugins.ok ? '' : plugins.error.problem).toMatch(/is not a plain file at the root of the archive$/u);
  });

  it('without loopback is refused', async () => {
    const plugins = await unpackCniPlugins(await archiveOf([[{ name: 'bridge' }, 'x']]));
    expect(plugins).toEqual({ ok: false, error: { problem: 'the archive has no file loopback at its root' } });
  });

  it('that unpacks to more than the limit is refused', async () => {
    const plugins = await unpackCniPlugins(await archiveOf([loopback]), { maxBytes: 2000 });
    expect(plugins).toEqual({ ok: false, error: { problem: 'the archive unpacks to more than 2000 bytes' } });
  });

  it.each([0.1, 0.5, 0.9])('of which only a part of %d arrived is refused', async (part) => {
    const whole = await archiveOf([loopback]);
    const plugins = await unpackCniPlugins(whole.subarray(0, Math.floor(whole.length * part)));
    expect(plugins).toEqual({ ok: false, error: { problem: 'the archive is cut off or empty' } });
  });

  it.each([600, 1000, 3000])('whose tar ends after %d bytes is refused', async (length) => {
    const tar = (await tarOf([loopback])).subarray(0, length);
    const plugins = await unpackCniPlugins(gzipSync(tar));
    expect(plugins).toEqual({ ok: false, error: { problem: 'the tar in the archive is cut off or damaged' } });
  });

  it.each([
    ['text', Buffer.from('no archive at all')],
    ['a tar without gzip', Buffer.concat([Buffer.from('loopback'), Buffer.alloc(1016)])],
  ])('that is %s is refused', async (_title, bytes) => {
    const plugins = await unpackCniPlugins(bytes);
    expect(plugins).toEqual({ ok: false, error: { problem: 'the archive is not gzip, or is damaged' } });
  });

  it('that holds no tar is refused', async () => {
    const plugins = await unpackCniPlugins(gzipSync('x'.repeat(1024)));
    expect(plugins).toEqual({ ok: false, error: { problem: 'the tar in the archive is cut off or damaged' } });
  });

  it('that is empty is refused', async () => {
    expect((await unpackCniPlugins(Buffer.alloc(0))).ok).toBe(false);
  });
});

type Entry = readonly [Partial<Header> & Pick<Header, 'name'>, string?];

async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  return gzipSync(await tarOf(entries));
}

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content = ''] of entries) tar.entry({ ...header }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
