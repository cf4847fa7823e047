import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFiles, FileFailed } from '../../../src/host/host.ts';
import { aFolder } from './stand-ins.ts';

const ownUid = process.getuid?.() ?? 0;

function withUsers(uid: number) {
  const root = aFolder();
  const passwd = [
    'root:x:0:0::/root:/bin/sh',
    'ubuntu:x:1000:1000::/home/ubuntu:/bin/sh',
    `me:x:${ownUid}:${process.getgid?.() ?? 0}::/:`,
  ];
  fs.mkdirSync(path.join(root, 'etc'));
  fs.writeFileSync(path.join(root, 'etc/passwd'), `${passwd.join('\n')}\n`);
  const record = (): unknown => {
    const file = path.join(root, '.owners.json');
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  };
  return { root, record, files: createFiles({ root, uid }) };
}

describe('owners under a root, for an ordinary user', () => {
  const ordinary = 4321;

  it('are recorded beside the files, folders made on the way included', async () => {
    const { files, record } = withUsers(ordinary);
    expect(await files.write('/home/ubuntu/.kube/config', 'x', { mode: 0o600, owner: 'ubuntu' })).toBe(true);
    const owned = { '/home': 'ubuntu', '/home/ubuntu': 'ubuntu', '/home/ubuntu/.kube': 'ubuntu' };
    expect(record()).toEqual({ ...owned, '/home/ubuntu/.kube/config': 'ubuntu' });
  });

  it('count as a change when they differ, and only then', async () => {
    const { files, record } = withUsers(ordinary);
    const write = (owner?: string) =>
      files.write('/f', 'x', { mode: 0o600, ...(owner === undefined ? {} : { owner }) });
    expect([await write(), await write('root'), await write('ubuntu'), await write('ubuntu')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(record()).toEqual({ '/f': 'ubuntu' });
    expect([await write('root'), await write()]).toEqual([true, false]);
    expect(record()).toEqual({});
  });

  it('follow the file when it is renamed, and are forgotten when it is removed', async () => {
    const { files, record } = withUsers(ordinary);
    for (const name of ['/a', '/b', '/d/e']) await files.write(name, 'x', { mode: 0o600, owner: 'ubuntu' });
    await files.rename('/a', '/b');
    await files.rename('/d', '/c');
    expect(record()).toEqual({ '/b': 'ubuntu', '/c': 'ubuntu', '/c/e': 'ubuntu' });
    await files.remove('/b');
    expect(record()).toEqual({ '/c': 'ubuntu', '/c/e': 'ubuntu' });
  });

  it('are all recorded when files are written at once', async () => {
    const { files, record } = withUsers(ordinary);
    const names = ['/a', '/b', '/c', '/d', '/e'];
    await Promise.all(names.map((name) => files.write(name, 'x', { mode: 0o600, owner: 'ubuntu' })));
    expect(record()).toEqual(Object.fromEntries(names.map((name) => [name, 'ubuntu'])));
  });

  it('must be users of the machine', async () => {
    const { files, root } = withUsers(ordinary);
    const write = files.write('/f', 'x', { mode: 0o600, owner: 'nobody-here' });
    await expect(write).rejects.toMatchObject({ kind: 'FileFailed', code: 'NO_SUCH_USER', path: '/f' });
    expect(fs.existsSync(path.join(root, 'f'))).toBe(false);
  });
});

describe('owners on the disk', () => {
  it('leave a file alone that belongs to the right user', async () => {
    const { files, root, record } = withUsers(0);
    expect(await files.write('/d/f', 'x', { mode: 0o600, owner: 'me' })).toBe(true);
    expect(await files.write('/d/f', 'x', { mode: 0o600, owner: 'me' })).toBe(false);
    expect([fs.statSync(path.join(root, 'd/f')).uid, fs.statSync(path.join(root, 'd')).uid]).toEqual([ownUid, ownUid]);
    expect(record()).toEqual({});
  });

  it('are set where the system allows it, and a refusal is an error that leaves the old file', async () => {
    const { files, root } = withUsers(0);
    await files.write('/f', 'old', { mode: 0o600, owner: 'me' });
    const uidOrCode = await files.write('/f', 'new', { mode: 0o600, owner: 'ubuntu' }).then(
      () => fs.statSync(path.join(root, 'f')).uid,
      (error: unknown) => (error instanceof FileFailed ? error.code : error),
    );
    const isRoot = ownUid === 0;
    expect([uidOrCode, await files.readText('/f')]).toEqual(isRoot ? [1000, 'new'] : ['EPERM', 'old']);
    expect(fs.readdirSync(root).sort()).toEqual(['etc', 'f']);
  });
});
