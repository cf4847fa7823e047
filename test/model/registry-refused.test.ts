import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JujuRefused } from '../../simulator/simulation.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { base64, domain, exampleParameters, htpasswdLine } from '../unit/workload/registry/example.ts';
import { certificateFor, ecPair, pkcs8 } from '../unit/workload/registry/test-certificate.ts';
import { aModel, act, addWorker, fileOf, settled, worker } from './a-model.ts';
import type { TestModel } from './a-model.ts';
import { aWorkerInACluster, create, nothing, registryObjects, remove, storyIn } from './a-registry.ts';
import { demoted } from './an-administrator.ts';

let base: TestModel;
beforeAll(async () => {
  base = await aWorkerInACluster('2.9');
});
afterAll(() => base.end());

const story = (tell: (sim: Simulation) => Promise<void>) => storyIn(base, tell);
const kubectlCalls = ({ hooks }: Awaited<ReturnType<typeof act>>) =>
  hooks.flatMap(({ calls }) => calls.filter(({ program }) => program === 'kubectl').map(({ argv }) => argv));

describe('a registry that is described wrongly', () => {
  it('is refused with the keys of 2018 for what is missing', () =>
    story(async (sim) => {
      const ended = await act(sim, 'registry', { domain });
      expect(ended.status).toBe('failed');
      const missing = ['tlscert', 'tlskey', 'htpasswd', 'htpasswd-plain'];
      for (const name of missing) {
        const result = `failure, parameter ${name} is required`;
        expect(ended.results).toMatchObject({ [`registry-create-parameter-${name}`]: result });
      }
      expect(ended.message).toBe(
        `registry: ${missing.map((name) => `parameter ${name} is required`).join('; ')}. Nothing was changed`,
      );
      expect(kubectlCalls(ended)).toEqual([]);
    }));

  const huge = 'QUFB'.repeat(1_000_000);
  it.each([
    ['a command in the domain', { domain: '$(reboot).company.com' }, 'domain: it has other characters'],
    ['a line end in the domain', { domain: `${domain}\nkind: Pod` }, 'domain: it has other characters'],
    ['YAML in the domain', { domain: '{"a": [b, *c]}' }, 'domain: '],
    ['a template in the domain', { domain: '{{domain}}.company.com' }, 'domain: it has other characters'],
    ['a quote in the domain', { domain: 'a", "auth": "b.company.com' }, 'domain: '],
    ['a port and an ingress', { domain: `${domain}:5000` }, 'domain: it has a port'],
    ['a huge domain', { domain: 'a.'.repeat(500_000) }, 'domain: it has 1000000 characters, of at most 253'],
    ['a huge certificate', { tlscert: huge }, 'tlscert: it has 4000000 characters, of at most 90000'],
    ['a key of another', { tlskey: base64(pkcs8(ecPair())) }, 'tlskey: it is not that of tlscert'],
    ['another password', { htpasswd: base64(htpasswdLine('userA', 'x')) }, 'htpasswd-plain: htpasswd has another'],
    ['a class that is YAML', { 'storage-class': 'a\nb: c' }, 'storage-class: it is no name of a storage class'],
    ['a huge size', { size: '999999999Ti' }, 'size: it is no such amount'],
  ])('is refused with %s, before anything is asked of the cluster', (_what, changes, complaint) =>
    story(async (sim) => {
      const ended = await create(sim, changes);
      expect(ended.status).toBe('failed');
      expect(ended.message).toContain(`registry: ${complaint}`);
      expect(ended.message).toContain('; accepted: ');
      expect(ended.message).toMatch(/Nothing was changed$/u);
      expect(ended.message.length).toBeLessThan(400);
      expect(kubectlCalls(ended)).toEqual([]);
      expect(registryObjects(sim)).toEqual(nothing());
    }),
  );

  it('by values of another type, or names that it does not have, is refused by Juju', () =>
    story(async (sim) => {
      for (const change of [{ ingress: 'yes' }, { domain: 5 }, { delete: 1 }, { size: 20 }, { tlscrt: 'x' }]) {
        expect(() => sim.runAction([worker], 'registry', { ...exampleParameters(), ...change })).toThrow(JujuRefused);
      }
    }));
});

