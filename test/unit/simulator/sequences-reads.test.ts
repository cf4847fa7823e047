import { afterEach, describe, expect, it } from 'vitest';
import { standIn } from './core-model.ts';
import { aSequence } from './sequence-model.ts';
import type { Sequence } from './sequence-model.ts';

let sequence: Sequence;
afterEach(() => sequence.end());

const mysql = standIn(
  { name: 'mysql', endpoints: { db: { role: 'provides', interface: 'sql', scope: 'global' } } },
  (hook) => hook.relations('db').forEach((relation) => relation.set({ port: '3306' })),
);

/** What the lines say in each hook of `tiny/0` whose name has `wanted` in it, errors and exit codes included. */
async function said(wanted: RegExp, lines: readonly string[], units = 1): Promise<string[]> {
  const script = lines.map((line) => `{ ${line}; } 2>&1 || echo "($?)"`).join('\n');
  sequence = await aSequence({
    metadata: 'name: tiny\nrequires: {db: sql}\npeers: {ring: ring}\n',
    lines: script,
    units,
    parts: { standIns: { mysql } },
  });
  const { sim } = sequence;
  sim.deploy({ application: 'mysql', charm: 'mysql' });
  sim.addUnit('mysql');
  sim.relate('tiny', 'mysql');
  await sim.settle();
  sim.removeRelation('tiny', 'mysql');
  await sim.settle();
  const found = sim.hooks.filter(({ hook, unit }) => unit === `tiny/${units - 1}` && wanted.test(hook));
  return found.map(({ stdout }) => stdout.trim());
}

describe('what a charm reads', () => {
  it('of a unit that has departed is there until the relation has broken, and so is its own', async () => {
    const lines = ['relation-get port mysql/0', 'relation-get ingress-address tiny/0', 'relation-list'];
    expect(await said(/^db-relation-(?:departed|broken)$/u, lines)).toEqual(['3306\n10.5.0.3', '3306\n10.5.0.3']);
  });

  it('without a target is of the unit that the hook is about, else of its application', async () => {
    const outputs = await said(/^db-relation/u, ['relation-get port', 'relation-get --app port']);
    const hooks = sequence.sim.hooks.filter(({ hook, unit }) => unit === 'tiny/0' && /^db-relation/u.test(hook));
    expect(hooks.map(({ hook }, index) => `${hook}: ${outputs[index] ?? ''}`)).toEqual([
      'db-relation-created: ',
      ...[
        'db-relation-joined: 3306',
        'db-relation-changed: 3306',
        'db-relation-departed: 3306',
        'db-relation-broken: ',
      ],
    ]);
  });

  it('of its own application is the business of the leader, but among peers', async () => {
    const lines = [
      'relation-get --app - tiny',
      'relation-set -r db:1 --app a=1',
      'relation-get -r ring:0 --app - tiny',
    ];
    expect(await said(/^db-relation-created$/u, lines, 2)).toEqual([
      'ERROR permission denied\n(1)\nERROR cannot write relation settings\n(1)\n{}',
    ]);
  });
});

describe('what a charm writes', () => {
  const buffered = [
    'open-port 80',
    'state-set a=1',
    'relation-set -r ring:0 own=1',
    'relation-set -r ring:0 --app all=1',
  ];
  const immediate = [
    'status-set blocked now',
    'status-set --application waiting all',
    'leader-set a=1',
    'application-version-set 1.2',
    'juju-log told',
  ];

  it.each<[string, string, boolean]>([
    ['succeeds', 'true', true],
    ['fails', 'exit 3', false],
    ['is killed', 'kill -KILL $$', false],
    ['is refused', 'true', false],
  ])('when the hook %s is true at once, or at the end or never', async (how, end, isTrue) => {
    const once = `if test $JUJU_HOOK_NAME = update-status && mkdir once; then\n`;
    sequence = await aSequence({
      metadata: 'name: tiny\npeers: {ring: ring}\n',
      lines: `${once}${[...immediate, ...buffered, end].join('\n')}\nfi`,
    });
    const { sim } = sequence;
    await sequence.ran();
    sim.updateStatus();
    if (how === 'is refused')
      sim.refuseCommit({ unit: 'tiny/0', hook: 'update-status', problem: 'quota limit exceeded', times: 1 });
    const [hook] = (await sim.settle({ maxHooks: 1 })).hooks;
    expect(hook?.committed).toBe(isTrue);
    const { model } = sim;
    expect({
      ports: model.units['tiny/0']?.ports,
      state: model.units['tiny/0']?.state,
      own: model.relations['0']?.bags['tiny/0']?.data['own'],
      all: model.relations['0']?.appBags['tiny']?.data['all'],
    }).toEqual(
      isTrue
        ? { ports: ['80/tcp'], state: { a: '1' }, own: '1', all: '1' }
        : { ports: [], state: {}, own: undefined, all: undefined },
    );
    expect(model.units['tiny/0']?.workload).toMatchObject({ status: 'blocked', message: 'now' });
    expect(model.applications['tiny']).toMatchObject({
      version: '1.2',
      leaderData: { a: '1' },
      status: { status: 'waiting', message: 'all' },
    });
    expect(sim.log()).toContainEqual(expect.objectContaining({ module: 'unit.tiny/0.juju-log', message: 'told' }));
    expect(model.units['tiny/0']?.failed?.hook.name ?? null).toBe(
      how === 'fails' || how === 'is refused' ? 'update-status' : null,
    );
  });
});
