import { afterEach, describe, expect, it } from 'vitest';
import type { EndpointDefinition, StandInCharm, StandInHook } from '../../../simulator/contract.ts';
import { aTinyModel, names, standIn } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
afterEach(() => model.end());

const relationHooks = ['created', 'joined', 'changed', 'departed', 'broken'];
const seen = [
  'echo "list=$(relation-list) remote=$JUJU_REMOTE_UNIT departing=${JUJU_DEPARTING_UNIT-none}"',
  'echo "ids=$(relation-ids db)"',
].join('\n');
const client = {
  metadata: 'name: client\nrequires:\n  db: sql\n  log: {interface: logging, scope: container}\n',
  hooks: Object.fromEntries(relationHooks.map((kind) => [`db-relation-${kind}`, seen])),
};

function end(
  role: EndpointDefinition['role'],
  name: string,
  scope: EndpointDefinition['scope'] = 'global',
): EndpointDefinition {
  return { role, interface: name, scope };
}

function server(handle?: (hook: StandInHook) => void): StandInCharm {
  return standIn(
    { name: 'server', endpoints: { db: end('provides', 'sql'), cluster: end('peers', 'cluster') } },
    handle,
  );
}

const logger = standIn({
  name: 'logger',
  isSubordinate: true,
  endpoints: { log: end('provides', 'logging', 'container'), info: end('requires', 'juju-info', 'container') },
});

async function clientAndServer(handle?: (hook: StandInHook) => void, servers = 1): Promise<void> {
  model = await aTinyModel(client, { standIns: { server: server(handle), logger } });
  model.sim.deploy({ application: 'client', charm: 'client' });
  model.sim.deploy({ application: 'server', charm: 'cs:~who/xenial/server-3' });
  model.sim.deploy({ application: 'logger', charm: 'logger' });
  model.sim.addUnit('client');
  for (let number = 0; number < servers; number += 1) model.sim.addUnit('server');
  await model.sim.settle();
}

describe('two applications that are related', () => {
  it('see each other join, change, and nothing more', async () => {
    await clientAndServer(undefined, 2);
    model.sim.relate('client', 'server');
    const settled = await model.sim.settle();
    const hooks = names(settled, 'client/0');
    expect([...hooks].sort()).toEqual([
      'db-relation-changed server/0',
      'db-relation-changed server/1',
      'db-relation-created',
      'db-relation-joined server/0',
      'db-relation-joined server/1',
    ]);
    for (const remote of ['server/0', 'server/1']) {
      expect(hooks.indexOf(`db-relation-changed ${remote}`)).toBe(hooks.indexOf(`db-relation-joined ${remote}`) + 1);
    }
    expect(settled.hooks.find(({ hook, unit }) => unit === 'client/0' && hook === 'db-relation-created')?.stdout).toBe(
      'list= remote= departing=none\nids=db:1\n',
    );
  });

  it('have their relation announced between install and config-changed when it is there at install', async () => {
    model = await aTinyModel(
      { ...client, hooks: { ...client.hooks, install: 'true', 'config-changed': 'true' } },
      { standIns: { server: server() } },
    );
    for (const application of ['client', 'server']) model.sim.deploy({ application, charm: application });
    model.sim.relate('client:db', 'server:db');
    for (const application of ['client', 'server']) model.sim.addUnit(application);
    expect(names(await model.sim.settle(), 'client/0').slice(0, 3)).toEqual([
      'install',
      'db-relation-created',
      'config-changed',
    ]);
  });

  it('are told of a change once, and not of a value that is the same', async () => {
    await clientAndServer((hook) => {
      for (const relation of hook.relations('db')) relation.set({ port: hook.config['port'] === '2' ? '2' : '1' });
    });
    model.sim.relate('client', 'server');
    await model.sim.settle();
    model.sim.setConfig('server', { port: '2' });
    expect(names(await model.sim.settle(), 'client/0')).toEqual(['db-relation-changed server/0']);
    model.sim.updateStatus('server/0');
    expect(names(await model.sim.settle(), 'client/0')).toEqual([]);
    expect(model.sim.writeBag('server/0', 'db', 'client/0', { port: null, user: 'u' })).toEqual({
      port: '2',
      user: null,
    });
    expect(names(await model.sim.settle(), 'client/0')).toEqual(['db-relation-changed server/0']);
  });

  it('see a unit depart; it is no longer listed', async () => {
    await clientAndServer(undefined, 2);
    model.sim.relate('client', 'server');
    await model.sim.settle();
    model.sim.removeUnit('server/0');
    const settled = await model.sim.settle();
    expect(names(settled, 'client/0')).toEqual(['db-relation-departed server/0']);
    expect(settled.hooks.find(({ unit }) => unit === 'client/0')?.stdout).toBe(
      'list=server/1 remote=server/0 departing=server/0\nids=db:1\n',
    );
    expect(names(settled, 'server/0')).toEqual([
      'cluster-relation-departed server/1',
      'db-relation-departed client/0',
      'db-relation-broken',
      'stop',
      'remove',
    ]);
  });

  it('see each other depart and the relation break when it is removed; it can be made again', async () => {
    await clientAndServer();
    model.sim.relate('client', 'server');
    await model.sim.settle();
    model.sim.removeRelation('server', 'client');
    const settled = await model.sim.settle();
    expect(names(settled, 'client/0')).toEqual(['db-relation-departed server/0', 'db-relation-broken']);
    expect(settled.hooks.filter(({ unit }) => unit === 'client/0').at(-1)?.stdout).toBe(
      'list= remote= departing=none\nids=\n',
    );
    model.sim.relate('client', 'server');
    expect(names(await model.sim.settle(), 'client/0')).toContain('db-relation-joined server/0');
  });

  it('find the keys that Juju writes in every bag', async () => {
    await clientAndServer();
    model.sim.relate('client', 'server');
    await model.sim.settle();
    const { address } = model.sim.machineOf('server/0');
    expect(model.sim.model.relations['1']?.bags['server/0']?.data).toEqual({
      'egress-subnets': `${address}/32`,
      'ingress-address': address,
      'private-address': address,
    });
  });
});

