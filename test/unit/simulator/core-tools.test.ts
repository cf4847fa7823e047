import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aTinyModel, standIn } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

const metadata = `
name: tiny
requires:
  db: sql
peers:
  ring: ring
resources:
  snap: {type: file, filename: tiny.snap}
  cni-amd64: {type: file, filename: cni.tgz}
`;
const config = `
options:
  text: {type: string, default: "a: b"}
  flag: {type: boolean, default: false}
  size: {type: int, default: 123456789}
  unset: {type: string}
`;

/** What the lines print in db-relation-changed, with exit codes, standard error included. */
async function inRelation(lines: readonly string[]): Promise<string[]> {
  const script = lines.map((line) => `${line} 2>&1; printf '@@%s@@' $?`).join('\n');
  const server = standIn(
    { name: 'server', endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } } },
    (hook) => hook.relations('db').forEach((relation) => relation.set({ port: '5432', html: '<a>' })),
  );
  model = await aTinyModel({ metadata, config, hooks: { 'db-relation-changed': script } }, { standIns: { server } });
  for (const application of ['tiny', 'server']) {
    model.sim.deploy({ application, charm: application });
    model.sim.addUnit(application);
  }
  await model.sim.settle();
  model.sim.relate('tiny', 'server');
  const { hooks } = await model.sim.settle();
  const changed = hooks.filter(({ hook, unit }) => unit === 'tiny/0' && hook === 'db-relation-changed').at(-1);
  return (changed?.stdout ?? '').split('@@');
}

async function answers(line: string): Promise<{ readonly output: string; readonly exitCode: number }> {
  const [output = '', exitCode] = await inRelation([line]);
  return { output, exitCode: Number(exitCode) };
}

describe('a hook tool prints what Juju prints', () => {
  it.each([
    ['config-get text', 'a: b\n', 0],
    ['config-get --format=json text', '"a: b"\n', 0],
    ['config-get flag', 'False\n', 0],
    ['config-get --format json flag', 'false\n', 0],
    ['config-get size', '1.23456789e+08\n', 0],
    ['config-get --format=json size', '123456789\n', 0],
    ['config-get unset', '', 0],
    ['config-get --format=json', '{"flag":false,"size":123456789,"text":"a: b"}\n', 0],
    ['config-get --all --format=json', '{"flag":false,"size":123456789,"text":"a: b","unset":null}\n', 0],
    ['config-get --all text', 'ERROR cannot use argument --all together with key "text"\n', 2],
    ['config-get --format=xml', 'ERROR invalid value "xml" for option --format: unknown format "xml"\n', 2],
    ['config-get --foo', 'ERROR option provided but not defined: --foo\n', 2],
    ['relation-ids db', 'db:1\n', 0],
    ['relation-ids --format=json ring', '["ring:0"]\n', 0],
    ['relation-ids --format=json nope', '[]\n', 0],
    ['relation-list', 'server/0\n', 0],
    ['relation-list --format=json -r 1', '["server/0"]\n', 0],
    ['relation-list --app', 'server\n', 0],
    ['relation-list -r 9', 'ERROR invalid value "9" for option -r: relation not found\n', 2],
    ['relation-list -r one', 'ERROR invalid value "one" for option -r: invalid relation id\n', 2],
    ['relation-get port', '5432\n', 0],
    ['relation-get --format=json port', '"5432"\n', 0],
    ['relation-get --format=json html', '"\\u003ca\\u003e"\n', 0],
    ['relation-get --format=yaml port', '"5432"\n', 0],
    ['relation-get -r ignored:1 nothing server/0', '', 0],
    ['relation-get --format=json nothing', 'null\n', 0],
    ['relation-get - server', '{}\n', 0],
    ['relation-get - other/0', 'ERROR permission denied\n', 1],
    ['relation-get -r', 'ERROR option needs an argument: -r\n', 2],
    ['relation-set a', 'ERROR expected "key=value", got "a"\n', 2],
    ['relation-set a=1 a=2', 'ERROR key "a" specified more than once\n', 2],
    ['relation-set a=1; relation-get --format=json a tiny/0', '"1"\n', 0],
    ['relation-set --app a=1; relation-get --app --format=json - tiny', '{"a":"1"}\n', 0],
    [
      'status-set active "a b"; status-get --include-data --format=json',
      '{"message":"a b","status":"active","status-data":{}}\n',
      0,
    ],
    ['status-set active; status-get', 'active\n', 0],
    ['status-set fine', 'ERROR invalid status "fine", expected one of [maintenance blocked waiting active]\n', 2],
    ['status-set active a b', 'ERROR unrecognized args: ["b"]\n', 2],
    ['open-port 80; open-port 53/UDP; opened-ports --format=json', '["80/tcp","53/udp"]\n', 0],
    ['open-port 80; close-port 80/tcp; opened-ports', '', 0],
    ['open-port 90-80', 'ERROR invalid port range 90-80/tcp\n', 2],
    ['open-port 80/sctp', 'ERROR invalid protocol "sctp", expected "tcp", "udp", or "icmp"\n', 2],
    [
      'open-port 80; open-port 70-90',
      'ERROR cannot open 70-90/tcp (unit "tiny/0"): port range conflicts with 80/tcp (unit "tiny/0") requested earlier\n',
      1,
    ],
    ['unit-get private-address', '10.5.0.3\n', 0],
    ['unit-get colour', 'ERROR unknown setting "colour"\n', 2],
    ['network-get db --ingress-address', '10.5.0.3\n', 0],
    ['network-get nope', 'ERROR no network config found for binding "nope"\n', 1],
    ['is-leader', 'True\n', 0],
    ['leader-set a=1; leader-get a', '1\n', 0],
    ['resource-get', 'ERROR missing required resource name\n', 2],
    ['resource-get nope', 'ERROR could not download resource: resource "tiny/nope" not found\n', 1],
    ['juju-log', 'ERROR no message specified\n', 2],
    ['JUJU_CONTEXT_ID= config-get', 'ERROR JUJU_CONTEXT_ID not set\n', 1],
  ])('%s', async (line, output, exitCode) => {
    expect(await answers(line)).toEqual({ output, exitCode });
  });
});

