import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { aCluster, aModel, addWorker, relateWorker, running, settled, statusOf } from './a-model.ts';

const charm = path.resolve('build/charm');

describe('build/charm', () => {
  const files = readdirSync(charm, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(charm, name)).isFile(),
  );

  it('has what Juju reads, the program, the templates and the license', () => {
    for (const name of [
      'metadata.yaml',
      'config.yaml',
      'actions.yaml',
      'manifest.yaml',
      'LICENSE',
      'dist/main.cjs',
      'templates/ingress-daemon-set.yaml',
    ]) {
      expect(files).toContain(name);
    }
  });

  it('has executable hooks', () => {
    const hooks = files.filter((name) => name.startsWith('hooks/'));
    expect(hooks.length).toBeGreaterThan(20);
    expect(hooks.filter((name) => (statSync(path.join(charm, name)).mode & 0o111) !== 0o111)).toEqual([]);
  });

  it('holds no path of the machine that built it', () => {
    const holders = files.filter((name) => readFileSync(path.join(charm, name), 'utf8').includes(path.resolve('.')));
    expect(holders).toEqual([]);
  });

  it('needs no package beside it', () => {
    expect(files.filter((name) => name.includes('node_modules'))).toEqual([]);
    const program = readFileSync(path.join(charm, 'dist/main.cjs'), 'utf8');
    const required = [...program.matchAll(/require\("([^"./][^"]*)"\)/gu)].map(([, name]) => name ?? '');
    expect([...new Set(required)].filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('says what is missing when there is no Node.js', async () => {
    const run = promisify(execFile)('/bin/sh', [path.join(charm, 'hooks/install')], {
      env: { PATH: '/nonexistent', JUJU_CHARM_DIR: charm },
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no Node\.js.*install Node\.js 16\.17/u) as unknown,
    });
  });

  it('prefers the Node.js that it carries to the one on PATH', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-worker-charm-'));
    try {
      await cp(path.join(charm, 'hooks/run'), path.join(folder, 'run'));
      await mkdir(path.join(folder, 'runtime'));
      await writeFile(path.join(folder, 'runtime/node'), '#!/bin/sh\necho "carried: $1"\n', { mode: 0o755 });
      const env = { PATH: path.dirname(process.execPath), JUJU_CHARM_DIR: folder };
      const { stdout } = await promisify(execFile)('/bin/sh', [path.join(folder, 'run')], { env });
      expect(stdout).toBe(`carried: ${folder}/dist/main.cjs\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says so when it is not called by Juju', async () => {
    const run = promisify(execFile)(process.execPath, [path.join(charm, 'dist/main.cjs')], { env: {} });
    await expect(run).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not called by Juju') as unknown,
    });
  });
});

/** CI puts the oldest Node.js that the charm runs on here; elsewhere the Node.js of this process is tested alone. */
const oldest = process.env['KUBERNETES_WORKER_TEST_NODE_16'] ?? '';
const nodes = [process.execPath, ...(oldest !== '' && existsSync(oldest) ? [oldest] : [])];

describe('the program', () => {
  it.each(nodes)('brings a worker up on %s', async (node) => {
    const model = await aModel({ node });
    try {
      await aCluster(model.sim);
      addWorker(model.sim);
      relateWorker(model.sim);
      await settled(model.sim);
      expect(statusOf(model.sim)).toBe(running);
    } finally {
      await model.end();
    }
  });
});
