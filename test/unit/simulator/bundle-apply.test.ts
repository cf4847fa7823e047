import { describe, expect, it } from 'vitest';
import { applyBundle, changesOf } from '../../../simulator/bundle/bundle.ts';
import { rehearse } from '../../../simulator/bundle/rehearse.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { emptyModel } from '../../../simulator/model/model.ts';
import { read } from './bundle-files.ts';

/** The bundle is deployed `times` times on an empty model whose charms do nothing; `lines` are those of the last time. */
async function applied(text: string, { times = 1, juju = '2.9' }: { times?: number; juju?: JujuTrack } = {}) {
  const target = rehearse(emptyModel('m', juju), { of: () => nothing, close: () => undefined });
  const bundle = await read([text], {}, juju);
  let lines: string[] = [];
  for (let n = 0; n < times; n += 1) {
    lines = [];
    await applyBundle(target, bundle, { say: (line) => lines.push(line) });
  }
  const units = Object.fromEntries(Object.values(target.model.units).map(({ name, machine }) => [name, machine]));
  return { target, bundle, units, lines };
}

const nothing = { metadata: null, isStandIn: true, files: null };

const pair = `series: xenial
applications:
  wordpress: {charm: "cs:wordpress", num_units: 1, expose: true, annotations: {x: "1"}}
  db: {charm: "cs:~me/mysql-42", num_units: 2, options: {a: 1}}
relations: [["wordpress:db", "db:server"]]
`;

describe('deploying a bundle', () => {
  it('says what is done in the order of Juju: applications, machines, relations, units', async () => {
    expect((await applied(pair)).lines).toEqual([
      '- upload charm mysql from charm-store for series xenial with revision 42 with architecture=amd64',
      '- deploy application db from charm-store on xenial using mysql',
      '- upload charm wordpress from charm-store for series xenial with architecture=amd64',
      '- deploy application wordpress from charm-store on xenial',
      '- expose all endpoints of wordpress and allow access from CIDRs 0.0.0.0/0 and ::/0',
      '- set annotations for wordpress',
      '- add relation wordpress:db - db:server',
      '- add unit db/0 to new machine 0',
      '- add unit db/1 to new machine 1',
      '- add unit wordpress/0 to new machine 2',
    ]);
  });

  it('names the places of units as Juju does: machines as new or existing, containers by their id', async () => {
    const db = (count: number, to: string) => `{charm: "cs:mysql-1", num_units: ${count}, to: [${to}]}`;
    const { lines, target } = await applied(
      `applications:\n  db: ${db(1, '"0"')}\n  web: {charm: "cs:web-1", num_units: 1, to: ["lxd:db/0"]}\nmachines: {"0": {}}\n`,
    );
    expect(lines.filter((line) => line.startsWith('- add '))).toEqual([
      '- add new machine 0',
      '- add unit db/0 to new machine 0',
      '- add lxd container 0/lxd/0 on new machine 0',
      '- add unit web/0 to 0/lxd/0 to satisfy [lxd:db/0]',
    ]);
    const more = await read([`applications: {db: ${db(1, '')}, cache: {charm: "cs:c-1", num_units: 1, to: [db/0]}}`]);
    expect(await changesOf(target, more)).toContain('- add unit cache/0 to existing machine 0 to satisfy [db/0]');
  });

  it('a second time changes nothing', async () => {
    const { units, lines, target } = await applied(pair, { times: 2 });
    expect(lines).toEqual([]);
    expect(Object.keys(units)).toEqual(['db/0', 'db/1', 'wordpress/0']);
    expect(Object.keys(target.model.relations)).toEqual(['0']);
  });

  it.each<[JujuTrack, readonly string[]]>([
    [
      '2.9',
      [
        '- upload charm etcd from charm-hub for series focal with revision 42 with architecture=amd64',
        '- deploy application db from charm-hub on focal with 3.4/stable using etcd',
      ],
    ],
    [
      '3.6',
      [
        '- upload charm etcd from charm-hub for base ubuntu@20.04/stable with revision 42 with architecture=amd64',
        '- deploy application db from charm-hub on ubuntu@20.04/stable with 3.4/stable using etcd',
      ],
    ],
    [
      '4.0',
      [
        '- upload charm etcd from charm-hub for base ubuntu@24.04/stable with revision 42 with architecture=amd64',
        '- deploy application db from charm-hub on ubuntu@24.04/stable with 3.4/stable using etcd',
      ],
    ],
  ])('says under Juju %s where an application comes from and what it runs on', async (juju, expected) => {
    const text = 'series: focal\napplications: {db: {charm: etcd, channel: 3.4/stable, revision: 42}}';
    expect((await applied(text, { juju })).lines).toEqual(expected);
  });

  it('passes on what an application is to be', async () => {
    const { target } = await applied(
      'applications: {db: {charm: etcd, channel: edge, constraints: cores=2, trust: true, options: {port: 1}}}',
    );
    expect(target.model.applications['db']).toMatchObject({
      channel: 'edge',
      constraints: 'cores=2',
      isTrusted: true,
      settings: { port: '1' },
    });
  });

  it.each([
    [true, []],
    [
      false,
      [
        'trusted without --trust, which Juju refuses: repeat the deploy command with the --trust argument if you consent to trust the following application(s): a, c',
      ],
    ],
  ])('with --trust %j warns of what is trusted: %j', async (isTrusted, expected) => {
    const warnings: string[] = [];
    const target = rehearse(emptyModel('m'), { of: () => nothing, close: () => undefined });
    const bundle = await read([
      'applications: {c: {charm: c, trust: true}, b: {charm: b}, a: {charm: a, trust: true}}',
    ]);
    await applyBundle(target, bundle, { isTrusted, warn: (warning) => warnings.push(warning) });
    expect(warnings).toEqual(expected);
  });

  it('puts the services of kubernetes-core where they were in 2018', async () => {
    const { units } = await applied(`series: xenial
applications:
  kubernetes-master: {charm: m, num_units: 1, to: ["0"]}
  easyrsa: {charm: e, num_units: 1, to: ["lxd:0"]}
  kubernetes-worker: {charm: w, num_units: 1, to: ["1"]}
  etcd: {charm: etcd, num_units: 1, to: ["0"]}
machines: {"0": {series: xenial}, "1": {series: xenial}}
`);
    expect(units).toEqual({
      'easyrsa/0': '0/lxd/0',
      'etcd/0': '0',
      'kubernetes-master/0': '0',
      'kubernetes-worker/0': '1',
    });
  });

  it.each([
    ['["0"]', { 'a/0': '0', 'a/1': '0', 'a/2': '0' }],
    ['["0", new]', { 'a/0': '0', 'a/1': '1', 'a/2': '2' }],
    ['["0", z]', { 'a/0': '0', 'a/1': '1', 'a/2': '2' }],
    ['["0", z/1]', { 'a/0': '0', 'a/1': '2', 'a/2': '2' }],
    ['["0", "lxd:z"]', { 'a/0': '0', 'a/1': '1/lxd/0', 'a/2': '2/lxd/0' }],
    ['["0", "lxd:new"]', { 'a/0': '0', 'a/1': '1/lxd/0', 'a/2': '2/lxd/0' }],
  ])('gives three units with the placement %s their machines', async (to, expected) => {
    const { units } = await applied(
      `applications: {a: {charm: a, num_units: 3, to: ${to}}, z: {charm: z, num_units: 2}}\nmachines: {"0": }`,
    );
    expect(Object.fromEntries(Object.entries(units).filter(([unit]) => unit.startsWith('a/')))).toEqual(expected);
  });

  it('gives further units machines of their own when the application beside which they go has no more', async () => {
    const { units } = await applied(
      'applications: {a: {charm: a, num_units: 2, to: [z]}, z: {charm: z, num_units: 1}}',
    );
    expect(units).toEqual({ 'z/0': '0', 'a/0': '0', 'a/1': '1' });
  });
});

