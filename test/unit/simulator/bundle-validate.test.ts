import { describe, expect, it } from 'vitest';
import type { JujuTrack } from '../../../simulator/model/juju-features.ts';
import { problems } from './bundle-files.ts';

const two = 'applications: {a: {charm: a, num_units: 2}, b: {charm: b, num_units: 1}}\n';
const withTo = (to: string, more = '') =>
  `applications: {a: {charm: a, num_units: 2, to: ${to}}, b: {charm: b, num_units: 1}}\n${more}`;

const withoutFile = (problem: string) => problem.replace(/^\S+\.yaml: /u, '');

describe('a bundle is refused when', () => {
  it.each([
    ['it has no application', 'series: xenial', 'at least one application must be specified'],
    ['a charm is empty', 'applications: {a: {num_units: 1}}', 'empty charm path'],
    [
      'a charm path does not exist',
      'applications: {a: {charm: /no/such}}',
      'charm path in application "a" does not exist: /no/such',
    ],
    [
      'a charm URL is none',
      'applications: {a: {charm: "x y"}}',
      'invalid charm URL in application "a": cannot parse name and/or revision in URL "x y"',
    ],
    [
      'a Charmhub URL has a revision',
      'applications: {a: {charm: "ch:x-3"}}',
      'cannot specify revision in "ch:x-3", please use revision',
    ],
    [
      'a revision has no channel',
      'applications: {a: {charm: x, revision: 3}}',
      'application "a" with a revision requires a channel for future upgrades, please use channel',
    ],
    [
      'a revision is negative',
      'applications: {a: {charm: x, revision: -1, channel: stable}}',
      'the revision for application "a" must be zero or greater',
    ],
    [
      'a series is unknown',
      'applications: {a: {charm: a, series: warty}}',
      'application "a" declares an invalid series "warty"',
    ],
    [
      'constraints are malformed',
      'applications: {a: {charm: a, constraints: "cores"}}',
      'invalid constraints "cores" in application "a": malformed constraint "cores"',
    ],
    [
      'a constraint is unknown',
      'applications: {a: {charm: a, constraints: "cores=2 colour=blue"}}',
      'invalid constraints "cores=2 colour=blue" in application "a": unknown constraint "colour"',
    ],
    [
      'a constraint is no number',
      'applications: {a: {charm: a, constraints: "mem=lots"}}',
      'invalid constraints "mem=lots" in application "a": bad "mem" constraint: must be a non-negative float with optional M/G/T/P/E/Z/Y suffix',
    ],
    [
      "a machine's constraints are malformed",
      withTo('["1"]', 'machines: {"1": {constraints: big}}'),
      'invalid constraints "big" in machine "1": malformed constraint "big"',
    ],
    [
      'storage is none',
      'applications: {a: {charm: a, storage: {data: "ebs,,"}}}',
      'invalid storage "data" in application "a": cannot parse "ebs,,"',
    ],
    [
      'a device is none',
      'applications: {a: {charm: a, devices: {gpu: "1,"}}}',
      'invalid device "gpu" in application "a": cannot parse "1,"',
    ],
    [
      'a resource is neither file nor revision',
      'applications: {a: {charm: a, resources: {cni: [1]}}}',
      'resource revision "cni" is not int or string',
    ],
    [
      'endpoints are exposed twice',
      'applications: {a: {charm: a, expose: true, exposed-endpoints: {www: {}}}}',
      'exposed-endpoints cannot be specified together with "exposed:true" in application "a" as this poses a security risk when deploying bundles to older controllers',
    ],
    [
      'a charm is of an unknown store',
      'applications: {a: {charm: "bs:a"}}',
      'invalid charm URL in application "a": cannot parse URL "bs:a": schema "bs" not valid',
    ],
    [
      'both words for applications are there',
      'applications: {a: {charm: a}}\nservices: {b: {charm: b}}',
      'cannot specify both "applications" and "services"',
    ],
    ['a SAAS has no name', `${two}saas: {A_: {url: "c:admin/p.a"}}`, 'invalid SAAS name "A_"'],
    [
      'it wants the offers of another model',
      `${two}saas: {x: {url: "c:admin/p.x"}}`,
      'SAAS "x": offers of other models are not simulated',
    ],
    [
      'it is for another kind of model',
      `bundle: kubernetes\n${two}`,
      'a bundle for a Kubernetes model cannot be deployed on machines',
    ],
    [
      'the number of units is negative',
      'applications: {a: {charm: a, num_units: -1}}',
      'negative number of units specified on application "a"',
    ],
    [
      'there are more placements than units',
      withTo('[new, new, new]'),
      'too many units specified in unit placement for application "a"',
    ],
    ['a placement is malformed', withTo('["a/b/c"]'), 'invalid placement syntax "a/b/c"'],
    [
      'a placement names a unit too many',
      withTo('["b/1"]'),
      'placement "b/1" specifies a unit greater than the 1 unit(s) started by the target application',
    ],
    [
      'a placement names no application',
      withTo('["lxd:c"]'),
      'placement "lxd:c" refers to an application not defined in this bundle',
    ],
    ['a placement names no machine', withTo('["7"]'), 'placement "7" refers to a machine not defined in this bundle'],
    [
      'a machine is not used',
      withTo('["1"]', 'machines: {"1": , "2": {series: xenial}}'),
      'machine "2" is not referred to by a placement directive',
    ],
    ['a machine has no number', `${two}machines: {x: }`, 'invalid machine id "x" found in machines'],
    [
      'placements go in a circle',
      'applications: {a: {charm: a, num_units: 1, to: [b]}, b: {charm: b, num_units: 1, to: ["lxd:a"]}}',
      'cycle in placement directives for: a b',
    ],
    [
      'a relation names no application',
      `${two}relations: [["a:x", "c:y"]]`,
      'relation ["a:x" "c:y"] refers to application "c" not defined in this bundle',
    ],
    [
      'a relation has one application',
      `${two}relations: [["a:x", "a:y"]]`,
      'relation ["a:x" "a:y"] relates an application to itself',
    ],
    [
      'a relation is there twice',
      `${two}relations: [["a:x", "b:y"], ["b:y", "a:x"]]`,
      'relation ["b:y" "a:x"] is defined more than once',
    ],
    ['a relation has three ends', `${two}relations: [[a, b, c]]`, 'relation ["a" "b" "c"] has 3 endpoint(s), not 2'],
    ['a relation has another form', `${two}relations: [["a:x:y", b]]`, 'invalid relation syntax "a:x:y"'],
    [
      'an application is also a SAAS',
      `${two}saas: {a: {url: "c:admin/p.a"}}`,
      'application "a" already exists with SAAS "a" name',
    ],
    ['its type is unknown', `bundle: x\n${two}`, 'bundle has an invalid type "x"'],
    [
      'scale and num_units are both there',
      'applications: {a: {charm: a, num_units: 1, scale: 1}}',
      'cannot specify both scale and num_units for application "a"',
    ],
    ['a base application has no body', 'applications: {a: , b: {charm: b}}', 'base application "a" has no body'],
  ])('%s', async (_, text, problem) => {
    expect((await problems(text)).map(withoutFile)).toContain(problem);
  });

  it.each<[string, JujuTrack, string, string]>([
    [
      'a base is unknown',
      '3.6',
      'applications: {a: {charm: a, base: suse@15}}',
      'application "a" declares an invalid base "suse@15"',
    ],
    [
      'series and base differ',
      '3.6',
      'series: jammy\ndefault-base: ubuntu@20.04\napplications: {a: {charm: a}}',
      'bundle series "jammy" and base "ubuntu@20.04" must match if both supplied',
    ],
    [
      'the base of all is unknown',
      '4.0',
      'default-base: suse@15\napplications: {a: {charm: a}}',
      'bundle declares an invalid base "suse@15"',
    ],
    [
      'a machine has an unknown base',
      '4.0',
      withTo('["1"]', 'machines: {"1": {base: suse@15}}'),
      'invalid base "suse@15" for machine "1"',
    ],
    [
      'a charm is of the store that is closed',
      '3.6',
      'applications: {a: {charm: "cs:a"}}',
      'invalid charm URL in application "a": cannot parse URL "cs:a": schema "cs" not valid',
    ],
    ['a virtual machine is wanted', '4.0', withTo('["kvm:new"]'), 'invalid placement syntax "kvm:new"'],
  ])('%s, under Juju %s', async (_, juju, text, problem) => {
    expect(await problems(text, juju)).toContain(problem);
  });

  it('a value has another type than its field', async () => {
    const [problem = ''] = await problems('applications: {a: {charm: a, num_units: many}}');
    expect(problem).toContain('applications.a.num_units');
  });

  it.each([
    ['a text', '- "a:x b:y"', 'relations.0'],
    ['one to many', '- [a, [b, c]]', 'relations.0.1'],
  ])('a relation is %s', async (_, relation, place) => {
    const [problem = ''] = await problems(`${two}relations:\n${relation}\n`);
    expect(problem).toContain(`${place}: `);
    expect(problem).toContain('a relation is a list of two texts, ["a:x", "b:y"]');
  });

  it('an included file is not there', async () => {
    const [problem = ''] = await problems('applications: {a: {charm: a, options: {k: "include-file://x"}}}');
    expect(problem).toMatch(
      /^processing option "k" for application "a": resolving include "include-file:\/\/x": include file "\/.*\/x" not found$/,
    );
  });

  it('its YAML is broken', async () => {
    expect(await problems('applications: {a: [}')).not.toEqual([]);
  });
});

it('all problems of a bundle are found at once', async () => {
  expect(
    await problems('series: warty\napplications: {a: {charm: "x y", num_units: -1}}\nrelations: [[a, z]]'),
  ).toHaveLength(4);
});

it('every form of a placement is accepted', async () => {
  const to = '["new", "0", "lxd:0", "b", "b/0", "lxd:b", "kvm:new"]';
  const text = `applications: {a: {charm: a, num_units: 7, to: ${to}}, b: {charm: b, num_units: 1}}\nmachines: {"0": }`;
  expect(await problems(text)).toEqual([]);
});
