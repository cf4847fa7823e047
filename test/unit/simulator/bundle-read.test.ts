import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../../simulator/contract.ts';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { problems, read } from './bundle-files.ts';

const withoutFile = (warning: string) => warning.replace(/^.*yaml: /u, '');
const etcd =
  'applications:\n  etcd: {charm: "cs:~containers/etcd", num_units: 1, options: {channel: 3.2/stable, port: 2379}}\n';

describe('a bundle', () => {
  it('gives each application its charm, units, options and exposure', async () => {
    const { applications } = await read([
      'applications:\n  lb:\n    charm: cs:~containers/kubeapi-load-balancer-40\n    num_units: 2\n    expose: yes\n    trust: true\n    constraints: cores=2\n    bindings: {"": alpha}\n    options: {port: 443, debug: True, ip: on, name: null}\n    annotations: {gui-x: "1"}\n',
    ]);
    expect(applications['lb']).toEqual({
      charm: 'cs:~containers/kubeapi-load-balancer-40',
      isLocal: false,
      series: null,
      channel: null,
      unitCount: 2,
      to: [],
      revision: 40,
      options: { port: 443, debug: true, ip: true },
      constraints: 'cores=2',
      resources: {},
      bindings: { '': 'alpha' },
      isExposed: true,
      isTrusted: true,
      hasAnnotations: true,
    });
  });

  it('has no units unless it says how many', async () => {
    const { applications } = await read(['applications: {flannel: {charm: flannel}}']);
    expect(applications['flannel']?.unitCount).toBe(0);
  });

  it.each<[JujuTrack, string, Series | null]>([
    ['2.9', 'series: bionic', 'bionic'],
    ['3.6', 'series: bionic', 'bionic'],
    ['4.0', 'series: bionic', null],
    ['2.9', 'base: ubuntu@22.04/stable', null],
    ['3.6', 'base: ubuntu@22.04/stable', 'jammy'],
    ['4.0', 'base: ubuntu@22.04', 'jammy'],
    ['2.9', 'charm: cs:xenial/etcd', 'xenial'],
    ['2.9', 'num_units: 0', null],
  ])('under Juju %s takes the series of an application from %s', async (juju, line, series) => {
    const charm = line.startsWith('charm') ? '' : '\n    charm: etcd';
    const { applications } = await read([`applications:\n  etcd:${charm}\n    ${line}\n`], {}, juju);
    expect(applications['etcd']?.series).toBe(series);
  });

  it.each<[JujuTrack, readonly string[]]>([
    ['2.9', ['bundle: default-base', 'application "a": base', 'machine "0": base']],
    ['3.6', []],
    ['4.0', ['bundle: series', 'machine "0": series']],
  ])('under Juju %s leaves out what that one does not read of series and bases', async (juju, ignored) => {
    const text =
      'series: jammy\ndefault-base: ubuntu@22.04\napplications: {a: {charm: a, base: ubuntu@22.04, num_units: 1, to: ["0"]}}\nmachines: {"0": {series: jammy, base: ubuntu@22.04}}';
    const { warnings } = await read([text], {}, juju);
    expect(warnings.map(withoutFile)).toEqual(
      ignored.map((field) => `${field} is not a field of Juju ${juju}; ignored`),
    );
  });

  it('keeps a channel as it is written', async () => {
    const { applications } = await read(['applications: {etcd: {charm: etcd, channel: 1.30}}']);
    expect(applications['etcd']?.channel).toBe('1.30');
  });

  it('warns of "services" and reads them as applications', async () => {
    const { applications, warnings } = await read([etcd.replace('applications', 'services')]);
    expect(Object.keys(applications)).toEqual(['etcd']);
    expect(warnings).toEqual([expect.stringContaining('"services" is the old word for "applications"')]);
  });

  it('may have the shapes of the fragments of old', async () => {
    const base =
      'applications: {etcd: {charm: etcd, num_units: 1}, flannel: {charm: flannel}, worker: {charm: worker}}';
    const fragment = `# This is an incomplete bundle fragment. Do not attempt to deploy.
services:
  "flannel":
  "calico":
    charm: "cs:~containers/calico"
    annotations:
      "gui-x": "450"
relations:
  - - "calico:etcd"
    - "etcd:db" # the store
  - - "calico:cni"
    - "worker:cni"
`;
    const { applications, relations } = await read([base, fragment]);
    expect(Object.keys(applications)).toEqual(['etcd', 'worker', 'calico']);
    expect(applications['calico']).toMatchObject({
      charm: 'cs:~containers/calico',
      hasAnnotations: true,
      unitCount: 0,
    });
    expect(relations).toEqual([
      ['calico:etcd', 'etcd:db'],
      ['calico:cni', 'worker:cni'],
    ]);
  });

  it('alone, a fragment lacks what it is related to', async () => {
    const found = await problems('services: {flannel: {charm: flannel}}\nrelations: [["flannel:etcd", "etcd:db"]]');
    expect(found).toEqual([
      'relation ["flannel:etcd" "etcd:db"] refers to application "etcd" not defined in this bundle',
    ]);
  });

  it('warns of keys that Juju ignores', async () => {
    const { warnings } = await read(['colour: blue\napplications: {etcd: {charm: etcd, units: 3}}']);
    expect(warnings.map(withoutFile)).toEqual([
      'bundle: colour is not a field that Juju knows; ignored',
      'application "etcd": units is not a field that Juju knows; ignored',
    ]);
  });

  it('tells of unknown fields what Juju does in a dry run, document by document', async () => {
    const text = 'name: x\napplications:\n  etcd:\n    charm: etcd\n    units: 3\n---\nmachines:\n  "0": {size: 3}\n';
    const { unmarshalErrors } = await read([`${text}applications: {etcd: {num_units: 1, to: ["0"]}}`]);
    expect(unmarshalErrors).toEqual([
      'unmarshal document 0: yaml: unmarshal errors:\n  line 1: field name not found in bundle\n  line 5: field units not found in applications',
      'unmarshal document 1: yaml: unmarshal errors:\n  line 8: field size not found in machines',
    ]);
  });

  it.each([
    ['storage', 'applications: {a: {charm: a, storage: {data: "ebs,10G,1"}}}', 'storage has no effect here: a'],
    ['offers', 'applications: {a: {charm: a, offers: {o: {endpoints: [db]}}}}', 'offers has no effect here: a'],
    ['plans', 'applications: {a: {charm: a, plan: default}}', 'plan has no effect here: a'],
    ['devices', 'applications: {a: {charm: a, devices: {gpu: "1,nvidia.com/gpu"}}}', 'devices has no effect here: a'],
    [
      'constraints of machines',
      'applications: {a: {charm: a, num_units: 1, to: ["0"]}}\nmachines: {"0": {constraints: mem=4G}}',
      'constraints of machines have no effect here: 0',
    ],
  ])('warns that %s do nothing', async (_, text, warning) => {
    expect((await read([text])).warnings).toEqual([warning]);
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

  it('includes files in annotations, too', async () => {
    const text =
      'applications: {a: {charm: a, num_units: 1, to: ["0"], annotations: {k: "include-file://no"}}}\nmachines: {"0": {annotations: {k: "include-base64://no"}}}';
    expect((await problems(text)).map((problem) => problem.replace(/"\/.*\/no"/u, '"/no"'))).toEqual([
      'processing annotation "k" for application "a": resolving include "include-file://no": include file "/no" not found',
      'processing annotation "k" for machine "0": resolving include "include-base64://no": include file "/no" not found',
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
      options: { channel: '3.4/stable', port: 2379, debug: true },
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

  it.each([
    ['a list', 'applications: {a: {to: [new]}}', { to: ['new'] }],
    ['bindings', 'applications: {a: {bindings: {db: internal}}}', { bindings: { '': 'alpha', db: 'internal' } }],
    ['an option by nothing', 'applications: {a: {options: {k: null}}}', { options: {} }],
    ['the charm', 'applications: {a: {charm: b}}', { charm: 'b', unitCount: 2 }],
  ])('merges %s', async (_, overlay, expected) => {
    const base =
      'applications: {a: {charm: a, num_units: 2, to: ["lxd:new", new], bindings: {"": alpha}, options: {k: v}}}';
    expect((await read([base, overlay])).applications['a']).toMatchObject(expected);
  });

  it('replaces machines as a whole, and the series', async () => {
    const base = 'series: xenial\napplications: {a: {charm: a, num_units: 1, to: ["0"]}}\nmachines: {"0": }';
    const { machines, series } = await read([
      base,
      'series: bionic\napplications: {a: {to: ["1"]}}\nmachines: {"1": {series: focal}}',
    ]);
    expect(machines).toEqual({ '1': { series: 'focal' } });
    expect(series).toBe('bionic');
  });

  it('finds charms and files beside itself', async () => {
    const text = 'applications: {a: {charm: ./mine, options: {k: "include-file://t.txt"}}}';
    const { applications } = await read([etcd, text], { mine: '', 't.txt': 'x' });
    expect(applications['a']).toMatchObject({ isLocal: true, options: { k: 'x' } });
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

describe("the project's own bundle", () => {
  it('has nothing wrong with it once the charm is built', async () => {
    const text = await readFile('bundle/canonical-kubernetes.yaml', 'utf8');
    expect(await problems(text.replace('../build/charm', 'kubernetes-worker'))).toEqual([]);
  });
});
