import { describe, expect, it } from 'vitest';
import { applyBundle } from '../../../simulator/bundle/bundle.ts';
import type { BundleTarget } from '../../../simulator/bundle/bundle.ts';
import { read } from './bundle-files.ts';

/** A model that only counts: machines from 0, units of each application from 0. */
function aTarget() {
  const applications: Record<string, object> = {};
  const units: Record<string, string> = {};
  const relations: string[] = [];
  const machines: string[] = [];
  const target: BundleTarget = {
    model: { applications, units },
    deploy: ({ application, ...rest }) => {
      applications[application] = rest;
    },
    setConfig: (application, values) => {
      applications[application] = { ...applications[application], options: values };
    },
    attachResource: () => undefined,
    expose: () => undefined,
    addMachine: ({ container }) => {
      const siblings = machines.filter((id) =>
        container === undefined ? !id.includes('/') : id.startsWith(`${container.parent}/lxd/`),
      );
      const id = container === undefined ? `${siblings.length}` : `${container.parent}/lxd/${siblings.length}`;
      machines.push(id);
      return id;
    },
    addUnit: (application, place) => {
      const number = Object.keys(units).filter((unit) => unit.startsWith(`${application}/`)).length;
      const unit = `${application}/${number}`;
      units[unit] = place?.machine ?? target.addMachine({});
      return unit;
    },
    relate: (a, b) => {
      if (relations.includes(`${a} ${b}`)) throw new Error(`relation ${a} ${b} already exists`);
      relations.push(`${a} ${b}`);
    },
    machineOf: (unit) => ({ id: units[unit] ?? '' }),
  };
  return { target, applications, units, relations };
}

async function applied(text: string, times = 1) {
  const model = aTarget();
  const bundle = await read([text]);
  let lines: string[] = [];
  for (let n = 0; n < times; n += 1) {
    lines = [];
    await applyBundle(model.target, bundle, { say: (line) => lines.push(line) });
  }
  return { ...model, lines };
}

const pair = `series: xenial
applications:
  wordpress: {charm: "cs:wordpress", num_units: 1, expose: true, annotations: {x: "1"}}
  db: {charm: "cs:~me/mysql-42", num_units: 2, options: {a: 1}}
relations: [["wordpress:db", "db:db"]]
`;

describe('deploying a bundle', () => {
  it('says what is done in the order of Juju: applications, machines, relations, units', async () => {
    expect((await applied(pair)).lines).toEqual([
      '- upload charm mysql from charm-store for series xenial with architecture=amd64',
      '- deploy application db from charm-store on xenial using mysql',
      '- upload charm wordpress from charm-store for series xenial with architecture=amd64',
      '- deploy application wordpress from charm-store on xenial',
      '- expose all endpoints of wordpress and allow access from CIDRs 0.0.0.0/0 and ::/0',
      '- set annotations for wordpress',
      '- add relation wordpress:db - db:db',
      '- add unit db/0 to new machine 0',
      '- add unit db/1 to new machine 1',
      '- add unit wordpress/0 to new machine 2',
    ]);
  });

  it('a second time adds neither units nor relations', async () => {
    const { units, relations } = await applied(pair, 2);
    expect(Object.keys(units)).toEqual(['db/0', 'db/1', 'wordpress/0']);
    expect(relations).toEqual(['wordpress:db db:db']);
  });

  it('puts the services of kubernetes-core where they were in 2018', async () => {
    const { units } = await applied(`applications:
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