describe('peers', () => {
  it('see each other and never break', async () => {
    await clientAndServer(undefined, 2);
    expect(
      model.sim.hooks
        .filter(({ hook, unit }) => unit === 'server/0' && hook.startsWith('cluster'))
        .map(({ hook }) => hook),
    ).toEqual(['cluster-relation-created', 'cluster-relation-joined', 'cluster-relation-changed']);
  });
});

describe('a subordinate', () => {
  it('gets a unit on each principal, and sees that principal only', async () => {
    await clientAndServer();
    model.sim.addUnit('client');
    model.sim.relate('client', 'logger');
    const settled = await model.sim.settle();
    const units = Object.values(model.sim.model.units).filter(({ application }) => application === 'logger');
    expect(units.map(({ principal, machine }) => [principal, machine]).sort()).toEqual([
      ['client/0', model.sim.machineOf('client/0').id],
      ['client/1', model.sim.machineOf('client/1').id],
    ]);
    for (const { name, principal } of units) {
      expect(names(settled, name).filter((hook) => hook.includes('joined'))).toEqual([
        `log-relation-joined ${principal}`,
      ]);
    }
  });

  it('takes no part in a relation to an application whose units it does not live beside', async () => {
    await clientAndServer();
    model.sim.relate('client', 'logger');
    model.sim.relate('logger:info', 'server');
    const settled = await model.sim.settle();
    const beside = Object.values(model.sim.model.units).find(({ principal }) => principal === 'client/0');
    expect(names(settled, beside?.name).filter((hook) => hook.startsWith('info'))).toEqual([]);
    expect(Object.values(model.sim.model.units).map(({ principal }) => principal)).toContain('server/0');
  });

  it('goes when its relation is removed, and before its principal does', async () => {
    await clientAndServer();
    model.sim.addUnit('client');
    model.sim.relate('client', 'logger');
    await model.sim.settle();
    model.sim.removeUnit('client/0');
    await model.sim.settle();
    expect(Object.values(model.sim.model.units).flatMap(({ principal }) => principal ?? [])).toEqual(['client/1']);
    model.sim.removeRelation('client', 'logger');
    await model.sim.settle();
    expect(Object.keys(model.sim.model.units).sort()).toEqual(['client/1', 'server/0']);
  });
});

describe('relating', () => {
  it.each([
    ['client', 'nothing', 'application "nothing" not found'],
    ['client:nope', 'server', 'application "client" has no "nope" relation'],
    ['client:log', 'server:db', 'no relations found'],
    ['client', 'many', 'ambiguous relation: "client many" could refer to "client:db many:one"; "client:db many:two"'],
  ])('%s with %s is refused: %s', async (a, b, message) => {
    const many = standIn({ name: 'many', endpoints: { one: end('provides', 'sql'), two: end('provides', 'sql') } });
    model = await aTinyModel(client, { standIns: { server: server(), many } });
    for (const application of ['client', 'server', 'many']) model.sim.deploy({ application, charm: application });
    expect(() => model.sim.relate(a, b)).toThrow(message);
  });

  it('twice is refused', async () => {
    await clientAndServer();
    model.sim.relate('client', 'server');
    expect(() => model.sim.relate('server:db', 'client:db')).toThrow('relation client:db server:db already exists');
  });

  it('takes any endpoint of a charm that nothing is known of', async () => {
    await clientAndServer();
    model.sim.deploy({ application: 'stranger', charm: 'cs:stranger' });
    model.sim.addUnit('stranger');
    model.sim.relate('stranger:backend', 'client:db');
    expect(names(await model.sim.settle(), 'client/0')).toContain('db-relation-joined stranger/0');
  });
});

describe('the order of relations', () => {
  it('depends on the seed alone', async () => {
    const orders: string[] = [];
    for (const seed of [1, 1, 2, 3, 4, 5]) {
      const metadata = 'name: tiny\nrequires: {a: x, b: x, c: x, d: x}\n';
      const other = standIn({ name: 'other', endpoints: { x: end('provides', 'x') } });
      const hooks = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}-relation-joined`, 'true']));
      model = await aTinyModel({ metadata, hooks }, { standIns: { other } }, { seed });
      model.sim.deploy({ application: 'tiny', charm: 'tiny' });
      model.sim.deploy({ application: 'other', charm: 'other' });
      model.sim.addUnit('other');
      await model.sim.settle();
      for (const name of ['a', 'b', 'c', 'd']) model.sim.relate(`tiny:${name}`, 'other:x');
      await model.sim.settle();
      model.sim.addUnit('tiny');
      orders.push(names(await model.sim.settle(), 'tiny/0').join());
      if (orders.length < 6) await model.end();
    }
    expect(orders[0]).toBe(orders[1]);
    expect(new Set(orders).size).toBeGreaterThan(1);
  });
});
