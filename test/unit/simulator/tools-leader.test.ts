import { describe, expect, it } from 'vitest';
import { failure, itAnswers, usage } from './tools-rows.ts';
import { aWorld, callAll, contextIn } from './tools-world.ts';

describe('is-leader', () => {
  itAnswers([
    ['is-leader', 'True\n'],
    ['is-leader --format=json', 'true\n'],
    ['is-leader --format=yaml', 'true\n'],
    ['is-leader', 'False\n', { unit: 'tiny/1' }],
    ['is-leader --format=json', 'false\n', { unit: 'tiny/1', juju: '4.0' }],
    ['is-leader x', usage('unrecognized args: ["x"]')],
    [
      'is-leader',
      failure('leadership status unknown: not implemented for restricted context not implemented'),
      { in: 'collect-metrics' },
    ],
  ]);

  it('stays false within a hook, and is asked anew while it is true', async () => {
    const world = aWorld();
    const application = world.model.applications['tiny'];
    if (application === undefined) throw new Error('no application');
    const context = contextIn(world, { unit: 'tiny/1' });
    const ask = async () => (await callAll(world, context, 'is-leader')).stdout;
    application.leader = 'tiny/1';
    expect(await ask()).toBe('True\n');
    application.leader = 'tiny/0';
    expect(await ask()).toBe('False\n');
    application.leader = 'tiny/1';
    expect(await ask()).toBe('False\n');
    expect((await callAll(world, contextIn(world, { unit: 'tiny/1' }), 'is-leader')).stdout).toBe('True\n');
  });
});

describe('leader-get and leader-set', () => {
  const notLeader = failure('cannot write leadership settings: cannot write settings: not the leader');
  itAnswers([
    ['leader-get', '{}\n'],
    ['leader-get --format=json', '{}\n'],
    ['leader-get x', ''],
    ['leader-get --format=json x', 'null\n'],
    ['leader-set a=1 b=yes ; leader-get', 'a: "1"\nb: "yes"\n'],
    ['leader-set a=1 ; leader-get - --format=json', '{"a":"1"}\n'],
    ['leader-set a=1 ; leader-get a', '1\n'],
    ['leader-set a=1 ; leader-set a= ; leader-get --format=json', '{}\n'],
    ['leader-set "a= x "$\'\\n\' ; leader-get --format=json', '{"a":"x"}\n'],
    ['leader-set', ''],
    ['leader-set ""', ''],
    ['leader-set a', usage('expected "key=value", got "a"')],
    ['leader-set =a', usage('expected "key=value", got "=a"')],
    ['leader-set a=1 a=2', usage('key "a" specified more than once')],
    ['leader-get a=b', usage('invalid key "a=b"')],
    ['leader-get a b', usage('unrecognized args: ["b"]')],
    ['leader-set a=1', notLeader, { unit: 'tiny/1' }],
    ['leader-set', notLeader, { unit: 'tiny/1' }],
  ]);

  it('are true at once, and count as a change only when they change something', async () => {
    const world = aWorld('3.6');
    const context = contextIn(world);
    await callAll(world, context, 'leader-set a=1 b=2');
    await callAll(world, context, 'leader-set a=1 b=2 c=');
    expect(world.model.applications['tiny']).toMatchObject({ leaderData: { a: '1', b: '2' }, leaderVersion: 1 });
    const other = await callAll(world, contextIn(world, { unit: 'tiny/1' }), 'leader-get b');
    expect(other.stdout).toBe('2\n');
  });
});
