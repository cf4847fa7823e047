import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSimulation } from '../../../simulator/simulation.ts';
import type { Simulation } from '../../../simulator/simulation.ts';

const examples = path.resolve('simulator/examples');

let folder: string;
let sim: Simulation;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'examples-'));
  sim = await openSimulation({ folder: path.join(folder, 'model'), charmFolder: path.join(examples, 'notes') });
});
afterEach(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

const messageOf = (unit: string) => sim.unitStatus(unit).message;
const failuresOf = async () => {
  const { failed } = await sim.settle();
  return failed.map(({ unit, hook, stderr }) => `${unit} ${hook}: ${stderr}`);
};

describe('a charm of shell scripts', () => {
  it('lives its life under the embedded Juju as it is', async () => {
    const paper = path.join(folder, 'paper.txt');
    await writeFile(paper, 'the first note\n');
    sim.deploy({ application: 'notes', charm: path.join(examples, 'notes'), resources: { paper } });
    sim.addUnit('notes');
    sim.addUnit('notes');
    expect(await failuresOf()).toEqual([]);
    expect(['notes/0', 'notes/1'].map(messageOf)).toEqual([
      'Notes: 1 notes, 1 fellows, private',
      'Notes: 1 notes, 1 fellows, private',
    ]);
    expect(sim.model.units['notes/0']?.ports).toEqual(['8080/tcp']);
    expect(sim.model.applications['notes']?.version).toBe('1.0');

    sim.setConfig('notes', { title: 'Minutes', port: '8081', 'is-public': 'true' });
    sim.removeUnit('notes/1');
    expect(await failuresOf()).toEqual([]);
    expect(messageOf('notes/0')).toBe('Minutes: 1 notes, 0 fellows, public');
    expect(sim.model.units['notes/0']?.ports).toEqual(['8081/tcp']);
    expect(Object.keys(sim.model.units)).toEqual(['notes/0']);
  });

  it('answers actions with results, a log and failures', async () => {
    sim.deploy({ application: 'notes', charm: path.join(examples, 'notes') });
    sim.addUnit('notes');
    await sim.settle();
    sim.runAction(['notes/leader'], 'erase', {});
    sim.runAction(['notes/0'], 'write', { text: 'two lines', copies: 2 });
    expect(() => sim.runAction(['notes/0'], 'write', {})).toThrow(
      'validation failed: (root) : "text" property is missing and required, given {}',
    );
    sim.runAction(['notes/0'], 'erase', {});
    await sim.settle();
    const tasks = Object.values(sim.model.tasks);
    expect(tasks.map(({ status, message }) => [status, message])).toEqual([
      ['failed', 'there are no notes'],
      ['completed', ''],
      ['completed', ''],
    ]);
    expect(tasks[1]?.results).toMatchObject({ notes: { count: '2' } });
    expect(tasks[1]?.log.map(({ message }) => message)).toEqual(['written by notes/0']);
    expect(tasks[2]?.results).toMatchObject({ Stdout: 'all gone\n' });
    expect(messageOf('notes/0')).toBe('Notes: 0 notes, 0 fellows, private');
  });
});

describe('a charm in Python with a dispatch file', () => {
  it('is related to one of shell scripts, and each understands the other', async () => {
    sim.deploy({ application: 'minutes', charm: path.join(examples, 'minutes'), series: 'focal' });
    sim.deploy({ application: 'notes', charm: path.join(examples, 'notes') });
    sim.relate('notes:minutes', 'minutes:minutes');
    sim.addUnit('minutes');
    sim.addUnit('notes');
    sim.setConfig('minutes', { line: 'the meeting is open' });
    expect(await failuresOf()).toEqual([]);
    sim.setConfig('minutes', { line: 'the meeting is closed' });
    expect(await failuresOf()).toEqual([]);
    expect(messageOf('minutes/0')).toBe('2 lines');
    expect(messageOf('notes/0')).toBe('Notes: 2 notes, 0 fellows, private');
    const root = sim.machineOf('notes/0').root;
    const notes = await readFile(path.join(root, 'var/lib/juju/agents/unit-notes-0/charm/notes.txt'), 'utf8');
    expect(notes).toBe('the meeting is open\nthe meeting is closed\n');

    const operation = sim.runAction(['minutes/0'], 'count', {});
    await sim.settle();
    const [task] = sim.model.operations[operation]?.tasks ?? [];
    expect(sim.model.tasks[task ?? '']).toMatchObject({ status: 'completed', results: { lines: '2' } });
  });
});