describe('relation-set --file -', () => {
  it('takes JSON from standard input exactly, and an empty value deletes', async () => {
    const json = JSON.stringify({ text: 'one\ntwo\n', flag: true, gone: '' });
    await inRelation([
      `relation-set gone=1`,
      `printf '%s' '${json.replaceAll('\\', '\\\\').replaceAll('%', '%%')}' | sed 's/\\\\\\\\/\\\\/g' | relation-set --file -`,
    ]);
    const bag = model.sim.model.relations['1']?.bags['tiny/0']?.data;
    expect(bag).toMatchObject({ text: 'one\ntwo\n', flag: 'true' });
    expect(bag).not.toHaveProperty('gone');
  });
});

describe('juju-log', () => {
  it('logs with the level and, in a relation hook, the relation', async () => {
    await inRelation(['juju-log -l warn -- -x two']);
    expect(model.sim.log()).toContainEqual(
      expect.objectContaining({ level: 'WARNING', module: 'unit.tiny/0.juju-log', message: 'db:1: -x two' }),
    );
  });
});

describe('resource-get', () => {
  const hooks = {
    install:
      'for name in snap cni-amd64; do file=$(resource-get $name 2>/dev/null) && wc -c <"$file" || echo none; done',
    'upgrade-charm': 'cat "$(resource-get snap)"',
  };

  it('gives what the store has: nothing for a snap, an archive for CNI', async () => {
    model = await aTinyModel({ metadata, hooks });
    model.sim.deploy({ application: 'tiny', charm: 'cs:tiny' });
    model.sim.addUnit('tiny');
    const [snapBytes, cniBytes] = ((await model.sim.settle()).hooks[0]?.stdout ?? '').trim().split('\n').map(Number);
    expect(snapBytes).toBe(0);
    expect(cniBytes).toBeGreaterThan(1_000_000);
  });

  it('finds nothing for a charm deployed from a path, until something is attached', async () => {
    model = await aTinyModel({ metadata, hooks });
    model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm') });
    model.sim.addUnit('tiny');
    expect((await model.sim.settle()).hooks[0]?.stdout).toBe('none\nnone\n');
    const file = path.join(model.folder, 'mine.snap');
    await writeFile(file, 'content');
    model.sim.attachResource('tiny', 'snap', file);
    expect((await model.sim.settle()).hooks.map(({ hook, stdout }) => [hook, stdout])).toEqual([
      ['upgrade-charm', 'content'],
    ]);
    expect(() => model.sim.attachResource('tiny', 'nope', file)).toThrow('unrecognized resource "nope"');
    expect(() => model.sim.attachResource('tiny', 'cni-amd64', file)).toThrow(
      /^incorrect extension on resource upload/u,
    );
  });
});
