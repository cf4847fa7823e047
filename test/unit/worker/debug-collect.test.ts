import { describe, expect, it } from 'vitest';
import { collect, limits } from '../../../src/worker/debug/collect.ts';
import type { Collected } from '../../../src/worker/debug/collect.ts';
import { collection, mostOfEach } from '../../../src/worker/debug/collection.ts';
import type { Section } from '../../../src/worker/debug/collection.ts';
import { createDebugLog } from '../../../src/worker/debug/debug-log.ts';
import { aMachine } from '../host/stand-ins.ts';
import type { TestMachine } from '../host/stand-ins.ts';

/** These sections have been collected on the machine; what is in the archive, by the names of its files. */
async function collected(
  test: TestMachine,
  sections: readonly Section[],
  left = { ...limits },
): Promise<Collected & { readonly files: Readonly<Record<string, string>>; readonly log: readonly string[] }> {
  const files: Record<string, string> = {};
  const log = createDebugLog(() => new Date(2018, 4, 16, 9, 3, 1));
  const ended = await collect(sections, {
    machine: test.machine,
    write: async (file, text) => {
      files[file] = text;
    },
    log,
    left,
  });
  return { ...ended, files, log: log.text().split('\n').slice(0, -1) };
}

const one = (file: string, ...argv: [string, ...string[]]): Section => ({ name: 'disk', items: [{ file, argv }] });

describe('the log of an archive', () => {
  it('has the lines of 2018: what ran, and with which exit code it failed, and besides what it said', async () => {
    const test = aMachine();
    test.script('df', 'echo "df: no such device" >&2; echo something; exit 3');
    const { files, log, failed, missing } = await collected(test, [one('df-h', 'df', '-h')]);
    expect(log).toEqual([
      '2018-05-16 09:03:01 | Running script: disk',
      '2018-05-16 09:03:01 | ERROR: disk/df-h failed with exit code 3',
      '2018-05-16 09:03:01 | disk/df-h: df: no such device',
    ]);
    expect(files).toMatchObject({ 'disk/df-h': 'something', 'disk/stderr': '$ df -h\ndf: no such device\n' });
    expect({ failed, missing }).toEqual({ failed: ['disk/df-h'], missing: [] });
  });

  it('names a program that the machine does not have, and goes on', async () => {
    const test = aMachine();
    test.script('mount', 'echo mounted');
    const { files, log, failed, missing } = await collected(test, [one('lsof', 'lsof'), one('mount', 'mount')]);
    expect(log.slice(1, 3)).toEqual([
      '2018-05-16 09:03:01 | ERROR: disk/lsof failed with exit code 127',
      '2018-05-16 09:03:01 | disk/lsof: it is not on this machine',
    ]);
    expect(files['disk/mount']).toBe('mounted');
    expect({ failed, missing }).toEqual({ failed: [], missing: ['disk/lsof'] });
  });

  it('names a program that hangs, and keeps the whole lines that it has printed', async () => {
    const test = aMachine();
    test.script('lsof', 'printf "one\\ntwo\\nhalf of a se"; exec /bin/sleep 60');
    const items = [{ file: 'lsof', argv: ['lsof'] as const, timeoutMs: 500 }];
    const { files, log, failed } = await collected(test, [{ name: 'disk', items }]);
    expect(files['disk/lsof']).toBe('one\ntwo\n');
    expect(log[1]).toBe('2018-05-16 09:03:01 | ERROR: disk/lsof failed with exit code -9');
    expect(log[2]).toMatch(/disk\/lsof: it did not end in time/u);
    expect(failed).toEqual(['disk/lsof']);
  });

  it('tells where the output of a program was too long, of which the whole lines before are there', async () => {
    const test = aMachine();
    test.script('dmesg', 'i=0; while [ $i -lt 3000 ]; do echo "line $i of many"; i=$((i+1)); done');
    const items = [{ file: 'dmesg', argv: ['dmesg'] as const, maxBytes: 2_000 }];
    const { files, log, failed } = await collected(test, [{ name: 'disk', items }]);
    const lines = (files['disk/dmesg'] ?? '').split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines).toEqual(lines.map((_line, index) => `line ${index} of many`));
    expect(log.slice(1).join('\n')).toMatch(/disk\/dmesg: it printed more than 2000 bytes/u);
    expect(failed).toEqual([]);
  });

  it('tells what was not run because time or space were used up', async () => {
    const test = aMachine();
    test.script('df', 'echo 0123456789');
    const spent = await collected(test, [one('a', 'df'), one('b', 'df')], { ms: 0, bytes: 100 });
    expect(spent.log).toContain('2018-05-16 09:03:01 | disk/a: not run: the time of this action is used up');
    const full = await collected(test, [one('a', 'df')], { ms: 10_000, bytes: 0 });
    expect(full.log).toContain('2018-05-16 09:03:01 | disk/a: not run: the space of this action is used up');
    expect(full.failed).toEqual(['disk/a']);
    const files = (await collected(test, [one('a', 'df')], { ms: 10_000, bytes: 5 })).files;
    expect(files['disk/a']).toBe('');
  });
});

