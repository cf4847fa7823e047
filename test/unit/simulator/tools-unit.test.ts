import { describe, expect, it } from 'vitest';
import { unitOf } from '../../../simulator/model/model.ts';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';

const set = '{"empty":"","flag":false,"ratio":1.5,"size":123456789,"text":"a: b"}\n';

describe('config-get', () => {
  itAnswers([
    ['config-get --format=json', set],
    ['config-get --format json', set],
    ['config-get', 'empty: ""\nflag: false\nratio: 1.5\nsize: 1.23456789e+08\ntext: \'a: b\'\n'],
    ['config-get --all --format=json', set.replace('}', ',"unset":null}')],
    [
      'config-get -a --format=yaml',
      'empty: ""\nflag: false\nratio: 1.5\nsize: 1.23456789e+08\ntext: \'a: b\'\nunset: null\n',
    ],
    ['config-get --all=false --format=json', set],
    ['config-get text', 'a: b\n'],
    ['config-get text --format=yaml', "'a: b'\n"],
    ['config-get --format=json text', '"a: b"\n'],
    ['config-get empty', ''],
    ['config-get --format=json empty', '""\n'],
    ['config-get flag', 'False\n'],
    ['config-get --format=yaml flag', 'false\n'],
    ['config-get --format json flag', 'false\n'],
    ['config-get size', '1.23456789e+08\n'],
    ['config-get --format=json size', '123456789\n'],
    ['config-get ratio', '1.5\n'],
    ['config-get unset', ''],
    ['config-get --format=json unset', 'null\n'],
    ['config-get missing', ''],
    ['config-get missing --format=json', 'null\n'],
    ['config-get missing --format=yaml', ''],
    ['config-get toString --format=json', 'null\n'],
    ['config-get trust --format=json', 'null\n'],
    ['config-get --all text', usage('cannot use argument --all together with key "text"')],
    ['config-get text flag', usage('unrecognized args: ["flag"]')],
    ['config-get text flag "a b"', usage('unrecognized args: ["flag" "a b"]')],
    ['config-get --format=xml', usage('invalid value "xml" for option --format: unknown format "xml"')],
    ['config-get --format', usage('option needs an argument: --format')],
    ['config-get --foo', usage('option provided but not defined: --foo')],
    ['config-get -x', usage('option provided but not defined: -x')],
  ]);

  it('does not see what is set while the hook runs', async () => {
    const world = aWorld();
    const context = contextIn(world);
    Object.assign(world.model.applications['tiny']?.settings ?? {}, { text: 'later' });
    expect((await callAll(world, context, 'config-get text')).stdout).toBe('a: b\n');
    expect((await callAll(world, contextIn(world), 'config-get text')).stdout).toBe('later\n');
  });
});

describe('status-get', () => {
  const units =
    '{"tiny/0":{"message":"ready","status":"active","status-data":{}},"tiny/1":{"message":"ready","status":"active","status-data":{}},"tiny/2":{"message":"hook failed: \\"install\\"","status":"error","status-data":{}}}';
  const withError: Row[2] = {
    where: ({ model }) => {
      unitOf(model, 'tiny/2').agentStatus = { status: 'error', message: 'hook failed: "install"', since: now };
    },
  };
  itAnswers([
    ['status-get', 'active\n'],
    ['status-get --format=json', '{"status":"active"}\n'],
    ['status-get --format=yaml', 'status: active\n'],
    ['status-get --include-data', 'message: ready\nstatus: active\nstatus-data: {}\n'],
    ['status-get --include-data --format=json', '{"message":"ready","status":"active","status-data":{}}\n'],
    [
      'status-get --include-data --format=json --application=false',
      '{"message":"ready","status":"active","status-data":{}}\n',
    ],
    ['status-get --application', 'active\n'],
    ['status-get --application', 'error\n', withError],
    [
      'status-get --application --format=json',
      '{"application-status":{"status":"active","units":{"tiny/0":{"status":"active"},"tiny/1":{"status":"active"},"tiny/2":{"status":"active"}}}}\n',
    ],
    [
      'status-set --application waiting hm ; status-get --application --include-data --format=json',
      `{"application-status":{"message":"hm","status":"waiting","status-data":{},"units":${units}}}\n`,
      withError,
    ],
    [
      'status-get --application --format=yaml',
      'application-status:\n  status: active\n  units:\n    tiny/0:\n      status: active\n    tiny/1:\n      status: active\n    tiny/2:\n      status: active\n',
    ],
    [
      'status-get --application',
      failure('finding application status: this unit is not the leader'),
      { unit: 'tiny/1' },
    ],
    ['status-get x', usage('unrecognized args: ["x"]')],
    [
      'status-set blocked "a b" ; status-get --include-data --format=json',
      '{"message":"a b","status":"blocked","status-data":{}}\n',
    ],
    [
      'status-set blocked ; status-get --include-data --format=json',
      '{"message":"","status":"blocked","status-data":{}}\n',
    ],
    [
      'status-set active -- "-5 items" ; status-get --include-data --format=json',
      '{"message":"-5 items","status":"active","status-data":{}}\n',
    ],
  ]);
});

