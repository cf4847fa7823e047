import { describe, expect, it } from 'vitest';
import { applyWrites } from '../../../simulator/agent/run/apply-writes.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import { aWorld, callAll, contextIn, modelUuid } from './tools-world.ts';
import type { Place, World } from './tools-world.ts';

const changed: Place = { in: 'db-relation-changed' };
const follower: Place = { unit: 'tiny/1' };

/** The relation to `server` ends; its units have departed. */
function dying({ model }: World): void {
  const relation = model.relations['9'];
  const members = model.units['tiny/0']?.relations['9']?.members ?? {};
  if (relation !== undefined) relation.life = 'dying';
  for (const name of Object.keys(members)) delete members[name];
}

describe('relation-ids', () => {
  itAnswers([
    ['relation-ids db', 'db:10\ndb:9\n'],
    ['relation-ids db --format=json', '["db:10","db:9"]\n'],
    ['relation-ids db --format=yaml', '- db:10\n- db:9\n'],
    ['relation-ids ring', 'ring:0\n'],
    ['relation-ids', 'db:10\ndb:9\n', changed],
    ['relation-ids ring', 'ring:0\n', changed],
    ['relation-ids nope', ''],
    ['relation-ids nope --format=json', '[]\n'],
    ['relation-ids website --format=json', '[]\n'],
    ['relation-ids db', 'db:10\n', { where: dying }],
    ['relation-ids', 'db:10\n', { in: 'db-relation-broken', where: dying }],
    ['relation-ids', usage('no relation name specified')],
    ['relation-ids', usage('no endpoint name specified'), { juju: '3.6' }],
    ['relation-ids', usage('no endpoint name specified'), { juju: '4.0' }],
    ['relation-ids db ring', usage('unrecognized args: ["ring"]')],
  ]);
});

describe('relation-list', () => {
  itAnswers([
    ['relation-list', 'server/0\nserver/1\n', changed],
    ['relation-list --format=json', '["server/0","server/1"]\n', changed],
    ['relation-list -r 10', 'backup/0\n', changed],
    ['relation-list -r db:10', 'backup/0\n'],
    ['relation-list -r ignored:10', 'backup/0\n'],
    ['relation-list -r a:b:10', 'backup/0\n'],
    ['relation-list -r10', 'backup/0\n'],
    ['relation-list --relation 10', 'backup/0\n'],
    ['relation-list --relation=db:10', 'backup/0\n'],
    ['relation-list -r 0', 'tiny/1\ntiny/2\n'],
    ['relation-list -r 0', 'tiny/0\ntiny/2\n', follower],
    ['relation-list --app', 'server\n', changed],
    ['relation-list --app --format=json', '"server"\n', changed],
    ['relation-list --app -r 0', 'tiny\n'],
    ['relation-list', 'server/1\n', { in: 'db-relation-departed' }],
    ['relation-list --format=json', '[]\n', { in: 'db-relation-broken' }],
    ['relation-list --app', 'server\n', { in: 'db-relation-broken' }],
    ['relation-list -r 9 --format=json', '[]\n', { in: 'db-relation-broken', where: dying }],
    [
      'relation-list',
      'server/0\n',
      {
        in: 'db-relation-joined',
        where: ({ model }) => {
          const members = model.units['tiny/0']?.relations['9']?.members ?? {};
          for (const name of Object.keys(members)) delete members[name];
        },
      },
    ],
    ['relation-list', usage('no relation id specified')],
    ['relation-list -r 2', usage('invalid value "2" for option -r: relation not found')],
    ['relation-list -r db:7', usage('invalid value "db:7" for option -r: relation not found')],
    ['relation-list --relation db:7', usage('invalid value "db:7" for option --relation: relation not found')],
    ['relation-list -r -1', usage('invalid value "-1" for option -r: relation not found')],
    ['relation-list -r one', usage('invalid value "one" for option -r: invalid relation id')],
    ['relation-list -r db:', usage('invalid value "db:" for option -r: invalid relation id')],
    ['relation-list -r=9', usage('invalid value "=9" for option -r: invalid relation id')],
    ['relation-list -r', usage('option needs an argument: -r')],
    ['relation-list -r 9 keys', usage('unrecognized args: ["keys"]')],
  ]);
});