describe('files of which a machine has many', () => {
  const logs: Section = {
    name: 'docker',
    items: [
      {
        of: 'containers',
        names: async ({ run }) => (await run(['docker', 'ps'])).stdout.split('\n'),
        item: (name) => ({ file: `container-logs/${name}`, argv: ['docker', 'logs', name] }),
      },
    ],
  };

  it('are each collected, with what went to either stream, up to a number', async () => {
    const test = aMachine();
    test.script('docker', 'if [ $1 = ps ]; then /usr/bin/seq 1 100; else echo "out $2"; echo "err $2" >&2; fi');
    const { files, log } = await collected(test, [logs]);
    expect(Object.keys(files).filter((file) => file.startsWith('docker/container-logs/')).length).toBe(mostOfEach);
    expect(files['docker/container-logs/7']).toBe('out 7\nerr 7');
    expect(log).toContain('2018-05-16 09:03:01 | docker: the first 60 of 100 containers');
  });

  it('are missed by name where they cannot be listed', async () => {
    const test = aMachine();
    test.script('docker', 'echo "Cannot connect" >&2; exit 1');
    const { log, failed } = await collected(test, [logs]);
    expect(log[1]).toMatch(/docker: containers: Cannot connect/u);
    expect(failed).toEqual(['docker/containers']);
  });
});

describe('what is collected', () => {
  const items = collection.flatMap(({ name, items: each }) =>
    each.map((item) => ({ section: name, item: 'file' in item ? item : item.item('NAME') })),
  );
  const names = items.map(({ section, item }) => `${section}/${item.file}`);

  it('has the sections and files of 2018', () => {
    expect(names).toEqual(expect.arrayContaining(filesOf2018));
  });

  it('has each file once, and runs every program for at most a minute', () => {
    expect(names).toEqual([...new Set(names)]);
    for (const { item } of items) expect(item.timeoutMs ?? 0).toBeLessThanOrEqual(60_000);
  });

  it('asks for no content of Secrets, and runs no shell', () => {
    const commands = items.map(({ item }) => item.argv.map(String));
    expect(commands.filter((argv) => argv.includes('secrets')).map((argv) => argv.slice(2, 4))).toEqual([
      ['describe', 'secrets'],
    ]);
    expect(commands.filter(([program = '', first]) => /sh$/u.test(program) || first === '-c')).toEqual([]);
  });
});

const filesOf2018 = [
  ...['docker-version', 'docker-info', 'docker-ps', 'docker-images', 'container-logs/NAME'].map((f) => `docker/${f}`),
  ...['df-hT', 'du-h', 'mount', 'findmnt', 'lsblk', 'lsof', 'lslocks'].map((f) => `filesystem/${f}`),
  ...['sysctl-limits', 'inotify-instances'].map((f) => `inotify/${f}`),
  'juju-logs/NAME',
  ...['cluster-info', 'cluster-info-dump', 'describe-nodes'].map((f) => `kubectl/${f}`),
  ...['pods', 'svc', 'ingress', 'secrets', 'pv', 'pvc', 'rc'].map((kind) => `kubectl/describe-${kind}`),
  ...['kubelet', 'kube-proxy'].flatMap((name) =>
    ['systemctl-status', 'journal'].map((f) => `kubernetes-worker-services/${name}-${f}`),
  ),
  ...['ifconfig', 'resolv.conf', 'interfaces', 'netstat', 'route', 'iptables-save', 'dig-google', 'ping-google'].map(
    (f) => `network/${f}`,
  ),
  ...['dpkg-list', 'snap-list', 'pip2-list', 'pip3-list'].map((f) => `packages/${f}`),
  'sysctl/sysctl',
  ...['systemctl', 'journalctl', 'systemd-analyze-time', 'systemd-analyze-blame'].map((f) => `systemd/${f}`),
  ...['systemd-analyze-critical-chain', 'systemd-analyze-dump'].map((f) => `systemd/${f}`),
];
