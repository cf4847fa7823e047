import { execFile, execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import buildCharm from '../build-charm.ts';
import { removeLeftBehind } from './left-behind.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with what machines are made of. */
    machineBase: string;
    /** The built charm with a Node.js of its own, as its package has it. */
    machineCharm: string;
  }
}

/** What machines are made of is in the cache, and the charm is built. */
export async function setup({ provide }: TestProject): Promise<void> {
  const base = execFileSync('scripts/machine-base.sh', {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  await removeLeftBehind();
  await buildCharm();
  const charm = 'build/charm-with-node';
  await rm(charm, { recursive: true, force: true });
  await promisify(execFile)('cp', ['-a', 'build/charm', charm]);
  await mkdir(`${charm}/runtime`);
  await copyFile(process.execPath, `${charm}/runtime/node`);
  provide('machineBase', base);
  provide('machineCharm', charm);
}
