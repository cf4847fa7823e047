import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess } from '../../../simulator/agent/run/process.ts';
import type { HookProcess } from '../../../simulator/agent/run/process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'process-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function started(lines: string, argv: readonly string[] = []): Promise<HookProcess> {
  const file = path.join(folder, 'script');
  await writeFile(file, `#!/bin/sh\n${lines}\n`);
  await chmod(file, 0o755);
  return startProcess(file, { argv, cwd: folder, env: { PATH: process.env['PATH'] ?? '' } });
}

/** The number of the child that the script has left a note of. */
async function childOf(): Promise<number> {
  const file = path.join(folder, 'child');
  while (!existsSync(file)) await setTimeout(5);
  return Number(readFileSync(file, 'utf8'));
}

/** A killed process whose parent is gone stays for a moment, as a zombie. */
function isAlive(pid: number): boolean {
  const stat = path.join('/proc', String(pid), 'stat');
  return existsSync(stat) && !/\) [ZX] /u.test(readFileSync(stat, 'utf8'));
}

const parent = 'sleep 600 &\necho $! > child.part\nmv child.part child\nwait';

describe('a process', () => {
  it('that is killed alone leaves its children', async () => {
    const script = await started(parent);
    const child = await childOf();
    script.killAlone();
    expect(await script.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect(isAlive(child)).toBe(true);
    script.kill();
    while (isAlive(child)) await setTimeout(5);
  });

  it('that is killed with its group leaves none', async () => {
    const script = await started(parent);
    const child = await childOf();
    script.kill();
    expect(await script.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    while (isAlive(child)) await setTimeout(5);
    expect(isAlive(child)).toBe(false);
  });

  it('that is over can be killed without effect', async () => {
    const script = await started('exit 4');
    expect(await script.ended).toMatchObject({ exitCode: 4, signal: null });
    script.killAlone();
    script.kill();
    expect(await script.ended).toMatchObject({ exitCode: 4, signal: null });
  });

  it('gives every byte that it wrote, and has its arguments', async () => {
    const script = await started(`printf '\\377\\0%s' "$2"`, ['a', 'b c']);
    const { stdout } = await script.ended;
    expect([...stdout]).toEqual([0xff, 0, ...Buffer.from('b c')]);
  });

  it('that cannot be started says why', async () => {
    const file = path.join(folder, 'missing');
    const { problem } = await startProcess(file, { cwd: folder, env: {} }).ended;
    expect(problem).toBe(`fork/exec ${file}: no such file or directory`);
  });
});
