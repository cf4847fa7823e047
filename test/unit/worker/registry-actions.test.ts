import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aMachine } from '../host/stand-ins.ts';
import { exampleParameters } from '../workload/registry/example.ts';
import { runOn } from './an-action.ts';

const version = JSON.stringify({ clientVersion: { gitVersion: 'v1.10.2' }, serverVersion: { gitVersion: 'v1.10.2' } });
const account = (...names: readonly string[]) =>
  JSON.stringify({ kind: 'ServiceAccount', imagePullSecrets: names.map((name) => ({ name })) });

interface Answers {
  /** What a kubectl prints for these objects, and how it ends. */
  readonly found?: string;
  readonly account?: string;
  readonly version?: string;
  readonly apply?: string;
  readonly patch?: string;
}

/** A machine that has joined a cluster, with a kubectl of 1.10 that answers so. */
function aWorker(answers: Answers = {}) {
  const machine = aMachine();
  mkdirSync(path.join(machine.root, 'root/.kube'), { recursive: true });
  writeFileSync(path.join(machine.root, 'root/.kube/config'), '');
  const file = (name: string, text: string) => {
    writeFileSync(path.join(machine.root, name), text);
    return path.join(machine.root, name);
  };
  machine.script('dpkg', 'echo amd64');
  machine.script(
    'kubectl',
    `case "$2 $3" in
    'version --output=json') /bin/cat ${file('version', answers.version ?? version)};;
    'get serviceaccount') /bin/cat ${file('account', answers.account ?? account())};;
    'get '*) /bin/cat ${file('found', answers.found ?? '')};;
    'apply -f') /bin/cat > ${path.join(machine.root, 'applied')}; ${answers.apply ?? ':'};;
    'patch serviceaccount') ${answers.patch ?? ':'};;
    'delete '*) :;;
    *) echo "unexpected: $*" >&2; exit 64;;
    esac`,
  );
  const verbs = () => machine.calls().flatMap(([program, , verb = '']) => (program === 'kubectl' ? [verb] : []));
  return { machine, verbs };
}

const create = (worker: ReturnType<typeof aWorker>) =>
  runOn(worker.machine, 'registry', { parameters: exampleParameters() });

describe('the action registry', () => {
  it('reads what kubectl 1.10 says of what it has applied', async () => {
    const apply = `echo 'secret "registry-tls-data" created'; echo 'service "kube-registry" unchanged'; echo 'deployment.apps "kube-registry-v0" configured'`;
    const { results, failure } = await create(aWorker({ apply }));
    expect(failure).toBeNull();
    expect(results).toEqual(
      expect.arrayContaining([
        'registry-create=success',
        'created=secret/registry-tls-data',
        'unchanged=service/kube-registry',
        'configured=deployment/kube-registry-v0',
      ]),
    );
  });

  it('says what was done before the API refused, and repeats no secret of what kubectl prints', async () => {
    const key = exampleParameters().tlskey;
    const apply = [
      `echo 'secret "registry-auth-data" configured'`,
      `echo 'Error from server (Conflict): error when applying patch: {"tls.key":"${key}"} to: Operation cannot be fulfilled' >&2`,
      'exit 1',
    ].join('; ');
    const { results, failure } = await create(aWorker({ apply }));
    expect(failure).toMatch(
      /^registry: Making the registry: somebody else changed it at the same time \(.*"tls\.key":"\*\*\*"/u,
    );
    expect(failure).not.toContain(key.slice(0, 40));
    expect(results).toEqual(['registry-create=failure', 'configured=secret/registry-auth-data']);
  });

  it('patches the service account only where its entry is missing', async () => {
    const without = aWorker({ account: account('of-somebody-else') });
    await create(without);
    expect(without.verbs()).toEqual(['version', 'get', 'apply', 'get', 'patch']);
    const withIt = aWorker({ account: account('of-somebody-else', 'registry-access') });
    expect((await create(withIt)).results).toContain('serviceaccount-patch=success');
    expect(withIt.verbs()).toEqual(['version', 'get', 'apply', 'get']);
  });

  it('says that the registry is there where only the service account could not be told', async () => {
    const patch = 'echo "Error from server (Forbidden): serviceaccounts is forbidden" >&2; exit 1';
    const { results, failure } = await create(aWorker({ patch }));
    expect(failure).toMatch(/^registry: The registry is there, but .*: the Kubernetes API does not allow it \(/u);
    expect(results).toEqual(['registry-create=success', 'serviceaccount-patch=failure']);
  });

  it('waits with a registry whose claim is still being deleted', async () => {
    const metadata = { name: 'registry-tls-data', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const worker = aWorker({ found: JSON.stringify({ kind: 'Secret', metadata }) });
    expect((await create(worker)).failure).toMatch(/^registry: secrets\/registry-tls-data is still being deleted/u);
    expect(worker.verbs()).toEqual(['version', 'get']);
  });

  it('makes nothing for an API server that does not tell its version', async () => {
    const worker = aWorker({ version: '{}' });
    const { failure, results } = await create(worker);
    expect(failure).toBe('registry: the Kubernetes API does not tell its version');
    expect(results).toEqual(['registry-create=failure']);
    expect(worker.verbs()).not.toContain('apply');
  });

  it('is told that kubectl is missing', async () => {
    const machine = aMachine();
    mkdirSync(path.join(machine.root, 'root/.kube'), { recursive: true });
    writeFileSync(path.join(machine.root, 'root/.kube/config'), '');
    const { failure } = await runOn(machine, 'registry', { parameters: { delete: true } });
    expect(failure).toMatch(/^registry: Looking at the cluster: kubectl is not installed on this machine/u);
  });

  it('deletes by the names of 2018, what is there and ours only', async () => {
    const labels = { 'juju-action': 'registry' };
    const items = [
      { kind: 'Service', metadata: { name: 'kube-registry', labels } },
      { kind: 'Secret', metadata: { name: 'registry-access', labels: { app: 'other' } } },
      { kind: 'Ingress', metadata: { name: 'registry-ing', labels } },
    ];
    const worker = aWorker({ found: JSON.stringify({ kind: 'List', items }), account: account('registry-access') });
    const { results, failure } = await runOn(worker.machine, 'registry', { parameters: { delete: true } });
    expect(failure).toBeNull();
    expect(results).toContain('left-to-others=secrets/registry-access');
    // The entry names a Secret that stays.
    expect(worker.verbs()).toEqual(['get', 'delete']);
    expect(worker.machine.calls().at(-1)?.slice(2)).toEqual(
      'delete --ignore-not-found=true svc/kube-registry ing/registry-ing --timeout=60s --request-timeout=20s'.split(
        ' ',
      ),
    );
  });
});
