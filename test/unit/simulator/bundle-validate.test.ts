import { describe, expect, it } from 'vitest';
import { problems } from './bundle-files.ts';

const two = 'applications: {a: {charm: a, num_units: 2}, b: {charm: b, num_units: 1}}\n';
const withTo = (to: string, more = '') =>
  `applications: {a: {charm: a, num_units: 2, to: ${to}}, b: {charm: b, num_units: 1}}\n${more}`;

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
      'a base is unknown',
      'applications: {a: {charm: a, base: suse@15}}',
      'application "a" declares an invalid base "suse@15"',
    ],
    [
      'series and base differ',
      'series: jammy\ndefault-base: ubuntu@20.04\napplications: {a: {charm: a}}',
      'bundle series "jammy" and base "ubuntu@20.04" must match if both supplied',
    ],
    [
      'constraints are malformed',
      'applications: {a: {charm: a, constraints: "cores"}}',
      'invalid constraints "cores" in application "a": malformed constraint "cores"',
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
    expect(await problems(text)).toContain(problem);
  });

  it('a value has another type than its field', async () => {
    const [problem = ''] = await problems('applications: {a: {charm: a, num_units: many}}');
    expect(problem).toContain('applications.a.num_units');
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
