import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  aCluster,
  act,
  aModel,
  addWorker,
  fileOf,
  relateWorker,
  running,
  settled,
  statusOf,
  worker,
} from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { exampleParameters, login } from '../unit/workload/registry/example.ts';
import { openArchive } from './an-archive.ts';
import { players } from './players.ts';

/** What an operator, the model or somebody else on the machine has put where; each is a password. */
const planted = {
  'docker-logins': 'planted-Login/7f3a+x',
  http_proxy: 'planted-http-5b1c',
  https_proxy: 'planted-https-9d2e',
  snap_proxy: 'planted-snap-44aa',
  snap_proxy_url: 'planted-store-c0de',
  'juju-http-proxy': 'planted-model-e1f0',
  'somebody else in /root/.docker/config.json': 'planted-others-1234',
} as const;
const proxy = (password: string) => `http://user:${password}@proxy.example.com:3128`;

let model: TestModel;
/** By where it is: all of the planted ones, and tokens and a key that the cluster has given. The unit knows them. */
let known: Readonly<Record<string, string>>;
/** Those, and what actions were given, which the unit does not keep. */
let secrets: Readonly<Record<string, string>>;
let statusAtRest: string;
let results: readonly unknown[];
let archive: Readonly<Record<string, string>>;

beforeAll(async () => {
  model = await aModel(players[0]?.play);
  const { sim } = model;
  sim.setModelConfig({ 'juju-http-proxy': proxy(planted['juju-http-proxy']) });
  await aCluster(sim);
  addWorker(sim, {
    'docker-logins': JSON.stringify([
      { server: 'registry.example.com', username: 'u', password: planted['docker-logins'] },
    ]),
    http_proxy: proxy(planted.http_proxy),
    https_proxy: proxy(planted.https_proxy),
    snap_proxy: proxy(planted.snap_proxy),
  });
  relateWorker(sim);
  await settled(sim);
  sim.updateStatus(worker);
  await settled(sim);
  statusAtRest = statusOf(sim);
  known = { ...planted, ...(await given()) };
  await plantElsewhere();
  const registry = exampleParameters();
  secrets = { ...known, 'registry htpasswd-plain': login.password, 'registry tlskey': keyLineOf(registry.tlskey) };
  sim.setConfig('kubernetes-worker', { snap_proxy_url: `http://user:${planted.snap_proxy_url}@store.invalid` });
  await sim.settle();
  const made = await act(sim, 'registry', { ...registry });
  const others = [];
  for (const name of ['pause', 'upgrade', 'resume', 'microbot', 'show-state']) others.push(await act(sim, name));
  const packed = await act(sim, 'debug');
  const all = [made, ...others, packed];
  results = all.flatMap((each) => [each.results, each.log, each.message]);
  expect(all.map(({ status, message }) => `${status}: ${message}`)).toEqual(all.map(() => 'completed: '));
  archive = (await openArchive(onMachine(String(packed.results['path'])))).files;
});
afterAll(() => model.end());

const onMachine = (file: string) => path.join(model.sim.machineOf(worker).root, file);

/** What the cluster has given the worker, as it is on its disk. */
async function given(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const file of ['/root/cdk/kubeconfig', '/root/cdk/kubeproxyconfig', '/root/.kube/config']) {
    found[file] = /token: "(\S+)"/u.exec(await fileOf(model.sim, file))?.[1] ?? '';
  }
  found['/root/cdk/server.key'] = (await fileOf(model.sim, '/root/cdk/server.key')).split('\n')[5] ?? '';
  return found;
}

/** Somebody else has logged in to a registry of his own, and a charm has logged whatever it saw in every spelling. */
async function plantElsewhere(): Promise<void> {
  const config = onMachine('/root/.docker/config.json');
  const auths = z
    .looseObject({ auths: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(config, 'utf8')));
  const others = { auth: Buffer.from(`o:${planted['somebody else in /root/.docker/config.json']}`).toString('base64') };
  await writeFile(config, JSON.stringify({ ...auths, auths: { ...auths.auths, 'other.example.com': others } }));
  const lines = Object.entries(known).flatMap(([name, secret]) => [
    `${name.length} ${secret}`,
    `INFO ${JSON.stringify({ said: JSON.stringify({ it: secret }) })}`,
    `GET /?q=${encodeURIComponent(secret)}`,
    `payload ${Buffer.from(`{"some":"json","with":"${secret}"}`).toString('base64')} end`,
  ]);
  await mkdir(onMachine('/var/log/juju'), { recursive: true });
  await writeFile(onMachine('/var/log/juju/unit-other-0.log'), lines.join('\n'), { mode: 0o600 });
}

/** A line in the middle of a key that was given in base64. */
function keyLineOf(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString().split('\n')[1] ?? '';
}

/** Names of the secrets that the text holds, in whichever spelling. */
function heldIn(text: string): readonly string[] {
  const runs = text.match(/[A-Za-z0-9+/]{12,}/gu) ?? [];
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  );
  const all = [
    text,
    text.replace(/%([0-9A-F]{2})/gu, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    text.replaceAll('\\/', '/'),
    ...decoded,
  ];
  return Object.entries(secrets).flatMap(([name, secret]) => (all.some((each) => each.includes(secret)) ? [name] : []));
}

describe('tokens, keys and passwords', () => {
  it('are there to be searched for, and are found in every spelling', async () => {
    expect(statusAtRest).toBe(running);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(planted).length + 6);
    for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(8);
    const log = await fileOf(model.sim, '/var/log/juju/unit-other-0.log');
    for (const line of [0, 1, 2, 3]) {
      const spelled = log.split('\n').filter((_each, index) => index % 4 === line);
      expect(heldIn(spelled.join('\n')), `spelling ${line}`).toEqual(Object.keys(known));
    }
  });

  it('are in no argv, log, status or output of any hook or action', () => {
    const { sim } = model;
    const seen = [
      ...sim.hooks
        .filter(({ unit }) => unit === worker)
        .flatMap(({ calls, stdout, stderr }) => [stdout, stderr, JSON.stringify(calls.map(({ argv }) => argv))]),
      JSON.stringify(sim.log()),
      statusOf(sim),
    ];
    for (const text of seen) expect(heldIn(text)).toEqual([]);
  });

  it('are in no result of an action', () => {
    expect(heldIn(JSON.stringify(results))).toEqual([]);
  });

  it('are in no file of the archive that debug makes, whoever has logged them', () => {
    expect(Object.keys(archive)).toEqual(
      expect.arrayContaining([
        'juju-logs/unit-other-0.log',
        'charm-unitdata/unitdata.json',
        'charm-unitdata/trace.jsonl',
      ]),
    );
    expect(archive['juju-logs/unit-other-0.log']?.split('\n').length).toBe(4 * Object.keys(known).length);
    const held = Object.entries(archive).flatMap(([name, text]) => heldIn(text).map((secret) => `${name}: ${secret}`));
    expect(held).toEqual([]);
  });

  it('are only in files that nobody but their owner can read, and not in the trace', () => {
    const root = onMachine('/');
    const holders: string[] = [];
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(root, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || stat.size > 5_000_000) continue;
      const held = heldIn(readFileSync(file, 'latin1'));
      if (held.length === 0) continue;
      holders.push(`/${name}`);
      expect(stat.mode & 0o077, `/${name} holds ${held.join(', ')}`).toBe(0);
    }
    expect(holders).toEqual(
      expect.arrayContaining(['/root/cdk/kubeconfig', '/root/cdk/server.key', '/home/ubuntu/.kube/config']),
    );
    expect(holders.filter((name) => name.endsWith('trace.jsonl'))).toEqual([]);
  });
});