describe('status-set', () => {
  itAnswers([
    ['status-set active', ''],
    ['status-set', usage('invalid args, require <status> [message]')],
    ['status-set foo', usage('invalid status "foo", expected one of [maintenance blocked waiting active]')],
    ['status-set error', usage('invalid status "error", expected one of [maintenance blocked waiting active]')],
    ['status-set unknown x', usage('invalid status "unknown", expected one of [maintenance blocked waiting active]')],
    ['status-set active a b', usage('unrecognized args: ["b"]')],
    ['status-set active "-5 items"', usage('option provided but not defined: -5')],
    ['status-set --format=json active', usage('option provided but not defined: --format')],
    ['status-set --application=True active x', ''],
    ['status-set --application active', failure('this unit is not the leader'), { unit: 'tiny/1' }],
    ['status-set --application=False active', '', { unit: 'tiny/1' }],
  ]);

  it('is true at once', async () => {
    const world = aWorld();
    await callAll(world, contextIn(world), 'status-set waiting "for a database"');
    await callAll(world, contextIn(world), 'status-set --application blocked no');
    expect(unitOf(world.model, 'tiny/0')).toMatchObject({
      workload: { status: 'waiting', message: 'for a database', since: now },
      hasSetStatus: true,
    });
    expect(world.model.applications['tiny']?.status).toMatchObject({ status: 'blocked', message: 'no' });
  });
});

describe('juju-log', () => {
  itAnswers([
    ['juju-log x', ''],
    ['juju-log', usage('no message specified')],
    ['juju-log -x', usage('option provided but not defined: -x')],
    ['juju-log -l', usage('option needs an argument: -l')],
    [
      'juju-log --format=json x',
      { exitCode: 0, stdout: '', stderr: '--format flag deprecated for command "juju-log"' },
    ],
    ['juju-log x', '', { in: 'collect-metrics' }],
    ['juju-log x', '', { in: 'meter-status-changed' }],
  ]);

  it.each([
    ['juju-log a b', 'INFO', 'a b'],
    ['juju-log "a  b" c', 'INFO', 'a  b c'],
    ['juju-log -l WARN x', 'WARNING', 'x'],
    ['juju-log -lwarning x', 'WARNING', 'x'],
    ['juju-log --log-level trace x', 'TRACE', 'x'],
    ['juju-log --log-level=Error x', 'ERROR', 'x'],
    ['juju-log -l critical x', 'CRITICAL', 'x'],
    ['juju-log -l info --debug x', 'DEBUG', 'x'],
    ['juju-log -- -x --debug', 'INFO', '-x --debug'],
  ])('writes a line for %s', async (line, level, message) => {
    const world = aWorld();
    await callAll(world, contextIn(world), line);
    expect(world.log).toEqual([{ entity: 'unit-tiny-0', module: 'unit.tiny/0.juju-log', level, message }]);
  });

  it('says so when there is no such level, and takes INFO', async () => {
    const world = aWorld();
    expect(await callAll(world, contextIn(world), 'juju-log -l loud x')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(world.log.map(({ level, message }) => [level, message])).toEqual([
      ['WARNING', 'Specified log level of "loud" is not valid'],
      ['INFO', 'x'],
    ]);
  });

  it('names the relation in a relation hook', async () => {
    const world = aWorld();
    await callAll(world, contextIn(world, { in: 'db-relation-changed' }), 'juju-log x');
    expect(world.log[0]?.message).toBe('db:9: x');
  });
});

describe('application-version-set', () => {
  itAnswers([
    ['application-version-set 1.2', ''],
    ['application-version-set -- -1', ''],
    ['application-version-set', usage('no version specified')],
    ['application-version-set 1 2', usage('unrecognized args: ["2"]')],
  ]);

  it('is true at once, and needs no leader', async () => {
    const world = aWorld();
    await callAll(world, contextIn(world, { unit: 'tiny/1' }), 'application-version-set 1.31.2');
    expect(world.model.applications['tiny']?.version).toBe('1.31.2');
  });
});

describe('credential-get', () => {
  const trusted: Row[2] = {
    where: ({ model }) => {
      const application = model.applications['tiny'];
      if (application !== undefined) application.isTrusted = true;
    },
  };
  itAnswers([
    ['credential-get', failure('cannot access cloud credentials: permission denied')],
    ['credential-get x', usage('unrecognized args: ["x"]')],
    [
      'credential-get --format=json',
      '{"type":"manual","name":"simulated","region":"default","credential":{"auth-type":"empty"}}\n',
      trusted,
    ],
    [
      'credential-get',
      [
        'type: manual\nname: simulated\nregion: default\nendpoint: ""\nidentityendpoint: ""\nstorageendpoint: ""',
        'credential:\n  authtype: empty\n  attributes: {}\n  redacted: false',
        'cacertificates: []\nskiptlsverify: false\niscontrollercloud: false\n',
      ].join('\n'),
      trusted,
    ],
  ]);
});
