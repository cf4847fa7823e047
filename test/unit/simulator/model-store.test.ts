import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readKept } from '../../../simulator/store/journal.ts';
import { JujuRefused } from '../../../simulator/model/model.ts';
import { lookAtStore, openStore, readLog } from '../../../simulator/store/store.ts';
import type { LogLine, Store } from '../../../simulator/store/store.ts';
import { application, machine, unit } from './cli-model.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  store = opened();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function opened(): Store {
  return openStore(folder, { juju: '3.6', clockSeconds: 1000 }, () => undefined);
}

function onDisk() {
  return readKept(folder);
}

const line: LogLine = { time: 1, entity: 'unit-a-0', level: 'INFO', module: 'm', message: 'x' };

describe('a stored model', () => {
  it('is on disk as it was at the last save, step by step', () => {
    store.save({ snapshot: { pods: 1 } });
    store.model.applications['a'] = application('a');
    store.model.units['a/0'] = unit('a/0');
    store.save(null);
    store.model.units['a/0'].workload = { status: 'blocked', message: 'no', since: 3 };
    store.model.units['a/0'].relations['3'] = { isCreated: true, members: {}, changedPending: null, appVersionSeen: 0 };
    store.save({ snapshot: { pods: 2 } });
    store.model.units['a/0'].life = 'dead';
    expect(onDisk()?.model.units['a/0']).toMatchObject({ life: 'alive', workload: { message: 'no' } });
    store.save(null);
    expect(onDisk()).toEqual({ model: store.model, cluster: { pods: 2 }, step: 4 });
    delete store.model.units['a/0'];
    store.save(null);
    expect(onDisk()?.model).toEqual(store.model);
    expect(onDisk()?.model.juju).toBe('3.6');
  });

  it('loses a step that was cut off while it was written, and nothing else', () => {
    store.save(null);
    store.model.machines['0'] = machine('0', '10.5.0.3');
    store.save(null);
    store.model.machines['1'] = machine('1', '10.5.0.4');
    store.save(null);
    store.close();
    const journal = path.join(folder, 'journal.jsonl');
    truncateSync(journal, readFileSync(journal).length - 5);
    expect(Object.keys(onDisk()?.model.machines ?? {})).toEqual(['0']);
    store = opened();
    expect(Object.keys(store.model.machines)).toEqual(['0']);
    store.model.machines['2'] = machine('2', '10.5.0.5');
    store.save(null);
    expect(Object.keys(onDisk()?.model.machines ?? {})).toEqual(['0', '2']);
  });

  it('does not take steps of the journal twice when it was killed between the two files', () => {
    store.save(null);
    store.model.nextMachine = 7;
    store.save(null);
    const journal = readFileSync(path.join(folder, 'journal.jsonl'));
    store.close();
    store = opened();
    // The journal as it would be if its emptying had not happened.
    writeFileSync(path.join(folder, 'journal.jsonl'), journal);
    expect(onDisk()?.model.nextMachine).toBe(7);
  });

  it('holds the whole model again when the journal has grown long', () => {
    store.save(null);
    for (let round = 0; round < 20; round += 1) {
      store.model.config[`key-${round}`] = 'x'.repeat(1024 * 1024);
      store.save(null);
    }
    expect(readFileSync(path.join(folder, 'journal.jsonl')).length).toBeLessThan(16 * 1024 * 1024);
    expect(onDisk()?.model).toEqual(store.model);
  });

  it('keeps its log, also after one of its lines was cut off', () => {
    store.addToLog(line);
    expect(store.log()).toEqual([line]);
    store.save(null);
    store.addToLog({ ...line, message: 'y' });
    expect(store.log().map(({ message }) => message)).toEqual(['x', 'y']);
    store.close();
    appendFileSync(path.join(folder, 'log.jsonl'), '{"time":');
    expect(readLog(folder)).toEqual([line]);
    store = opened();
    store.addToLog({ ...line, message: 'z' });
    store.save(null);
    expect(readLog(folder).map(({ message }) => message)).toEqual(['x', 'z']);
  });

  it('is changed by one process at a time, and can be looked at by others', () => {
    store.save(null);
    expect(() => opened()).toThrow(
      new JujuRefused(
        `the model in ${folder} is being changed by process ${process.pid}: try again when that has ended`,
      ),
    );
    const copy = mkdtempSync(path.join(tmpdir(), 'copy-'));
    cpSync(folder, copy, { recursive: true });
    openStore(copy, { juju: '2.9', clockSeconds: 0 }, () => undefined).close();
    rmSync(copy, { recursive: true });
    const looked = lookAtStore(folder);
    looked.model.nextMachine = 99;
    looked.save(null);
    expect(onDisk()?.model.nextMachine).toBe(0);
  });

  it('is free again when the process that changed it was killed', async () => {
    store.save(null);
    store.close();
    const killed = spawn('sleep', ['60']);
    writeFileSync(path.join(folder, 'lock'), `${killed.pid} 1 1\n`);
    store = opened();
    store.close();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    writeFileSync(path.join(folder, 'lock'), `${killed.pid} 123 123\n`);
    store = opened();
    expect(store.model.name).toBe('default');
  });

  it('is free again when nobody has waited for the process that was killed', async () => {
    store.close();
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [said] = z.tuple([z.instanceof(Buffer)]).parse(await once(parent.stdout, 'data'));
    const zombie = said.toString().trim();
    const stat = () =>
      readFileSync(`/proc/${zombie}/stat`, 'utf8')
        .replace(/^.*\) /su, '')
        .split(' ');
    while (stat()[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
    const lock = path.join(folder, 'lock');
    writeFileSync(lock, '');
    writeFileSync(lock, `${zombie} ${stat()[19] ?? ''} ${statSync(lock).ino}\n`);
    store = opened();
    expect(readFileSync(lock, 'utf8')).toMatch(new RegExp(`^${process.pid} `, 'u'));
    parent.kill('SIGKILL');
  });

  it('refuses a folder with a model of another version', () => {
    store.close();
    writeFileSync(path.join(folder, 'model.json'), '{"schema":1,"units":{}}');
    expect(() => opened()).toThrow(`${folder}/model.json is no model of this version of the simulator`);
    expect(() => lookAtStore(path.join(folder, 'nothing'))).toThrow('no model in');
    writeFileSync(path.join(folder, 'model.json'), '');
    rmSync(path.join(folder, 'model.json'));
  });
});
