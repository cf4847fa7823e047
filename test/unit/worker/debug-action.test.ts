import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFiles, FileFailed } from '../../../src/host/host.ts';
import { removeTree } from '../../../src/worker/debug/remove-tree.ts';
import { aFolder, aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';
import { runOn } from './an-action.ts';

/** A machine that has tar, and none of the programs that an archive asks. */
function aBareMachine(): TestMachine {
  const test = aMachine();
  for (const name of ['tar', 'gzip']) test.script(name, `exec /bin/${name} "$@"`);
  return test;
}

const workOf = (charmDir: string) => path.join(charmDir, '.state', 'debug');

describe('debug', () => {
  it('makes an archive on a machine that has nothing but tar', async () => {
    const test = aBareMachine();
    const { results, failure, charmDir } = await runOn(test, 'debug');
    expect(failure).toBeNull();
    const archive = results.find((each) => each.startsWith('path='))?.slice('path='.length) ?? '';
    expect(archive).toMatch(/^\/root\/debug-\d{14}\.tar\.gz$/u);
    expect(existsSync(path.join(test.root, archive))).toBe(true);
    expect(existsSync(workOf(charmDir))).toBe(false);
    const record: unknown = JSON.parse(readFileSync(path.join(charmDir, '.state/machine.json'), 'utf8'));
    expect(record).toMatchObject({ archives: [archive] });
  });

  it('looks for secrets in the files of /root/cdk, and does not get lost in links', async () => {
    const test = aBareMachine();
    await test.files.write('/root/cdk/below/kubeconfig', 'token: "an-own-token"\n', { mode: 0o600 });
    symlinkSync('..', path.join(test.root, 'root/cdk/below/again'));
    test.script('mount', 'echo an-own-token');
    const { results, failure } = await runOn(test, 'debug');
    expect(failure).toBeNull();
    const archive = results.find((each) => each.startsWith('path='))?.slice('path='.length) ?? '';
    const packed = readFileSync(path.join(test.root, archive));
    const text = gunzipSync(packed).toString('latin1');
    expect(text).toContain('filesystem/mount');
    expect(text).not.toContain('an-own-token');
  });

  it('fails with the words of tar, and leaves nothing behind', async () => {
    const test = aBareMachine();
    test.script('tar', 'echo "tar: No space left on device" >&2; exit 2');
    const { failure, charmDir } = await runOn(test, 'debug');
    expect(failure).toMatch(/^debug: tar .* ended with exit code 2: tar: No space left on device$/u);
    expect(existsSync(workOf(charmDir))).toBe(false);
  });

  it('fails where the disk is full, and leaves nothing behind', async () => {
    const test = aBareMachine();
    const files = {
      ...test.machine.files,
      write: async (file: string) => {
        throw new FileFailed({ path: file, operation: 'write', code: 'ENOSPC' });
      },
    };
    const { failure, charmDir } = await runOn({ machine: { ...test.machine, files } }, 'debug');
    expect(failure).toMatch(/^debug: cannot write \/root\/debug-\d{14}\.tar\.gz: ENOSPC$/u);
    expect(existsSync(workOf(charmDir))).toBe(false);
  });

  it('removes the oldest of its own archives and no other file, also after one of them is gone', async () => {
    const test = aBareMachine();
    const own = [1, 2, 3].map((each) => `/root/debug-2018010100000${each}.tar.gz`);
    for (const file of [...own.slice(1), '/root/debug-20170101000000.tar.gz']) {
      await test.files.write(file, 'x', { mode: 0o600 });
    }
    const { results } = await runOn(test, 'debug', { record: { archives: own } });
    const made = path.basename(results.find((each) => each.startsWith('path=')) ?? '');
    expect(readdirSync(path.join(test.root, 'root')).sort()).toEqual(
      ['debug-20170101000000.tar.gz', ...own.slice(1).map((file) => path.basename(file)), made].sort(),
    );
  });

  it('removes what a killed run has left, and does not follow a link out of it', async () => {
    const folder = aFolder();
    const work = path.join(folder, 'work');
    mkdirSync(path.join(work, 'docker'), { recursive: true });
    writeFileSync(path.join(work, 'docker', 'docker-ps'), 'x');
    writeFileSync(path.join(folder, 'precious'), 'x');
    symlinkSync(folder, path.join(work, 'link'));
    await removeTree(createFiles({ root: '' }), work);
    expect(readdirSync(folder)).toEqual(['precious']);
  });
});
