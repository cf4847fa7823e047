import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/host/host.ts';
import { aFolder } from './stand-ins.ts';

/** Files under a fresh root, and the real path of a file there. */
function underFreshRoot() {
  const root = aFolder();
  return { root, files: createFiles({ root }), at: (name: string) => path.join(root, name) };
}

const modeOf = (real: string): number => fs.statSync(real).mode & 0o7777;

describe('write', () => {
  it('gives the content and the mode, whatever the umask, and makes the folders above', async () => {
    const { files, at } = underFreshRoot();
    const umask = process.umask(0o077);
    try {
      expect(await files.write('/etc/a/b.conf', 'text', { mode: 0o664 })).toBe(true);
      expect(await files.write('/root/x/key', 'key', { mode: 0o600, parentMode: 0o750 })).toBe(true);
    } finally {
      process.umask(umask);
    }
    expect(fs.readFileSync(at('etc/a/b.conf'), 'utf8')).toBe('text');
    expect([at('etc/a/b.conf'), at('etc'), at('etc/a'), at('root/x/key'), at('root/x')].map(modeOf)).toEqual([
      0o664, 0o755, 0o755, 0o600, 0o750,
    ]);
  });

  it('touches nothing when content and mode are as wanted', async () => {
    const { files, at } = underFreshRoot();
    await files.write('/file', 'same', { mode: 0o644 });
    const before = fs.statSync(at('file'), { bigint: true });
    expect(await files.write('/file', Buffer.from('same'), { mode: 0o644 })).toBe(false);
    const after = fs.statSync(at('file'), { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  });

  it.each([
    ['content', 'other', 0o644],
    ['content of the same length', 'emas', 0o644],
    ['mode', 'same', 0o600],
  ])('reports a change of %s', async (_what, content, mode) => {
    const { files, at } = underFreshRoot();
    await files.write('/file', 'same', { mode: 0o644 });
    expect(await files.write('/file', content, { mode })).toBe(true);
    expect([fs.readFileSync(at('file'), 'utf8'), modeOf(at('file'))]).toEqual([content, mode]);
  });

  it('replaces a symbolic link, and leaves what it led to alone', async () => {
    const { files, at } = underFreshRoot();
    await files.write('/target', 'old', { mode: 0o644 });
    fs.symlinkSync('target', at('link'));
    expect(await files.write('/link', 'old', { mode: 0o644 })).toBe(false);
    expect(await files.write('/link', 'new', { mode: 0o644 })).toBe(true);
    expect(fs.lstatSync(at('link')).isSymbolicLink()).toBe(false);
    expect([await files.readText('/target'), await files.readText('/link')]).toEqual(['old', 'new']);
  });

  it('replaces a link that leads nowhere', async () => {
    const { files, at } = underFreshRoot();
    fs.symlinkSync('nowhere', at('link'));
    expect(await files.write('/link', 'text', { mode: 0o644 })).toBe(true);
    expect(fs.lstatSync(at('link')).isFile()).toBe(true);
  });

  it('removes what a killed write of the same name left, and nothing else', async () => {
    const { files, root } = underFreshRoot();
    for (const name of ['.file.kw-tmp-1-abc', '.file.kw-tmp-2-abc', '.file2.kw-tmp-1-abc', '.file.swp']) {
      fs.writeFileSync(path.join(root, name), 'part');
    }
    await files.write('/file', 'whole', { mode: 0o644 });
    expect(fs.readdirSync(root).sort()).toEqual(['.file.swp', '.file2.kw-tmp-1-abc', 'file']);
  });

  it('that fails leaves the old state and no temporary file, and names file and cause', async () => {
    const { files, root } = underFreshRoot();
    await files.makeFolder('/folder', { mode: 0o755 });
    const write = files.write('/folder', 'text', { mode: 0o644 });
    await expect(write).rejects.toMatchObject({
      kind: 'FileFailed',
      path: '/folder',
      operation: 'write',
      code: 'EISDIR',
    });
    expect(fs.readdirSync(root)).toEqual(['folder']);
  });

  it('shows readers the old content or the new one, never a part', async () => {
    const { files } = underFreshRoot();
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await files.write('/file', contents[0] ?? '', { mode: 0o644 });
    const seen = new Set<boolean>();
    const writing = (async () => {
      for (let turn = 1; turn <= 20; turn += 1) await files.write('/file', contents[turn % 2] ?? '', { mode: 0o644 });
      return true;
    })();
    let isOver = false;
    void writing.then(() => (isOver = true));
    while (!isOver) seen.add(contents.includes((await files.readText('/file')) ?? ''));
    expect(await writing).toBe(true);
    expect([...seen]).toEqual([true]);
  });

  it('works when two writes of one name run at once', async () => {
    const { files, root } = underFreshRoot();
    await Promise.all(['1', '2', '3', '4'].map((content) => files.write('/a/file', content, { mode: 0o644 })));
    expect(fs.readdirSync(path.join(root, 'a'))).toEqual(['file']);
    expect(['1', '2', '3', '4']).toContain(await files.readText('/a/file'));
  });
});

describe('files', () => {
  it('that do not exist are null, also below something that is no folder', async () => {
    const { files } = underFreshRoot();
    await files.write('/file', '', { mode: 0o644 });
    for (const name of ['/none', '/none/deeper', '/file/deeper']) {
      const answers = [
        files.readText(name),
        files.readBytes(name),
        files.stat(name),
        files.readLink(name),
        files.list(name),
        files.sha256(name),
      ];
      expect(await Promise.all(answers)).toEqual([null, null, null, null, null, null]);
      expect(await files.remove(name)).toBe(false);
    }
  });

  it('are read as text and as bytes, hashed and described', async () => {
    const { files, at } = underFreshRoot();
    await files.write('/dir/file', 'abc', { mode: 0o640 });
    fs.utimesSync(at('dir/file'), 1, 1);
    fs.symlinkSync('dir/file', at('link'));
    expect(await files.readText('/link')).toBe('abc');
    expect(await files.readBytes('/link')).toEqual(Buffer.from('abc'));
    expect(await files.sha256('/link')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const described = { sizeBytes: 3, mtimeNs: '1000000000', mode: 0o640, isFile: true, isDirectory: false };
    expect(await files.stat('/link')).toEqual(described);
    expect(await files.stat('/dir')).toMatchObject({ isFile: false, isDirectory: true });
    expect([await files.readLink('/link'), await files.readLink('/dir')]).toEqual(['dir/file', null]);
    expect(files.realPath('/dir/file')).toBe(at('dir/file'));
  });

  it('are listed sorted, a folder with nothing in it as nothing', async () => {
    const { files } = underFreshRoot();
    for (const name of ['b', 'a', 'c']) await files.write(`/dir/${name}`, '', { mode: 0o644 });
    await files.makeFolder('/empty', { mode: 0o755 });
    expect([await files.list('/dir'), await files.list('/empty'), await files.list('/dir/a')]).toEqual([
      ['a', 'b', 'c'],
      [],
      null,
    ]);
  });

  it('are removed, links without what they lead to, folders when they are empty', async () => {
    const { files, at } = underFreshRoot();
    await files.write('/dir/file', 'x', { mode: 0o644 });
    fs.symlinkSync('dir/file', at('link'));
    await expect(files.remove('/dir')).rejects.toMatchObject({ code: 'ENOTEMPTY', operation: 'remove' });
    expect(await files.remove('/link')).toBe(true);
    expect(await files.remove('/dir/file')).toBe(true);
    expect(await files.remove('/dir')).toBe(true);
    expect(fs.readdirSync(at('.'))).toEqual([]);
  });

  it('are renamed in place of what was there', async () => {
    const { files } = underFreshRoot();
    await files.write('/a', '1', { mode: 0o644 });
    await files.write('/b', '2', { mode: 0o644 });
    await files.rename('/a', '/b');
    expect([await files.readText('/a'), await files.readText('/b')]).toEqual([null, '1']);
    await expect(files.rename('/none', '/b')).rejects.toMatchObject({
      kind: 'FileFailed',
      path: '/none',
      code: 'ENOENT',
    });
  });

  it('never lie outside of the root', async () => {
    const { files, root } = underFreshRoot();
    await files.write('/../../../escaped', 'x', { mode: 0o644 });
    expect(fs.readdirSync(root)).toEqual(['escaped']);
  });

  it('have absolute paths', async () => {
    await expect(underFreshRoot().files.readText('etc/passwd')).rejects.toMatchObject({ kind: 'Impossible' });
  });

  it('without a root are those of the machine itself', async () => {
    const { at } = underFreshRoot();
    const files = createFiles({ root: '' });
    await files.write(at('x/y'), 'text', { mode: 0o600 });
    expect(fs.readFileSync(at('x/y'), 'utf8')).toBe('text');
    expect(fs.readdirSync(at('.'))).toEqual(['x']);
  });
});

describe('makeFolder', () => {
  it('gives the folder its mode, and those above it 0755', async () => {
    const { files, at } = underFreshRoot();
    expect(await files.makeFolder('/a/b', { mode: 0o700 })).toBe(true);
    expect([modeOf(at('a')), modeOf(at('a/b'))]).toEqual([0o755, 0o700]);
    expect(await files.makeFolder('/a/b', { mode: 0o700 })).toBe(false);
    expect(await files.makeFolder('/a/b', { mode: 0o711 })).toBe(true);
    expect(modeOf(at('a/b'))).toBe(0o711);
  });

  it('fails where a file is in the way', async () => {
    const { files } = underFreshRoot();
    await files.write('/a', '', { mode: 0o644 });
    await expect(files.makeFolder('/a', { mode: 0o700 })).rejects.toMatchObject({ kind: 'FileFailed', code: 'EEXIST' });
  });
});

describe('append', () => {
  it('adds to the end, and begins a new file when the old one is full', async () => {
    const { files, at } = underFreshRoot();
    for (const line of ['one\n', 'two\n', 'six\n', 'ten\n']) {
      await files.append('/t/trace', line, { mode: 0o600, rotateAtBytes: 8 });
    }
    expect([await files.readText('/t/trace.1'), await files.readText('/t/trace')]).toEqual([
      'one\ntwo\n',
      'six\nten\n',
    ]);
    expect(modeOf(at('t/trace'))).toBe(0o600);
  });

  it('grows without end where no limit is given', async () => {
    const { files } = underFreshRoot();
    for (let turn = 0; turn < 3; turn += 1) await files.append('/trace', '0123456789', { mode: 0o600 });
    expect((await files.readText('/trace'))?.length).toBe(30);
  });
});
