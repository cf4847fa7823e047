import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RealMachine } from '../../../simulator/contract.ts';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let folder: string;
let sequence: Sequence;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'real-machine-'));
});
afterEach(async () => {
  await sequence.end();
  await rm(folder, { recursive: true, force: true });
});

/** A way into a machine that anybody can go: it notes what it was asked to run, and finds it under the root. */
const wayIn = `#!/bin/bash
root=$1
shift
printf '%s\\n' "$@" >> "$root/entered"
compgen -e > "$root/variables"
printf '%s\\n' "$PATH" > "$root/path"
tools=$root\${PATH%%:*}
PATH=$tools:$PATH exec "$1" "--chdir=$root\${2#--chdir=}" "$root$3"
`;

async function aRealMachine(): Promise<RealMachine> {
  const root = path.join(folder, 'root');
  await mkdir(root);
  const program = path.join(folder, 'enter');
  await writeFile(program, wayIn);
  await chmod(program, 0o755);
  const listener = createServer();
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
  return { root, enter: [program, root], listener };
}

async function aModelOn(lines: string): Promise<RealMachine> {
  const real = await aRealMachine();
  sequence = await aSequence({ lines, options: { realMachines: { '0': real } } });
  return real;
}

const charm = '/var/lib/juju/agents/unit-tiny-0/charm';

it('a hook runs on a real machine, where it knows its charm and its tools by their paths there', async () => {
  const { root } = await aModelOn('status-set active "$JUJU_CHARM_DIR"; pwd > where');
  expect(await sequence.ran()).toEqual(['install', 'leader-elected', 'config-changed', 'start']);
  expect(sequence.sim.unitStatus('tiny/0')).toEqual(expect.objectContaining({ status: 'active', message: charm }));
  expect(await readFile(`${root}${charm}/where`, 'utf8')).toBe(`${root}${charm}\n`);
  const [env, chdir, file] = (await readFile(`${root}/entered`, 'utf8')).split('\n');
  expect([env, chdir, file]).toEqual(['/usr/bin/env', `--chdir=${charm}`, `${charm}/dispatch`]);
  const folders = (await readFile(`${root}/path`, 'utf8')).trim().split(':');
  expect(folders.slice(0, 3)).toEqual(['/var/lib/juju/tools/unit-tiny-0', '/usr/local/sbin', '/usr/local/bin']);
});

it('what runs on a real machine has no variable that Juju would not set', async () => {
  const { root } = await aModelOn(':');
  await sequence.ran();
  const variables = (await readFile(`${root}/variables`, 'utf8')).split('\n');
  expect(variables).toContain('JUJU_UNIT_NAME');
  expect(variables).not.toContain('KUBERNETES_WORKER_ROOT');
});