describe('a registry in a cluster with trouble', () => {
  const failed = async (sim: Simulation, words: RegExp, results: object) => {
    const ended = await create(sim);
    expect(ended.status).toBe('failed');
    expect(ended.message).toMatch(words);
    expect(ended.results).toMatchObject(results);
    return ended;
  };
  const failure = { 'registry-create': 'failure' };

  it('says that the API is gone, and is there with the next call after it is back', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'gone' });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(.*refused/u, failure);
      const gone = await remove(sim);
      expect([gone.status, gone.results['registry-delete']]).toEqual(['failed', 'failure']);
      sim.setApiTrouble(null);
      expect((await create(sim)).status).toBe('completed');
    }));

  it('says that the API fails inside', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'failing', status: 503 });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(/u, failure);
    }));

  it('waits for an API that is slow, but not for ever', () =>
    story(async (sim) => {
      sim.setApiTrouble({ kind: 'slow', delayMs: 100 });
      expect((await create(sim)).status).toBe('completed');
      sim.setApiTrouble({ kind: 'slow', delayMs: 3_600_000 });
      await failed(sim, /^registry: Looking at the cluster: the Kubernetes API does not answer \(/u, failure);
    }));

  it('says what it may not do', () =>
    story(async (sim) => {
      await demoted(sim, 'nobody');
      await failed(
        sim,
        /^registry: Looking at the cluster: the Kubernetes API does not allow it \(.*[Ff]orbidden/u,
        failure,
      );
    }));

  it('says that it may look and not write, and has written nothing', () =>
    story(async (sim) => {
      await demoted(sim, 'system:a-reader');
      await failed(
        sim,
        /^registry: Making the registry: the Kubernetes API does not allow it \(.*[Ff]orbidden/u,
        failure,
      );
      expect(registryObjects(sim)).toEqual(nothing());
    }));

  it('says that others are always faster, and shows no secret that kubectl repeats', () =>
    story(async (sim) => {
      await create(sim);
      sim.setApiTrouble({ kind: 'contended' });
      const pair = ecPair();
      const tlskey = base64(pkcs8(pair));
      const ended = await create(sim, { tlscert: base64(certificateFor(pair, { commonName: domain })), tlskey });
      expect(ended.status).toBe('failed');
      expect(ended.message).toMatch(/^registry: Making the registry: somebody else changed it at the same time \(/u);
      expect(JSON.stringify(ended)).not.toContain(tlskey);
      expect(ended.results).toMatchObject(failure);
      expect(ended.results['unchanged']).toContain('deployment/kube-registry-v0');
    }));

  it('is not made by a unit that has joined none', async () => {
    const model = await aModel();
    try {
      addWorker(model.sim);
      await settled(model.sim);
      await failed(model.sim, /^registry: this unit has not joined a cluster/u, failure);
    } finally {
      await model.end();
    }
  });
});

describe('the secrets of a registry', () => {
  it('are in no argument, result, log or trace, and in no file of the machine', () =>
    story(async (sim) => {
      const { htpasswd, tlskey, 'htpasswd-plain': plain } = exampleParameters();
      const ended = await create(sim);
      expect(ended.status).toBe('completed');
      await create(sim, { tlskey: base64(pkcs8(ecPair())) });
      await remove(sim);
      const text = (encoded: string) => Buffer.from(encoded, 'base64').toString().trim().split('\n').at(1) ?? '';
      const hash = Buffer.from(htpasswd, 'base64').toString().trim();
      const secrets = [htpasswd, tlskey, plain, 'passwordA', hash, text(tlskey)];
      const told = JSON.stringify([
        sim.log(),
        Object.values(sim.model.tasks).map(({ results, message, log }) => [results, message, log]),
        sim.hooks.map(({ calls, stdout, stderr }) => [stdout, stderr, calls.map(({ argv }) => argv)]),
        await fileOf(sim, 'var/lib/juju/agents/unit-kubernetes-worker-0/charm/.state/trace.jsonl'),
      ]);
      for (const secret of secrets) expect(told.includes(secret), digest(secret)).toBe(false);
      for (const file of filesOf(sim.machineOf(worker).root)) {
        for (const secret of secrets) expect(readFileSync(file, 'latin1').includes(secret), file).toBe(false);
      }
    }));
});

/** Names a secret in a failure without showing it. */
function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}

function filesOf(root: string): readonly string[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => path.join(root, name));
  return all.filter((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat !== undefined && stat.isFile() && stat.size < 5_000_000;
  });
}
