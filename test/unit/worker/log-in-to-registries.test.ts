import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { logInToRegistries } from '../../../src/worker/handlers/log-in-to-registries.ts';
import { publishDockerHost } from '../../../src/worker/handlers/publish-dockerhost.ts';
import { aWorker } from './a-worker.ts';
import type { TestWorker } from './a-worker.ts';

const login = (server: string, password: string) => ({ server, username: 'me', password });
const auth = (password: string) => ({ auth: Buffer.from(`me:${password}`).toString('base64') });

/** A docker that keeps a file per registry it is logged in to, and refuses passwords that start with `bad`. */
function aDocker(): TestWorker {
  const worker = aWorker();
  worker.ports().services.want('docker', 'x', 'its configuration');
  const folder = path.join(worker.root, 'root/.docker');
  worker.script(
    'docker',
    `for server in "$@"; do :; done
    /bin/mkdir -p ${folder}/kept
    if [ "$1" = logout ]; then /bin/rm -f "${folder}/kept/$server"
    else
      read -r password
      case $password in bad*) echo "Error response from daemon: Get https://$server/v2/: unauthorized: wrong $password" >&2; exit 1;; esac
      : > "${folder}/kept/$server"
    fi
    separator=
    { printf '{"auths": {'
      for file in ${folder}/kept/*; do
        [ -e "$file" ] && printf '%s"%s": {}' "$separator" "\${file##*/}" && separator=,
      done
      printf '}}'
    } > ${folder}/config.json`,
  );
  return worker;
}

const fileOf = (worker: TestWorker, file: string) => path.join(worker.root, file);
const kubelet = '/var/lib/kubelet/config.json';
const authsOf = (worker: TestWorker): unknown =>
  existsSync(fileOf(worker, kubelet)) ? JSON.parse(readFileSync(fileOf(worker, kubelet), 'utf8')) : null;

async function hook(worker: TestWorker, logins: readonly object[]): Promise<string> {
  const inputs = { 'config.docker-logins': JSON.stringify(logins), 'drift.logins': {} };
  const outcome = await logInToRegistries.run({ inputs, hook: 'config-changed', ports: worker.ports() });
  return outcome.kind === 'blocked' ? outcome.why : outcome.kind === 'waiting' ? outcome.on : 'done';
}

const calls = (worker: TestWorker) => worker.calls().filter(([program]) => program === 'docker');

describe('docker-logins', () => {
  it('are known to docker and to kubelet, and asked for once', async () => {
    const worker = aDocker();
    expect(await hook(worker, [login('a', 'p1'), login('b', 'p2')])).toBe('done');
    expect(authsOf(worker)).toEqual({ auths: { a: auth('p1'), b: auth('p2') } });
    expect(statSync(fileOf(worker, kubelet)).mode & 0o777).toBe(0o600);
    expect(await hook(worker, [login('a', 'p1'), login('b', 'p2')])).toBe('done');
    expect(calls(worker)).toHaveLength(2);
  });

  it('that are taken out leave docker and kubelet, and nothing of others', async () => {
    const worker = aDocker();
    mkdirSync(path.dirname(fileOf(worker, kubelet)), { recursive: true });
    writeFileSync(fileOf(worker, kubelet), '{"auths": {"theirs": {"auth": "eDp5"}}}', { mode: 0o644 });
    await hook(worker, [login('a', 'p1'), login('b', 'p2')]);
    expect(await hook(worker, [login('b', 'p2')])).toBe('done');
    expect(authsOf(worker)).toEqual({ auths: { theirs: { auth: 'eDp5' }, b: auth('p2') } });
    expect(calls(worker).at(-1)).toEqual(['docker', 'logout', 'a']);
    await hook(worker, []);
    expect(authsOf(worker)).toEqual({ auths: { theirs: { auth: 'eDp5' } } });
    expect(worker.record.now().logins).toEqual({});
  });

  it('that are refused name their registry and why; the others, and what was good before, stay', async () => {
    const worker = aDocker();
    await hook(worker, [login('a', 'p1')]);
    const said = await hook(worker, [login('a', 'bad-hush'), login('b', 'p2'), login('c', 'bad-hush')]);
    expect(said).toBe(
      'docker-logins: a (unauthorized: wrong ***), c (unauthorized: wrong ***) refused the credentials or did not answer',
    );
    expect(authsOf(worker)).toEqual({ auths: { a: auth('p1'), b: auth('p2') } });
    expect(await hook(worker, [login('a', 'p3'), login('b', 'p2')])).toBe('done');
    expect(authsOf(worker)).toEqual({ auths: { a: auth('p3'), b: auth('p2') } });
  });

  it('are made again when somebody deletes what docker or kubelet keeps', async () => {
    const worker = aDocker();
    await hook(worker, [login('a', 'p1')]);
    rmSync(fileOf(worker, '/root/.docker/config.json'));
    rmSync(fileOf(worker, kubelet));
    expect(await hook(worker, [login('a', 'p1')])).toBe('done');
    expect([calls(worker).length, authsOf(worker)]).toEqual([2, { auths: { a: auth('p1') } }]);
  });

  it('leave a file of kubelet alone that is none', async () => {
    const worker = aDocker();
    mkdirSync(path.dirname(fileOf(worker, kubelet)), { recursive: true });
    writeFileSync(fileOf(worker, kubelet), '{"auths"');
    expect(await hook(worker, [])).toBe('done');
    expect(await hook(worker, [login('a', 'p1')])).toBe(
      `docker-logins: ${kubelet}: it is no JSON object with an object auths`,
    );
    expect(readFileSync(fileOf(worker, kubelet), 'utf8')).toBe('{"auths"');
  });

  it('that are taken out go also while dockerd is down', async () => {
    const worker = aDocker();
    await hook(worker, [login('a', 'p1')]);
    worker.script('systemctl', '[ "$1" = show ] || { echo no >&2; exit 1; }');
    await worker.record.record((was) => ({ ...was, services: {} }));
    expect(await hook(worker, [login('b', 'p2')])).toBe('Waiting for docker to start');
    expect([authsOf(worker), worker.record.now().logins]).toEqual([null, {}]);
  });
});

describe('dockerhost', () => {
  it('is told on every relation where docker listens', async () => {
    const worker = aWorker();
    const inputs = { 'relation.dockerhost': { ids: ['dockerhost:1', 'dockerhost:4'], apps: [], units: [] } };
    await publishDockerHost.run({ inputs, hook: 'start', ports: worker.ports() });
    const url = { url: 'unix:///var/run/docker.sock' };
    expect(worker.published()).toEqual({ 'dockerhost:1': url, 'dockerhost:4': url });
  });
});