describe('relation-get', () => {
  const bag = '{"html":"\\u003ca\\u003e\\u0026b","list":"1.10","port":"5432"}\n';
  itAnswers([
    ['relation-get port', '5432\n', changed],
    ['relation-get --format=json port', '"5432"\n', changed],
    ['relation-get --format=yaml port', '"5432"\n', changed],
    ['relation-get html', '<a>&b\n', changed],
    ['relation-get --format=json html', '"\\u003ca\\u003e\\u0026b"\n', changed],
    ['relation-get --format=json', bag, changed],
    ['relation-get --format=json -', bag, changed],
    ['relation-get', 'html: <a>&b\nlist: "1.10"\nport: "5432"\n', changed],
    ['relation-get nokey', '', changed],
    ['relation-get --format=json nokey', 'null\n', changed],
    ['relation-get --format=json nokey server/0 -r db:9', 'null\n'],
    ['relation-get --format=json -r 9 - server/0', bag],
    ['relation-get -r 9 from server/1', 'server/1\n'],
    ['relation-get -r 10 - backup/0', 'from: backup/0\n'],
    ['relation-get -r 0 from tiny/2', 'tiny/2\n'],
    ['relation-get --format=json --app', '{"cluster":"c1"}\n', changed],
    ['relation-get --app cluster server', 'c1\n', changed],
    ['relation-get --app cluster server/1', 'c1\n', changed],
    ['relation-get cluster', 'c1\n', { in: 'db-relation-changed-app' }],
    ['relation-get cluster', 'c1\n', { in: 'db-relation-created' }],
    ['relation-get cluster', 'c1\n', { in: 'db-relation-broken' }],
    ['relation-get port', '5432\n', { in: 'db-relation-departed' }],
    ['relation-get -r 9 --app --format=json - server', '{"cluster":"c1"}\n'],
    ['relation-get -r 10 --app --format=json - backup', '{}\n'],
    ['relation-get -r 9 from tiny/0', 'tiny/0\n'],
    ['relation-get -r 9 --app user tiny', 'tiny\n'],
    ['relation-get -r 9 --app user tiny', failure('permission denied'), follower],
    ['relation-get -r 0 --app --format=json - tiny', '{}\n', follower],
    ['relation-get -r 9 - neighbour/0', failure('permission denied')],
    ['relation-get -r 9 --app - neighbour', failure('permission denied')],
    ['relation-get -r 9 - server/77', failure('permission denied')],
    ['relation-get -r 10', failure('permission denied'), changed],
    ['relation-get', usage('no relation id specified')],
    ['relation-get -r 9', usage('no unit or application specified')],
    ['relation-get -r 9 --app', usage('no unit or application specified')],
    ['relation-get -r 9 - server/0 more', usage('unrecognized args: ["more"]')],
    ['relation-get -r 9 - server', usage('expected unit name, got application name "server"'), { juju: '3.6' }],
    ['relation-get -r 9 - server', usage('expected unit name, got application name "server"'), { juju: '4.0' }],
    ['relation-get -r 9 - server', 'cluster: c1\n', { juju: '2.9' }],
    ['relation-get -r 9 - "a b"', usage('invalid unit name "a b"'), { juju: '3.6' }],
    ['relation-get -r 9 - server/x', usage('invalid unit name "server/x"'), { juju: '4.0' }],
    ['relation-get -r 9 - "a b"', failure('"a b" is not a valid unit or application'), { juju: '2.9' }],
  ]);

  it('shows the same throughout a hook, whatever the remote writes', async () => {
    const world = aWorld();
    const context = contextIn(world, changed);
    const port = async (within = context) => (await callAll(world, within, 'relation-get port')).stdout;
    expect(await port()).toBe('5432\n');
    const bags = world.model.relations['9']?.bags ?? {};
    bags['server/0'] = { data: { port: '1' }, version: 3 };
    expect(await port()).toBe('5432\n');
    expect(await port(contextIn(world, changed))).toBe('1\n');
  });

  it('shows what a unit said that has left', async () => {
    const world = aWorld();
    const relation = world.model.relations['9'];
    if (relation !== undefined) relation.inScope = relation.inScope.filter((name) => name !== 'server/0');
    expect((await callAll(world, contextIn(world), 'relation-get -r 9 port server/0')).stdout).toBe('5432\n');
  });
});

