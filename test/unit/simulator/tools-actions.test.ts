import { describe, expect, it } from 'vitest';
import { failure, itAnswers, usage } from './tools-rows.ts';
import type { Row } from './tools-rows.ts';
import { aWorld, callAll, contextIn, now } from './tools-world.ts';
import type { Place } from './tools-world.ts';

const action: Place = { in: 'action' };

describe('action-get', () => {
  const all =
    '{"big":1000000,"count":3,"isQuick":true,"name":"nightly","nested":{"deep":{"er":"x"}},"none":[],"nothing":null,"tags":["a","b"]}\n';
  itAnswers([
    ['action-get --format=json', all, action],
    [
      'action-get',
      'big: 1e+06\ncount: 3\nisQuick: true\nname: nightly\nnested:\n  deep:\n    er: x\nnone: []\nnothing: null\ntags:\n- a\n- b\n',
      action,
    ],
    ['action-get name', 'nightly\n', action],
    ['action-get --format=json name', '"nightly"\n', action],
    ['action-get count', '3\n', action],
    ['action-get big', '1e+06\n', action],
    ['action-get --format=json big', '1000000\n', action],
    ['action-get isQuick', 'True\n', action],
    ['action-get tags', '- a\n- b\n', action],
    ['action-get tags --format=json', '["a","b"]\n', action],
    ['action-get none', '[]\n', action],
    ['action-get nested', 'deep:\n  er: x\n', action],
    ['action-get nested.deep.er', 'x\n', action],
    ['action-get nested.deep.er.more --format=json', 'null\n', action],
    ['action-get nested.nope', '', action],
    ['action-get nope', '', action],
    ['action-get nope --format=json', 'null\n', action],
    ['action-get nothing --format=json', 'null\n', action],
    ['action-get toString --format=json', 'null\n', action],
    ['action-get a b', usage('unrecognized args: ["b"]'), action],
  ]);
});

describe('action-set', () => {
  const key = (name: string) =>
    usage(
      `key "${name}" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric, hyphens and periods`,
    );
  itAnswers([
    ['action-set a=1', '', action],
    ['action-set', '', action],
    ['action-set return-code=1', '', action],
    ['action-set x', usage('argument "x" must be of the form key...=value'), action],
    ['action-set a=1 x', usage('argument "x" must be of the form key...=value'), action],
    ['action-set Foo=1', key('Foo'), action],
    ['action-set a.Foo=1', key('Foo'), action],
    ['action-set a_b=1', key('a_b'), action],
    ['action-set -- -a=1', key('-a'), action],
    ['action-set a-=1', key('a-'), action],
    ['action-set a..b=1', key(''), action],
    ['action-set =1', key(''), action],
    ...['stdout', 'stdout-encoding', 'stderr', 'stderr-encoding'].flatMap((name): Row[] => [
      [`action-set ${name}=1`, usage(`cannot set reserved action key "${name}"`), action],
      [`action-set a.${name}=1`, usage(`cannot set reserved action key "${name}"`), action],
    ]),
  ]);

  it.each([
    ['action-set a=1 b=true', { a: '1', b: 'true' }],
    ['action-set "a= x "', { a: ' x ' }],
    ["action-set a=$'l1\\nl2\\n'", { a: 'l1\nl2\n' }],
    ['action-set a=b=c', { a: 'b=c' }],
    ['action-set a=', { a: '' }],
    ['action-set outfile.size=10G outfile.name=x', { outfile: { size: '10G', name: 'x' } }],
    ['action-set a.b.c=1 ; action-set a.b.d=2', { a: { b: { c: '1', d: '2' } } }],
    ['action-set a.b=1 ; action-set a=2', { a: '2' }],
    ['action-set a=1 ; action-set a.b=2', { a: { b: '2' } }],
    ['action-set a=1 a=2', { a: '2' }],
    ['action-set 1-a.0=x', { '1-a': { '0': 'x' } }],
    ['action-set a=1 Foo=2', {}],
  ])('%s gives %j', async (line, results) => {
    const world = aWorld();
    const context = contextIn(world, action);
    await callAll(world, context, line);
    expect(context.task?.results).toEqual(results);
  });
});

describe('action-fail', () => {
  itAnswers([
    ['action-fail', '', action],
    ['action-fail a b', usage('unrecognized args: ["b"]'), action],
  ]);

  it.each([
    ['action-fail', 'action failed without reason given, check action for errors'],
    ['action-fail "out of disk"', 'out of disk'],
    ['action-fail -- "-1 left"', '-1 left'],
    ['action-fail one ; action-fail two', 'two'],
  ])('%s marks the action as failed: %s', async (line, failed) => {
    const world = aWorld('3.6');
    const context = contextIn(world, action);
    await callAll(world, context, `action-set a=1 ; ${line}`);
    expect(context.task).toMatchObject({ failure: failed, results: { a: '1' } });
  });
});

describe('action-log', () => {
  itAnswers([['action-log', usage('no message specified'), action]]);

  it('reaches the operator at once', async () => {
    const world = aWorld('4.0');
    await callAll(world, contextIn(world, action), 'action-log "50 %" done ; action-log -- -x');
    expect(world.model.tasks['2']?.log).toEqual([
      { time: now, message: '50 % done' },
      { time: now, message: '-x' },
    ]);
  });
});

describe('the tools of actions', () => {
  const lines = [
    'action-get',
    'action-get x',
    'action-set a=1',
    'action-set',
    'action-fail',
    'action-fail x',
    'action-log x',
  ];
  const places: readonly Place[] = [{}, { in: 'db-relation-changed' }, { in: 'exec' }];

  itAnswers(
    lines.flatMap((line) =>
      places.flatMap((place): Row[] => [
        [line, failure('not running an action'), { ...place, juju: '2.9' }],
        [line, failure('not running an action'), { ...place, juju: '3.6' }],
        [line, failure(`bad request: unknown hook command: ${line.split(' ')[0]}`), { ...place, juju: '4.0' }],
      ]),
    ),
  );
  itAnswers([
    ['action-set Foo', usage('argument "Foo" must be of the form key...=value'), {}],
    ['action-set Foo', failure('bad request: unknown hook command: action-set'), { juju: '4.0' }],
    ['config-get flag', 'False\n', { in: 'action', juju: '4.0' }],
    ['relation-get -r 9 port server/0', '5432\n', { in: 'action', juju: '4.0' }],
    ['is-leader', 'True\n', { in: 'exec', juju: '4.0' }],
    ['relation-ids', usage('no endpoint name specified'), { in: 'action', juju: '4.0' }],
  ]);
});