describe('a bundle of what is deployed already', () => {
  const before =
    'applications: {db: {charm: "cs:etcd-1", num_units: 1, options: {port: 1, debug: true}, constraints: cores=2 mem=4G}}';

  it.each<[string, string, readonly string[]]>([
    ['nothing else', '{charm: "cs:etcd-1", num_units: 1}', []],
    ['the same options', '{charm: "cs:etcd-1", options: {port: 1}}', []],
    ['the same constraints in another order', '{charm: "cs:etcd-1", constraints: mem=4G cores=2}', []],
    ['fewer units', '{charm: "cs:etcd-1", num_units: 0}', []],
    ['an option', '{charm: "cs:etcd-1", options: {port: 2}}', ['- set application options for db']],
    ['trust', '{charm: "cs:etcd-1", trust: true}', ['- set application options for db']],
    ['constraints', '{charm: "cs:etcd-1", constraints: cores=4}', ['- set constraints for db to "cores=4"']],
    [
      'exposure',
      '{charm: "cs:etcd-1", expose: true}',
      ['- expose all endpoints of db and allow access from CIDRs 0.0.0.0/0 and ::/0'],
    ],
    ['more units', '{charm: "cs:etcd-1", num_units: 2}', ['- add unit db/1 to new machine 1']],
    [
      'another revision',
      '{charm: "cs:etcd-2"}',
      [
        '- upload charm etcd from charm-store for series focal with revision 2 with architecture=amd64',
        '- upgrade db from charm-store using charm etcd for series focal',
      ],
    ],
  ])('changes %s', async (_, body, expected) => {
    const { target } = await applied(before);
    const bundle = await read([`applications: {db: ${body}}`]);
    expect(await changesOf(target, bundle)).toEqual(expected);
    const lines: string[] = [];
    await applyBundle(target, bundle, { say: (line) => lines.push(line) });
    expect(lines).toEqual(expected);
    expect((await changesOf(target, bundle)).length).toBe(0);
  });

  it('is rehearsed without a trace', async () => {
    const { target } = await applied(before);
    const model = JSON.stringify(target.model);
    expect(await changesOf(target, await read([pair]))).toContain('- add relation wordpress:db - db:server');
    expect(JSON.stringify(target.model)).toBe(model);
  });
});
