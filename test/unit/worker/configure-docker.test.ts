import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/engine/engine.ts';
import { configureDocker } from '../../../src/worker/handlers/configure-docker.ts';
import type { WorkerPorts } from '../../../src/worker/ports.ts';
import { aWorker } from './a-worker.ts';
import type { TestWorker } from './a-worker.ts';

type DockerInputs = Parameters<typeof configureDocker.run>[0]['inputs'];

const network = (subnet: string) => ({ value: { subnet, mtu: 1410 }, problem: null });
const nothing: DockerInputs = {
  'config.docker-ce-package': 'auto',
  'config.docker-opts': '',
  'config.docker_runtime': 'auto',
  'config.http_proxy': '',
  'config.https_proxy': '',
  'config.no_proxy': '',
  'drift.docker': {},
  'host.dockershim': true,
  'host.nvidia': { gpus: 0, driver: null },
  'machine.runtime': 'apt',
  'sdn-plugin.network': { value: null, problem: null },
};

const [daemonJson, defaults] = ['/etc/docker/daemon.json', '/etc/default/docker'];
const dropIn = '/etc/systemd/system/docker.service.d/50-kubernetes-worker.conf';
const unitFile = '/lib/systemd/system/docker.service';

/** Docker as Ubuntu packages it, with a dockerd that answers `--validate` in these ways, one after the other. */
function aDocker(
  replies: readonly { readonly err?: string; readonly code?: number }[] = [{ err: 'configuration OK' }],
) {
  const worker = aWorker();
  put(worker, unitFile, '[Service]\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS\n');
  worker.script('ip', 'exit 0');
  worker.program('dockerd', { '--validate': replies, '--version': [{ out: 'Docker version 20.10.24, build 1' }] });
  return worker;
}

function put(worker: TestWorker, file: string, text: string, mode = 0o644): void {
  const real = path.join(worker.root, file);
  mkdirSync(path.dirname(real), { recursive: true });
  writeFileSync(real, text, { mode });
}

const read = (worker: TestWorker, file: string): string | null =>
  existsSync(path.join(worker.root, file)) ? readFileSync(path.join(worker.root, file), 'utf8') : null;

/** One hook: the handler, then the restarts that it asked for. */
async function hook(worker: TestWorker, inputs: Partial<DockerInputs> = {}) {
  const ports = worker.ports();
  const outcome = await configureDocker.run({ inputs: { ...nothing, ...inputs }, hook: 'config-changed', ports });
  const { restarts } = await ports.services.settle();
  return { said: sayingOf(outcome), restarts: restarts.length };
}

function sayingOf(outcome: Outcome<string, string>): string {
  if (outcome.kind === 'blocked') return outcome.why;
  return outcome.kind === 'waiting' ? outcome.on : 'done';
}

const done = { said: 'done', restarts: 1 };
const quiet = { said: 'done', restarts: 0 };

