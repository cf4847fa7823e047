import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../../../simulator/bundle/bundle.ts';
import { problems, read } from './bundle-files.ts';

const etcd =
  'applications:\n  etcd: {charm: "cs:~containers/etcd", num_units: 1, options: {channel: 3.2/stable, port: 2379}}\n';

describe('a bundle', () => {
  it('gives each application its charm, units, options and exposure', async () => {
    const { applications } = await read([
      'applications:\n  lb:\n    charm: cs:~containers/kubeapi-load-balancer-40\n    num_units: 2\n    expose: yes\n    options: {port: 443, debug: True, name: null}\n    annotations: {gui-x: "1"}\n',
    ]);
    expect(applications['lb']).toEqual({
      charm: 'cs:~containers/kubeapi-load-balancer-40',
      isLocal: false,
      series: null,
      channel: null,
      unitCount: 2,
      to: [],
      options: { port: '443', debug: 'true' },
      resources: {},
      isExposed: true,
      hasAnnotations: true,
    });
  });

  it('has no units unless it says how many', async () => {
    const { applications } = await read(['applications: {flannel: {charm: flannel}}']);
    expect(applications['flannel']?.unitCount).toBe(0);
  });

  it.each([
    ['series: bionic', 'bionic'],
    ['base: ubuntu@22.04/stable', 'jammy'],
    ['charm: cs:xenial/etcd', 'xenial'],
    ['num_units: 0', null],
  ])('takes the series of an application from %s', async (line, series) => {
    const charm = line.startsWith('charm') ? '' : '\n    charm: etcd';
    const { applications } = await read([`applications:\n  etcd:${charm}\n    ${line}\n`]);
    expect(applications['etcd']?.series).toBe(series);
  });

  it('warns of "services" and reads them as applications', async () => {
    const { applications, warnings } = await read([etcd.replace('applications', 'services')]);
    expect(Object.keys(applications)).toEqual(['etcd']);
    expect(warnings).toEqual([expect.stringContaining('"services" is the old word for "applications"')]);
  });

  it('warns of keys that Juju ignores', async () => {
    const { warnings } = await read(['colour: blue\napplications: {etcd: {charm: etcd, units: 3}}']);
    expect(warnings.map((warning) => warning.replace(/^.*yaml: /, ''))).toEqual([
      'bundle: colour is not a field that Juju knows; ignored',
      'application "etcd": units is not a field that Juju knows; ignored',
    ]);
  });

  it('puts applications of older series on machines of its own series, with a warning', async () => {
    const { applications, warnings } = await read([
      'series: xenial\napplications: {kibana: {charm: kibana, series: trusty}}',
    ]);
    expect(applications['kibana']?.series).toBe(null);
    expect(warnings).toEqual([`application "kibana": no machine here has series trusty, it gets the bundle's`]);
  });

  it('takes both forms of a relation', async () => {
    const { relations } = await read([
      'applications: {a: {charm: a}, b: {charm: b}, c: {charm: c}}\nrelations:\n- ["a:x", "b:y"]\n- - a\n  - c\n',
    ]);
    expect(relations).toEqual([
      ['a:x', 'b:y'],
      ['a', 'c'],
    ]);
  });

  it('includes files beside it, as text or in base64', async () => {
    const { applications } = await read(
      ['applications: {a: {charm: a, options: {text: "include-file://./t.txt", raw: "include-base64://t.txt"}}}'],
      { 't.txt': 'hallo\n' },
    );
    expect(applications['a']?.options).toEqual({ text: 'hallo\n', raw: 'aGFsbG8K' });
  });

  it('finds charms and resources beside the file', async () => {
    const { applications } = await read(['applications: {a: {charm: ./mine, resources: {cni: ./cni.tgz, snap: 12}}}'], {
      mine: '',
    });
    expect(path.isAbsolute(applications['a']?.charm ?? '')).toBe(true);
    expect(applications['a']?.isLocal).toBe(true);
    expect(Object.values(applications['a']?.resources ?? {}).map((file) => path.basename(file))).toEqual(['cni.tgz']);
  });
});

describe('an overlay', () => {
  it('replaces scalars and lists, and merges maps key by key', async () => {
    const { applications } = await read([
      etcd,
      'applications: {etcd: {num_units: 3, options: {channel: 3.4/stable, debug: true}}}',
    ]);
    expect(applications['etcd']).toMatchObject({
      charm: 'cs:~containers/etcd',
      unitCount: 3,
      options: { channel: '3.4/stable', port: '2379', debug: 'true' },
    });
  });

  it('clears a map with an empty one', async () => {
    const { applications } = await read([etcd, 'applications: {etcd: {options: {}}}']);
    expect(applications['etcd']?.options).toEqual({});
  });

  it('removes an application without a body together with its relations', async () => {
    const { applications, relations } = await read([
      'applications: {a: {charm: a}, b: {charm: b}, c: {charm: c}}\nrelations: [[a, "b:x"], [a, c]]',
      'applications:\n  b:\n',
    ]);
    expect(Object.keys(applications)).toEqual(['a', 'c']);
    expect(relations).toEqual([['a', 'c']]);
  });

  it('adds applications and relations', async () => {
    const { applications, relations } = await read([
      `${etcd}relations: []`,
      'applications: {flannel: {charm: flannel}}\nrelations: [["flannel:etcd", "etcd:db"]]',
    ]);
    expect(Object.keys(applications)).toEqual(['etcd', 'flannel']);
    expect(relations).toEqual([['flannel:etcd', 'etcd:db']]);
  });

  it('is also a further document of the same file', async () => {
    const { applications } = await read([`${etcd}---\napplications: {etcd: {num_units: 5}}\n`]);
    expect(applications['etcd']?.unitCount).toBe(5);
  });

  it('may say "services", with the warning that Juju refuses it', async () => {
    const { applications, warnings } = await read([etcd, 'services: {etcd: {num_units: 5}}']);
    expect(applications['etcd']?.unitCount).toBe(5);
    expect(warnings).toEqual([expect.stringContaining('Juju refuses it in an overlay')]);
  });
});

/** Real bundle files beside the project, where it is checked out with them. */
const shared = path.resolve('../shared/bundles');
const bases = [
  '1.14.yaml',
  '1.15.yaml',
  '1.22.yaml',
  '1.30.yaml',
  '1.35.yaml',
  '2018-04/cdk.yaml',
  '2018-04/core.yaml',
  '2017/cdk-flannel-elastic.yaml',
];
const fragments = ['calico.yaml', 'canal.yaml', 'flannel.yaml'];
const isHere = (name: string) => existsSync(path.join(shared, name));

describe('a bundle of others', () => {
  it.each(bases.filter(isHere))('reads without a problem: %s', async (name) => {
    const { applications } = await readBundle(path.join(shared, name));
    expect(Object.keys(applications)).toContain('kubernetes-worker');
  });

  it.each(fragments.filter((name) => isHere(`2018-04/${name}`)))(
    'of 2018 takes the fragment %s as overlay',
    async (name) => {
      const folder = path.join(shared, '2018-04');
      const { relations } = await readBundle(path.join(folder, 'cdk.yaml'), [path.join(folder, name)]);
      expect(relations.at(-1)?.[1]).toBe('kubernetes-worker:cni');
    },
  );
});

describe("the project's own bundle", () => {
  it('has nothing wrong with it once the charm is built', async () => {
    const text = await readFile('bundle/canonical-kubernetes.yaml', 'utf8');
    expect(await problems(text.replace('../build/charm', 'kubernetes-worker'))).toEqual([]);
  });
});