describe('relation-set', () => {
  const own = ' ; relation-get -r 9 --format=json - tiny/0';
  const seq = failure('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]string');
  itAnswers([
    ['relation-set -r 9', ''],
    ['relation-set -r 9 a=1', ''],
    [`relation-set a=1${own}`, '{"a":"1","from":"tiny/0"}\n', changed],
    [`relation-set -r 9 a=1 b=x=y${own}`, '{"a":"1","b":"x=y","from":"tiny/0"}\n'],
    [`relation-set a=1 -r 9${own}`, '{"a":"1","from":"tiny/0"}\n'],
    [`relation-set -r 9 " a = x "$'\\n'${own}`, '{"a":"x","from":"tiny/0"}\n'],
    [`relation-set -r 9 "" a=1${own}`, '{"a":"1","from":"tiny/0"}\n'],
    [`relation-set -r 9 from=${own}`, '{}\n'],
    [`relation-set -r 9 a=1 ; relation-set -r 9 a=${own}`, '{"from":"tiny/0"}\n'],
    [`relation-set -r 9 -- a=-1${own}`, '{"a":"-1","from":"tiny/0"}\n'],
    ['relation-set -r 9 --app a=1 ; relation-get -r 9 --app --format=json - tiny', '{"a":"1","user":"tiny"}\n'],
    ['relation-set -r 9 --app=True a=1 ; relation-get -r 9 --app a tiny', '1\n'],
    ['relation-set -r 9 --app a=1', failure('cannot write relation settings'), follower],
    ['relation-set -r 0 --app a=1', failure('cannot write relation settings'), follower],
    ['relation-set -r 9 --app=False a=1', '', follower],
    ['relation-set a=1', usage('no relation id specified')],
    ['relation-set -r 7 a=1', usage('invalid value "7" for option -r: relation not found')],
    ['relation-set -r 9 haha', usage('expected "key=value", got "haha"')],
    ['relation-set -r 9 =haha', usage('expected "key=value", got "=haha"')],
    ['relation-set -r 9 " =haha"', usage('expected "key=value", got " =haha"')],
    ['relation-set -r 9 foo=1 foo=2', usage('key "foo" specified more than once')],
    ['relation-set -r 9 foo=1 " foo=2"', usage('key "foo" specified more than once')],
    [
      'relation-set -r 9 --format=json a=1',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "relation-set"' },
    ],
    [
      'relation-set -r 9 --format json',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "relation-set"' },
    ],
    ['relation-set -r 9 -o x', usage('option provided but not defined: -o')],
    [
      `relation-set -r 9 --file -${own}`,
      '{"a":"x\\ny\\n","b":"true","c":"5","from":"tiny/0"}\n',
      { stdin: '{"a":"x\\ny\\n","b":true,"c":5}' },
    ],
    [`relation-set -r 9 --file - a=2${own}`, '{"a":"2","b":"1","from":"tiny/0"}\n', { stdin: 'a: 1\nb: 1\n' }],
    [`relation-set -r 9 --file -${own}`, '{"a":"1.50","b":"0x1F","from":"tiny/0"}\n', { stdin: 'a: 1.50\nb: 0x1F\n' }],
    [`relation-set -r 9 --file -${own}`, '{"a":"yes","b":" x ","from":"tiny/0"}\n', { stdin: 'a: yes\nb: " x "\n' }],
    [`relation-set -r 9 --file -${own}`, '{"a":"l1\\nl2\\n","from":"tiny/0"}\n', { stdin: 'a: |\n  l1\n  l2\n' }],
    [`relation-set -r 9 --file -${own}`, '{}\n', { stdin: '{"from":""}' }],
    [`relation-set -r 9 --file -${own}`, '{}\n', { stdin: 'from: null\n' }],
    [`relation-set -r 9 --file -${own}`, '{"from":"tiny/0"}\n', { stdin: '' }],
    [`relation-set -r 9 --file -${own}`, '{"from":"tiny/0"}\n', { stdin: '{}' }],
    [`relation-set -r 9 --file -${own}`, '{"a":"1","from":"tiny/0"}\n', { stdin: 'a: 1\n---\nb: 2\n' }],
    [`relation-set -r 9 --file -${own}`, '{"a":"2","from":"tiny/0"}\n', { stdin: 'a: 1\na: 2\n' }],
    ['relation-set -r 9 --file -', seq, { stdin: '[1, 2]' }],
    ['relation-set -r 9 --file -', seq, { stdin: '- a\n- b\n' }],
    [
      'relation-set -r 9 --file -',
      failure('yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `some text` into map[string]string'),
      { stdin: 'some text' },
    ],
    [
      'relation-set -r 9 --file -',
      failure(
        'yaml: unmarshal errors:\n  line 2: cannot unmarshal !!seq into string\n  line 4: cannot unmarshal !!map into string',
      ),
      { stdin: 'a: 1\nb: [1]\nc:\n  d: 1\n' },
    ],
    ['relation-set -r 9 --file nope.yaml', failure('open /nowhere/nope.yaml: no such file or directory')],
    ['relation-set -r 9 --file /nope.yaml', failure('open /nope.yaml: no such file or directory')],
    ['relation-set -r 9 --file', usage('option needs an argument: --file')],
  ]);

  it('is true for others only when the hook is committed, and once', async () => {
    const world = aWorld();
    const relation = world.model.relations['9'];
    const context = contextIn(world, changed);
    await callAll(world, context, 'relation-set a=1 ; relation-set a=2 b=3 ; relation-set --app user=new');
    expect(relation?.bags['tiny/0']).toEqual({ data: { from: 'tiny/0' }, version: 1 });
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(relation?.bags['tiny/0']).toEqual({ data: { from: 'tiny/0', a: '2', b: '3' }, version: 2 });
    expect(relation?.appBags['tiny']).toEqual({ data: { user: 'new' }, version: 2 });
  });

  it('changes nothing when a key gets the value that it has', async () => {
    const world = aWorld();
    const context = contextIn(world, changed);
    await callAll(world, context, 'relation-set from=tiny/0 none=');
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(world.model.relations['9']?.bags['tiny/0']?.version).toBe(1);
  });

  it('is refused as a whole when the unit does not lead any more', async () => {
    const world = aWorld();
    const context = contextIn(world, changed);
    await callAll(world, context, 'relation-set a=1 ; relation-set --app user=new ; open-port 80 ; state-set k=v');
    const application = world.model.applications['tiny'];
    if (application !== undefined) application.leader = 'tiny/1';
    const before = JSON.stringify(world.model);
    expect(applyWrites(world.juju, context)).toBe('prerequisites failed: "tiny/0" is not leader of "tiny"');
    expect(JSON.stringify(world.model)).toBe(before);
  });

  it('to a relation that is gone by then is forgotten', async () => {
    const world = aWorld();
    const context = contextIn(world);
    await callAll(world, context, 'relation-set -r 9 a=1 ; relation-set -r 10 a=1');
    delete world.model.relations['9'];
    expect(applyWrites(world.juju, context)).toBeNull();
    expect(world.model.relations['10']?.bags['tiny/0']?.data['a']).toBe('1');
  });
});

describe('relation-model-get', () => {
  itAnswers([
    ['relation-model-get', `uuid: ${modelUuid}\n`, { ...changed, juju: '3.6' }],
    ['relation-model-get -r 10 --format=json', `{"uuid":"${modelUuid}"}\n`, { juju: '4.0' }],
    ['relation-model-get -r 0 --format=json', `{"uuid":"${modelUuid}"}\n`, { juju: '3.6' }],
    ['relation-model-get', usage('no relation id specified'), { juju: '3.6' }],
    ['relation-model-get -r 9 x', usage('unrecognized args: ["x"]'), { juju: '3.6' }],
  ]);
});
