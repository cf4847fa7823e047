import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../src/host/host.ts';
import { loadState, saveState, StoreTooNew } from '../../../src/juju/juju.ts';
import type { UnitState } from '../../../src/juju/juju.ts';
import { tempFolder } from './temp-folder.ts';

const files = createFiles({ root: '' });
const fresh: UnitState = {
  schema: 1,
  engine: { flags: [], handlers: {} },
  inputs: {},
  publication: { relations: {}, ports: [], closing: [], version: null },
  unconfirmed: false,
  services: {},
  extras: {},
};
const busy: UnitState = {
  ...fresh,
  engine: {
    flags: ['snaps.installed'],
    handlers: {
      'install-snaps': { outcome: 'done', inputs: { 'config.channel': 'f0' }, flags: { 'snaps.installed': false } },
      'join-cluster': { outcome: 'waiting', said: { text: 'a cluster', about: 'command' } },
    },
  },
  inputs: { 'kube-control.credentials': { value: { kubeletToken: 'hunter2' }, problem: null } },
  publication: {
    relations: { 'cni:3': { cidr: '10.1.0.0/16' } },
    ports: ['80/tcp'],
    closing: ['443/tcp'],
    version: '1.10',
  },
  unconfirmed: true,
  services: { kubelet: 'f1' },
};

describe('state of a unit', () => {
  it('is fresh where there is no file', async () => {
    const folder = tempFolder();
    expect(await loadState(files, folder.path)).toEqual({ state: fresh, warning: null, text: null });
  });

  it('comes back as it was saved, readable by its owner only', async () => {
    const folder = tempFolder();
    await saveState(files, folder.path, await loadState(files, folder.path), busy);
    const loaded = await loadState(files, folder.path);
    expect(loaded.state).toEqual(busy);
    expect([folder.mode(), folder.mode('state.json')]).toEqual(['700', '600']);
  });

  it('is not written again when it is what was loaded, whatever the order of its keys', async () => {
    const folder = tempFolder();
    await saveState(files, folder.path, await loadState(files, folder.path), busy);
    const inode = folder.inode('state.json');
    const loaded = await loadState(files, folder.path);
    const { schema, ...rest } = loaded.state;
    await saveState(files, folder.path, loaded, { ...rest, schema });
    expect(folder.inode('state.json')).toBe(inode);
    await saveState(files, folder.path, loaded, { ...busy, unconfirmed: false });
    expect(folder.inode('state.json')).not.toBe(inode);
  });

  it.each([
    ['is not JSON', 'empty', ''],
    ['is not JSON', 'truncated', '{"schema":1,"inputs":"hunter2'],
    ['has an unexpected form', 'a list', '[]'],
    ['has an unexpected form at "schema"', 'without a schema', '{}'],
    ['has an unexpected form at "schema"', 'of an impossible schema', '{"schema":0}'],
    [
      'has an unexpected form at "engine.flags"',
      'of a wrong type',
      JSON.stringify({ ...fresh, engine: { flags: 'hunter2', handlers: {} } }),
    ],
    [
      'has an unexpected form at "publication.relations.db:1.k"',
      'of a wrong type deep down',
      JSON.stringify({ ...fresh, publication: { ...fresh.publication, relations: { 'db:1': { k: 5 } } } }),
    ],
  ])('%s: a file that is %s is kept aside and replaced', async (problem, _how, text) => {
    const folder = tempFolder();
    folder.put('state.json', text);
    const { state, warning } = await loadState(files, folder.path);
    expect(state).toEqual(fresh);
    expect(warning).toContain(problem);
    expect(warning).toContain('state.json.damaged-1');
    expect(warning).not.toContain('hunter2');
    expect(folder.names()).toEqual(['state.json.damaged-1']);
    expect(folder.read('state.json.damaged-1')).toBe(text);
  });

  it('every truncation of the file is survived', async () => {
    const folder = tempFolder();
    await saveState(files, folder.path, await loadState(files, folder.path), busy);
    const whole = folder.read('state.json');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.trimEnd().length - 1 }), async (length) => {
        folder.put('state.json', whole.slice(0, length));
        expect((await loadState(files, folder.path)).state).toEqual(fresh);
      }),
      { numRuns: 20 },
    );
  });

  it('a second damaged file does not take the place of the first', async () => {
    const folder = tempFolder();
    folder.put('state.json', 'first');
    await loadState(files, folder.path);
    folder.put('state.json', 'second');
    await loadState(files, folder.path);
    expect(folder.names()).toEqual(['state.json.damaged-1', 'state.json.damaged-2']);
    expect(folder.read('state.json.damaged-1')).toBe('first');
  });

  it('a hook killed after a damaged file was moved aside starts afresh', async () => {
    const folder = tempFolder();
    folder.put('state.json', '{');
    await loadState(files, folder.path);
    const again = await loadState(files, folder.path);
    expect(again).toEqual({ state: fresh, warning: null, text: null });
    await saveState(files, folder.path, again, busy);
    expect((await loadState(files, folder.path)).state).toEqual(busy);
  });

  it('a hook killed before its commit leaves the state of the one before', async () => {
    const folder = tempFolder();
    await saveState(files, folder.path, await loadState(files, folder.path), busy);
    folder.put('state.json.half-written', '{"schema":1,');
    expect((await loadState(files, folder.path)).state).toEqual(busy);
  });

  it('of a newer charm is refused and left as it is', async () => {
    const folder = tempFolder();
    folder.put('state.json', '{"schema":7,"secret":"hunter2"}');
    const error = await loadState(files, folder.path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreTooNew);
    expect(error).toMatchObject({ kind: 'StoreTooNew', context: { found: 7, known: 1 } });
    expect(String(error)).not.toContain('hunter2');
    expect(folder.names()).toEqual(['state.json']);
    expect(folder.read('state.json')).toBe('{"schema":7,"secret":"hunter2"}');
  });

  it('written before closing ports were recorded has none', async () => {
    const folder = tempFolder();
    const { closing: _closing, ...publication } = fresh.publication;
    folder.put('state.json', JSON.stringify({ ...fresh, publication }));
    expect((await loadState(files, folder.path)).state).toEqual(fresh);
  });
});
