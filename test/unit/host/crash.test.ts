import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { createFiles } from '../../../src/host/host.ts';
import { aFolder } from './stand-ins.ts';

/** A program in `folder` that is made of these lines and what they import. */
async function aProgram(folder: string, contents: string): Promise<string> {
  const outfile = path.join(folder, 'program.mjs');
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

/** A program that replaces `file` for ever, by one letter repeated, and says when it has begun. */
function endlessWriter(folder: string): Promise<string> {
  return aProgram(
    folder,
    `import { createFiles } from './src/host/files.ts';
    const files = createFiles({ root: process.argv[2] });
    for (let turn = 0; ; turn += 1) {
      await files.write('/file', 'abcdef'[turn % 6].repeat(200_000), { mode: 0o600 });
      if (turn === 1) console.log('begun');
    }`,
  );
}

it('a write that is killed leaves a whole file, and the next write cleans up after it', async () => {
  const folder = aFolder();
  const writer = await endlessWriter(folder);
  for (let turn = 0; turn < 5; turn += 1) {
    const root = aFolder();
    const child = spawn(process.execPath, [writer, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, turn * 3));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(readFileSync(path.join(root, 'file'), 'utf8')).toMatch(/^([a-f])\1{199999}$/);
    await createFiles({ root }).write('/file', 'next', { mode: 0o600 });
    expect(readdirSync(root)).toEqual(['file']);
  }
});

it('a hook that could not start a program ends when it has nothing to do, whatever time the program had', async () => {
  const program = await aProgram(
    aFolder(),
    `import { createRun } from './src/host/run.ts';
    const run = createRun({ root: '', env: { PATH: '/nowhere' } });
    run(['no-such-program'], { timeoutMs: 600_000 }).catch((error) => console.log(error.isMissing));`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = new Promise((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString())));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(await said).toBe('true\n');
  expect(await ended).toBe(0);
});