describe("dockerd's configuration", () => {
  it('is written with one restart, and a second hook changes nothing', async () => {
    const worker = aDocker();
    const options = { 'config.docker-opts': '--log-level=warn', 'config.no_proxy': '10.0.0.0/8' };
    expect(await hook(worker, options)).toEqual(done);
    expect(read(worker, defaults)).toContain('DOCKER_OPTS="  --log-level=warn"\n');
    expect(read(worker, dropIn)).toContain('Environment="NO_PROXY=10.0.0.0/8"\n');
    expect(statSync(path.join(worker.root, dropIn)).mode & 0o777).toBe(0o600);
    expect(read(worker, daemonJson)).toBeNull();
    const asked = worker.calls().filter(([program]) => program === 'dockerd').length;
    expect(await hook(worker, options)).toEqual(quiet);
    expect(worker.calls().filter(([program]) => program === 'dockerd')).toHaveLength(asked);
  });

  it('restarts for each change of an option, and not for blanks around it', async () => {
    const worker = aDocker();
    expect(await hook(worker, { 'config.docker-opts': '--debug' })).toEqual(done);
    expect(await hook(worker, { 'config.docker-opts': ' --debug ' })).toEqual(quiet);
    expect(await hook(worker, { 'config.docker-opts': '--debug', 'config.http_proxy': 'http://p:1' })).toEqual(done);
    expect(await hook(worker)).toEqual(done);
  });

  it('has the network of an SDN plugin while that is there', async () => {
    const worker = aDocker();
    await hook(worker);
    expect(await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') })).toEqual(done);
    expect(JSON.parse(read(worker, daemonJson) ?? '')).toEqual({ bip: '10.1.54.1/24', mtu: 1410 });
    expect(await hook(worker, { 'sdn-plugin.network': network('10.2.9.1/24') })).toEqual(done);
    expect(JSON.parse(read(worker, daemonJson) ?? '')).toEqual({ bip: '10.2.9.1/24', mtu: 1410 });
    expect(await hook(worker)).toEqual(done);
    expect(read(worker, daemonJson)).toBeNull();
    expect(worker.record.now().daemonJson).toEqual({});
    expect(await hook(worker)).toEqual(quiet);
  });

  it("has NVIDIA's runtime, also while another replaces it, until that is there", async () => {
    const worker = aDocker();
    expect(await hook(worker, { 'machine.runtime': 'nvidia' })).toEqual(done);
    expect(JSON.parse(read(worker, daemonJson) ?? '')).toMatchObject({ 'default-runtime': 'nvidia' });
    expect(await hook(worker, { 'machine.runtime': null })).toEqual(quiet);
    expect(await hook(worker, { 'machine.runtime': 'nvidia', 'host.dockershim': false })).toEqual(done);
    expect(Object.keys(JSON.parse(read(worker, daemonJson) ?? '') as object)).toEqual(['runtimes']);
    expect(await hook(worker)).toEqual(done);
    expect(read(worker, daemonJson)).toBeNull();
  });

  it("keeps an operator's daemon.json, its order, indentation and mode; formatting restarts nothing", async () => {
    const worker = aDocker();
    put(worker, daemonJson, '{\n  "debug": true,\n  "labels": ["a=b"]\n}\n', 0o640);
    expect(await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') })).toEqual(done);
    const text = '{\n  "debug": true,\n  "labels": [\n    "a=b"\n  ],\n  "bip": "10.1.54.1/24",\n  "mtu": 1410\n}\n';
    expect(read(worker, daemonJson)).toBe(text);
    expect(statSync(path.join(worker.root, daemonJson)).mode & 0o777).toBe(0o640);
    put(worker, daemonJson, JSON.stringify(JSON.parse(text)));
    expect(await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') })).toEqual(quiet);
    expect(read(worker, daemonJson)).not.toContain('\n');
    put(worker, daemonJson, text.replace('true', 'false'));
    expect(await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') })).toEqual(done);
    expect(await hook(worker)).toEqual(done);
    expect(JSON.parse(read(worker, daemonJson) ?? '')).toEqual({ debug: false, labels: ['a=b'] });
  });

  it('passes the options where the unit of the package does not, as often as the package changes it', async () => {
    const worker = aDocker();
    const start = '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock';
    put(worker, unitFile, `[Service]\nExecStart=${start}\n`);
    await hook(worker);
    expect(read(worker, dropIn)).toContain(`\nExecStart=\nExecStart=${start} $DOCKER_OPTS\n`);
    put(worker, unitFile, `[Service]\nExecStart=${start} $DOCKER_OPTS\n`);
    await hook(worker);
    expect(read(worker, dropIn)).not.toContain('ExecStart=');
    expect(read(worker, unitFile)).toContain(start);
  });
});

describe('a hook that is killed', () => {
  /** Ports whose machine and memory stop answering before their change of this number. */
  function killedAt(worker: TestWorker, number: number): WorkerPorts {
    const ports = worker.ports();
    let left = number;
    const live = async <T>(act: () => Promise<T>): Promise<T> => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return act();
    };
    const { files, systemd } = ports.machine;
    return {
      ...ports,
      record: { ...ports.record, record: (change) => live(() => ports.record.record(change)) },
      machine: {
        ...ports.machine,
        systemd: { ...systemd, reload: () => live(() => systemd.reload()) },
        files: {
          ...files,
          write: (...call) => live(() => files.write(...call)),
          remove: (file) => live(() => files.remove(file)),
        },
      },
    };
  }

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('before change %i leaves what the retry knows as its own', async (number) => {
    const worker = aDocker();
    await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') });
    const inputs = { ...nothing, 'sdn-plugin.network': network('10.2.9.1/24') };
    const run = configureDocker.run({ inputs, hook: 'config-changed', ports: killedAt(worker, number) });
    await run.catch((error: unknown) => expect(String(error)).toContain('killed'));
    expect((await hook(worker, inputs)).said).toBe('done');
    expect(JSON.parse(read(worker, daemonJson) ?? '')).toEqual({ bip: '10.2.9.1/24', mtu: 1410 });
    expect(worker.record.now().daemonJson).toEqual({ bip: ['10.2.9.1/24'], mtu: [1410] });
    expect(await hook(worker, inputs)).toEqual(quiet);
    await hook(worker);
    expect(read(worker, daemonJson)).toBeNull();
  });
});

describe('before anything is written or restarted, it blocks', () => {
  const cases: readonly [string, Partial<DockerInputs>, string | null, string][] = [
    [
      'a flag that is also in daemon.json',
      { 'config.docker-opts': '--insecure-registry r' },
      '{"insecure-registries": []}',
      'docker-opts: --insecure-registry and insecure-registries in /etc/docker/daemon.json are the same directive; ' +
        'accepted: each directive in one of the two',
    ],
    [
      'a flag that an SDN plugin needs in daemon.json',
      { 'config.docker-opts': '--mtu 1300', 'sdn-plugin.network': network('10.1.54.1/24') },
      null,
      'docker-opts: --mtu and mtu in /etc/docker/daemon.json, which sdn-plugin needs there, are the same directive; ' +
        'accepted: each directive in one of the two',
    ],
    [
      'hosts in daemon.json, which the unit gives as -H',
      {},
      '{"hosts": ["unix:///var/run/docker.sock"]}',
      '/etc/docker/daemon.json: hosts is there, and docker.service starts dockerd with -H fd://, which is the same ' +
        'directive; accepted: each directive in one of the two; a flag such as -H goes into docker-opts',
    ],
    [
      "an operator's other value",
      { 'sdn-plugin.network': network('10.1.54.1/24') },
      '{"bip": "172.17.0.1/16"}',
      '/etc/docker/daemon.json: bip is "172.17.0.1/16" there, and sdn-plugin needs "10.1.54.1/24"; ' +
        'accepted: no bip, or that value',
    ],
    [
      'a file that is no JSON',
      {},
      '{\n  "debug": true\n  "mtu": 1\n}',
      '/etc/docker/daemon.json: it is no JSON: line 3, column 3; accepted: a JSON object, as dockerd reads it',
    ],
    [
      'a configuration file of its own',
      { 'config.docker-opts': '--config-file=/x' },
      null,
      "docker-opts: --config-file is the charm's own: it merges what it needs into /etc/docker/daemon.json; " +
        "accepted: dockerd's arguments without --config-file",
    ],
    [
      'what is no argument',
      { 'config.docker-opts': '--debug false' },
      null,
      'docker-opts: "false" belongs to no argument; accepted: dockerd\'s arguments; a switch takes a value after =',
    ],
  ];

  it.each(cases)('%s', async (_what, inputs, found, said) => {
    const worker = aDocker();
    await hook(worker);
    if (found !== null) put(worker, daemonJson, found);
    const before = [daemonJson, defaults, dropIn].map((file) => read(worker, file));
    expect(await hook(worker, inputs)).toEqual({ said, restarts: 0 });
    expect([daemonJson, defaults, dropIn].map((file) => read(worker, file))).toEqual(before);
  });

  it("with dockerd's own words, without secrets, and leaves no file behind", async () => {
    const err =
      'unable to configure the Docker daemon with file /run/kubernetes-worker-daemon.json: invalid proxy ' +
      'http://me:hush@proxy (splunk-token:hush)';
    const worker = aDocker([{ err: 'configuration OK' }, { err, code: 1 }]);
    await hook(worker);
    expect(await hook(worker, { 'sdn-plugin.network': network('10.1.54.1/24') })).toEqual({
      said:
        'docker-opts: dockerd refuses its configuration: unable to configure the Docker daemon with file ' +
        '/etc/docker/daemon.json: invalid proxy http://***@proxy (splunk-token:***)',
      restarts: 0,
    });
    expect(read(worker, daemonJson)).toBeNull();
    expect(read(worker, '/run/kubernetes-worker-daemon.json')).toBeNull();
  });

  it('with what an old dockerd says of its flags', async () => {
    const worker = aDocker([{ err: "Status: unknown flag: --nosuch\nSee 'dockerd --help'., Code: 125", code: 1 }]);
    expect(await hook(worker, { 'config.docker-opts': '--nosuch' })).toEqual({
      said: 'docker-opts: dockerd refuses its configuration: unknown flag: --nosuch',
      restarts: 0,
    });
  });

  it('a drop-in of the operator that takes the options away', async () => {
    const worker = aDocker();
    const override = '/etc/systemd/system/docker.service.d/override.conf';
    put(worker, override, '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H fd://\n');
    expect(await hook(worker)).toEqual(done);
    expect((await hook(worker, { 'config.docker-opts': '-D' })).said).toContain(
      `dockerd would not get them: ${override} starts it without $DOCKER_OPTS`,
    );
  });
});

describe('a dockerd that cannot say', () => {
  const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
  const tooOld = { err: "Status: unknown flag: --validate\nSee 'dockerd --help'., Code: 125", code: 1 };

  it.each([
    ['unable to parse logging level: loud', 'unable to parse logging level: loud'],
    [
      'unable to configure the Docker daemon with file /run/kubernetes-worker-daemon.json: the following directives ' +
        "don't match any configuration option: bogus",
      'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives ' +
        "don't match any configuration option: bogus",
    ],
  ])('by itself is asked by nobody: %s', async (err, said) => {
    const worker = aDocker([tooOld]);
    put(worker, '/etc/passwd', nobody);
    worker.program('runuser', { 'nobody -- dockerd': [{ err, code: 1 }] });
    expect(await hook(worker, { 'config.docker-opts': '-D' })).toEqual({
      said: `docker-opts: dockerd refuses its configuration: ${said}`,
      restarts: 0,
    });
    expect(read(worker, '/run/kubernetes-worker-daemon.json')).toBeNull();
  });

  it.each([
    'dockerd needs to be started with root privileges.',
    'unable to configure the Docker daemon with file /etc/docker/daemon.json: open: permission denied',
    'runuser: cannot open session: Module is unknown',
  ])('either by nobody is restarted: %s', async (err) => {
    const worker = aDocker([tooOld]);
    put(worker, '/etc/passwd', nobody);
    worker.program('runuser', { 'nobody -- dockerd': [{ err, code: 1 }] });
    expect(await hook(worker, { 'config.docker-opts': '-D' })).toEqual(done);
  });

  it('is restarted all the same', async () => {
    expect(await hook(aDocker([tooOld]), { 'config.docker-opts': '-D' })).toEqual(done);
  });

  it.each([
    ['20.10.24', 'done'],
    [
      '18.09.1',
      'docker-opts: --add-runtime and runtimes in /etc/docker/daemon.json, which docker_runtime needs there,',
    ],
  ])('of version %s with runtimes in both places: %s', async (version, said) => {
    const worker = aDocker();
    worker.program('dockerd', { '--validate': [tooOld], '--version': [{ out: `Docker version ${version}, build 1` }] });
    const inputs = { 'config.docker-opts': '--add-runtime k=k', 'machine.runtime': 'nvidia' } as const;
    expect((await hook(worker, inputs)).said).toContain(said);
  });
});
