import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKept } from '../../simulator/store/journal.ts';

const program = path.resolve('build/simulator/juju.mjs');
const examples = path.resolve('simulator/examples');

const bundle = `series: focal
applications:
  minutes: { charm: ${examples}/minutes, num_units: 1, options: { line: the meeting is open } }
  notes: { charm: ${examples}/notes, num_units: 2 }
relations:
  - [notes:minutes, minutes:minutes]
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'killed-'));
  await writeFile(path.join(folder, 'bundle.yaml'), bundle);
});
afterAll(() => rm(folder, { recursive: true }));

const argv = (model: string, ...command: readonly string[]) => [program, '--model', model, ...command];
const deploy = ['deploy', './bundle.yaml'];

function stepsOf(model: string): number {
  const file = path.join(model, 'journal.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** What an operator and the other units can see, without times. */
function outcomeOf(model: string) {
  const kept = readKept(model)?.model;
  const units = Object.values(kept?.units ?? {}).map((unit) => ({
    name: unit.name,
    status: `${unit.workload.status}: ${unit.workload.message}`,
    agent: unit.agentStatus.status,
    ports: unit.ports,
    members: Object.values(unit.relations).map(({ members }) => Object.keys(members).sort()),
  }));
  // Which unit entered a relation first is of no matter: keys are compared, not their order.
  const bags = Object.values(kept?.relations ?? {}).map(({ bags }) =>
    Object.fromEntries(Object.entries(bags).map(([unit, { data }]) => [unit, data])),
  );
  return { units, bags };
}

/** SIGKILL to the simulator as soon as it has written so many steps. */
async function killedAfter(model: string, steps: number): Promise<void> {
  const child = spawn(process.execPath, argv(model, ...deploy), { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (child.exitCode === null && stepsOf(model) < steps) await sleep(1);
  child.kill('SIGKILL');
  await ended;
}

describe('a simulator that is killed', () => {
  it('goes on where it was, wherever that is', async () => {
    const run = promisify(execFile);
    const undisturbed = path.join(folder, 'undisturbed');
    await run(process.execPath, argv(undisturbed, ...deploy), { cwd: folder });
    const expected = outcomeOf(undisturbed);
    expect(expected.units.map(({ status }) => status)).toEqual([
      'active: 1 lines',
      'active: Notes: 1 notes, 1 fellows, private',
      'active: Notes: 1 notes, 1 fellows, private',
    ]);
    const steps = stepsOf(undisturbed);
    const model = path.join(folder, 'model');
    for (let step = 0; step < steps; step += Math.ceil(steps / 16)) {
      await killedAfter(model, step);
      const goOn = existsSync(path.join(model, 'model.json')) ? ['wait'] : deploy;
      await run(process.execPath, argv(model, ...goOn), { cwd: folder });
      expect({ step, ...outcomeOf(model) }).toEqual({ step, ...expected });
      await rm(model, { recursive: true });
    }
  });
});
