import { afterEach, describe, expect, it } from 'vitest';
import { aSequence, ranOf } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';
import { standIn } from './core-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

const metadata = 'name: tiny\nrequires:\n  db: sql\npeers:\n  ring: ring\n';
const lines = [
  'if test -n "$JUJU_RELATION"; then',
  'echo "list=$(relation-list) ids=$(relation-ids $JUJU_RELATION) departing=${JUJU_DEPARTING_UNIT-none}"',
  'echo "remote=$JUJU_REMOTE_UNIT app=$JUJU_REMOTE_APP"; fi',
].join('\n');

const mysql = standIn({
  name: 'mysql',
  endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } },
});

async function related(units = 1, options: { readonly seed?: number } = {}): Promise<void> {
  sequence = await aSequence({ metadata, lines, parts: { standIns: { mysql } }, options });
  const { sim } = sequence;
  sim.deploy({ application: 'mysql', charm: 'mysql' });
  for (let count = 0; count < units; count += 1) sim.addUnit('mysql');
  sim.relate('tiny', 'mysql');
  await sim.settle();
}

function outputs(unit = 'tiny/0'): Record<string, string> {
  return Object.fromEntries(
    sequence.sim.hooks
      .filter((hook) => hook.unit === unit)
      .map(({ hook, remoteUnit = '', stdout }) => [`${hook} ${remoteUnit}`.trim(), stdout]),
  );
}

describe('a unit in a relation', () => {
  it('meets a second remote unit (20)', async () => {
    await related();
    sequence.sim.addUnit('mysql');
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-joined mysql/1', 'db-relation-changed mysql/1']);
    expect(outputs()['db-relation-joined mysql/1']).toContain('list=mysql/0\nmysql/1 ids=db:1');
  });

  it('is told when a remote changes its bag (21), once for several changes', async () => {
    await related();
    sequence.sim.writeBag('mysql/0', 'db', 'tiny', { port: '1' });
    sequence.sim.writeBag('mysql/0', 'db', 'tiny', { port: '2', user: 'x' });
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-changed mysql/0']);
  });

  it('is not told of a deletion of what was not there', async () => {
    await related();
    sequence.sim.writeBag('mysql/0', 'db', 'tiny', { port: null });
    expect(await sequence.ran('tiny/0')).toEqual([]);
  });

  it('sees a remote unit go (22); it is not listed any more', async () => {
    await related(2);
    sequence.sim.removeUnit('mysql/1');
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-departed mysql/1']);
    expect(outputs()['db-relation-departed mysql/1']).toBe(
      'list=mysql/0 ids=db:1 departing=mysql/1\nremote=mysql/1 app=mysql\n',
    );
  });

  it('sees remotes depart and then the relation break (23); it is not among the ids any more', async () => {
    await related();
    sequence.sim.removeRelation('tiny', 'mysql');
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-departed mysql/0', 'db-relation-broken']);
    expect(outputs()['db-relation-broken']).toBe('list= ids= departing=none\nremote= app=mysql\n');
    expect(Object.values(sequence.sim.model.relations).map(({ endpoints }) => endpoints.length)).toEqual([1]);
  });

  it('sees only the end of a relation whose last member has left before (24)', async () => {
    await related();
    sequence.sim.removeUnit('mysql/0');
    await sequence.ran();
    sequence.sim.removeRelation('tiny', 'mysql');
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-broken']);
  });

  it('that is removed departs from every remote itself, and not again from peers (25)', async () => {
    await related();
    sequence.sim.addUnit('tiny');
    await sequence.ran();
    sequence.sim.removeUnit('tiny/0');
    expect(await sequence.ran('tiny/0')).toEqual([
      'ring-relation-departed tiny/1',
      'db-relation-departed mysql/0',
      'db-relation-broken',
      'stop',
      'remove',
    ]);
    expect(outputs()['db-relation-departed mysql/0']).toContain('departing=tiny/0');
    expect(outputs('tiny/1')['ring-relation-departed tiny/0']).toContain('departing=tiny/0');
  });

  it.each([1, 2, 3, 4])('hears changed of a unit directly after joined, within a relation (seed %s)', async (seed) => {
    await related(3, { seed });
    const hooks = ranOf(sequence.sim.hooks, 'tiny/0').filter((hook) => hook.startsWith('db-'));
    for (const remote of ['mysql/0', 'mysql/1', 'mysql/2']) {
      expect(hooks[hooks.indexOf(`db-relation-joined ${remote}`) + 1]).toBe(`db-relation-changed ${remote}`);
    }
  });

  it('hears nothing of a remote that came and went meanwhile', async () => {
    await related();
    await sequence.breaks('config-changed');
    sequence.sim.setTrust('tiny', true);
    await sequence.ran();
    sequence.sim.addUnit('mysql');
    await sequence.ran();
    sequence.sim.removeUnit('mysql/1');
    await sequence.ran();
    await sequence.mends('config-changed');
    sequence.sim.resolved('tiny/0');
    expect(await sequence.ran('tiny/0')).toEqual(['config-changed']);
  });

  it.each([
    { juju: '2.9', keys: ['egress-subnets', 'ingress-address', 'private-address'] },
    { juju: '4.0', keys: ['egress-subnets', 'ingress-address'] },
  ] as const)('has $keys in its bag in Juju $juju, written anew after config-changed', async ({ juju, keys }) => {
    sequence = await aSequence({ juju, metadata, parts: { standIns: { mysql } } });
    const { sim } = sequence;
    sim.deploy({ application: 'mysql', charm: 'mysql' });
    sim.relate('tiny', 'mysql');
    await sim.settle();
    sim.writeBag('tiny/0', 'db', 'mysql', { 'ingress-address': 'mine' });
    sim.setAddress('0', '10.5.7.7');
    await sim.settle();
    const data = sim.model.relations['1']?.bags['tiny/0']?.data ?? {};
    expect(Object.keys(data).sort()).toEqual(keys);
    expect(data['ingress-address']).toBe('10.5.7.7');
  });
});

