import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/host/host.ts';
import { loadMachineFile, StoreTooNew } from '../../../src/juju/juju.ts';
import { aRecord } from '../worker/a-record.ts';
import { tempFolder } from './temp-folder.ts';

const files = createFiles({ root: '' });
const fingerprintKey = 'ab'.repeat(32);
const options = { randomKey: () => fingerprintKey };
const empty = { ...aRecord().now(), fingerprintKey };

describe('record of the machine', () => {
  it('is empty where there is no file, but for a key that is on disk at once', async () => {
    const folder = tempFolder();
    const machine = await loadMachineFile(files, folder.path, options);
    expect(machine.now()).toEqual(empty);
    expect(machine.warning).toBeNull();
    expect((await loadMachineFile(files, folder.path, { randomKey: () => 'ff'.repeat(32) })).now()).toEqual(empty);
  });

  it('is on disk as soon as a fact is recorded, readable by its owner only', async () => {
    const folder = tempFolder();
    const machine = await loadMachineFile(files, folder.path, options);
    await machine.record((was) => ({ ...was, node: 'juju-1', labels: { a: 'b' } }));
    expect((await loadMachineFile(files, folder.path, options)).now()).toEqual({
      ...empty,
      node: 'juju-1',
      labels: { a: 'b' },
    });
    expect(machine.now().node).toBe('juju-1');
    expect([folder.mode(), folder.mode('machine.json')]).toEqual(['700', '600']);
  });

  it('is not written when nothing changes', async () => {
    const folder = tempFolder();
    const machine = await loadMachineFile(files, folder.path, options);
    const unused = folder.inode('machine.json');
    await machine.record((was) => ({ ...was, packages: [] }));
    expect(folder.inode('machine.json')).toBe(unused);
    await machine.record((was) => ({ ...was, packages: ['socat'] }));
    const inode = folder.inode('machine.json');
    await (await loadMachineFile(files, folder.path, options)).record((was) => ({ ...was, packages: ['socat'] }));
    expect(folder.inode('machine.json')).toBe(inode);
  });

  it('loses none of several facts recorded at the same time', async () => {
    const folder = tempFolder();
    const machine = await loadMachineFile(files, folder.path, options);
    const paths = ['/a', '/b', '/c', '/d'];
    await Promise.all(paths.map((path) => machine.record((was) => ({ ...was, files: [...was.files, path] }))));
    expect((await loadMachineFile(files, folder.path, options)).now().files).toEqual(paths);
  });

  it('says when it cannot be written, and what is recorded later is written with it', async () => {
    const folder = tempFolder();
    let isFull = false;
    const machine = await loadMachineFile(
      { ...files, write: (...args) => (isFull ? Promise.reject(new Error('disk full')) : files.write(...args)) },
      folder.path,
      options,
    );
    isFull = true;
    await expect(machine.record((was) => ({ ...was, node: 'juju-1' }))).rejects.toThrow('disk full');
    isFull = false;
    await machine.record((was) => ({ ...was, ports: ['80/tcp'] }));
    expect((await loadMachineFile(files, folder.path, options)).now()).toEqual({
      ...empty,
      node: 'juju-1',
      ports: ['80/tcp'],
    });
  });

  it('of an earlier charm lacks what that one did not record', async () => {
    const folder = tempFolder();
    folder.put('machine.json', `{"schema":1,"fingerprintKey":"${fingerprintKey}","labels":{"a":"b"}}`);
    const machine = await loadMachineFile(files, folder.path, options);
    expect(machine.now()).toEqual({ ...empty, labels: { a: 'b' } });
    expect(machine.warning).toBeNull();
  });

  it.each([
    ['truncated', '{"schema":1,'],
    ['of a wrong type', '{"schema":1,"labels":["a"]}'],
  ])('that is %s is kept aside and started afresh', async (_how, text) => {
    const folder = tempFolder();
    folder.put('machine.json', text);
    const machine = await loadMachineFile(files, folder.path, options);
    expect(machine.now()).toEqual(empty);
    expect(machine.warning).toContain('machine.json.damaged-1');
    expect(folder.read('machine.json.damaged-1')).toBe(text);
  });

  it('of a newer charm is refused and left as it is', async () => {
    const folder = tempFolder();
    folder.put('machine.json', '{"schema":2}');
    await expect(loadMachineFile(files, folder.path, options)).rejects.toBeInstanceOf(StoreTooNew);
    expect(folder.read('machine.json')).toBe('{"schema":2}');
  });
});