describe('a relation hook that fails (29)', () => {
  it('says which relation and which unit it was about', async () => {
    sequence = await aSequence({ metadata, parts: { standIns: { mysql } } });
    const { sim } = sequence;
    sim.deploy({ application: 'mysql', charm: 'mysql' });
    sim.addUnit('mysql');
    await sequence.breaks('db-relation-joined');
    sim.relate('tiny', 'mysql');
    await sequence.ran();
    expect(sequence.unit()).toMatchObject({ status: 'error', message: 'hook failed: "db-relation-joined"' });
    expect(sequence.unit().agent.data).toEqual({
      hook: 'db-relation-joined',
      'relation-id': 1,
      'remote-unit': 'mysql/0',
    });
    await sequence.mends('db-relation-joined');
    await sequence.breaks('db-relation-broken');
    sim.resolved('tiny/0');
    await sequence.ran();
    sim.removeRelation('tiny', 'mysql');
    expect(await sequence.ran('tiny/0')).toEqual(['db-relation-departed mysql/0', 'fail-db-relation-broken']);
    expect(sequence.unit().agent.data).toEqual({ hook: 'db-relation-broken', 'relation-id': 1 });
  });
});

describe('a relation', () => {
  it('that no unit has entered is gone as soon as it is removed', async () => {
    sequence = await aSequence({ metadata, units: 0, parts: { standIns: { mysql } } });
    const { sim } = sequence;
    sim.deploy({ application: 'mysql', charm: 'mysql' });
    sim.relate('tiny', 'mysql');
    sim.removeRelation('tiny', 'mysql');
    expect(Object.keys(sim.model.relations)).toEqual(['0']);
  });

  it('more than an endpoint takes is refused', async () => {
    const endpoints = { db: { role: 'requires' as const, interface: 'sql', scope: 'global' as const, limit: 1 } };
    sequence = await aSequence({
      units: 0,
      parts: { standIns: { mysql, one: standIn({ name: 'one', endpoints }) } },
    });
    for (const [application, charm] of [
      ['one', 'one'],
      ['a', 'mysql'],
      ['b', 'mysql'],
    ] as const)
      sequence.sim.deploy({ application, charm });
    sequence.sim.relate('one', 'a');
    expect(() => sequence.sim.relate('one', 'b')).toThrow(
      'cannot add relation "one:db b:db": establishing a new relation for one:db would exceed its maximum relation limit of 1',
    );
  });
});
