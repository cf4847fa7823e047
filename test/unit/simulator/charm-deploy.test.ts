import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JujuRefused } from '../../../simulator/model/model.ts';
import { aTinyModel } from './core-model.ts';
import type { TinyModel } from './core-model.ts';

let model: TinyModel;
beforeEach(async () => {
  const metadata = 'name: tiny\nresources: {kubelet: {filename: kubelet.snap}}\n';
  const config =
    'options: {x: {type: int}, f: {type: float}, b: {type: boolean}, s: {default: a}, p: {type: secret}}\n';
  model = await aTinyModel({ metadata, config }, {}, { juju: '3.6' });
  await writeFile(path.join(model.folder, 'kubelet.snap'), '');
  await writeFile(path.join(model.folder, 'x.tgz'), '');
});
afterEach(() => model.end());

interface Wish {
  readonly application?: string;
  readonly resources?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
}

function deploy({ application = 'tiny', resources = {}, options = {} }: Wish): void {
  const files = Object.entries(resources).map(([name, file]) => [name, path.join(model.folder, file)] as const);
  const charm = path.join(model.folder, 'charm');
  model.sim.deploy({ application, charm, options, resources: Object.fromEntries(new Map(files)) });
}

describe('a deployment', () => {
  it.each<[string, Wish, string]>([
    ['a name that has no letter in a part', { application: 'tiny-1' }, 'application name "tiny-1" not valid'],
    ['a name with a sign', { application: 'my_tiny' }, 'application name "my_tiny" not valid'],
    ['a resource that the charm does not declare', { resources: { x: 'x.tgz' } }, 'unrecognized resource "x"'],
    [
      'a file of another kind',
      { resources: { kubelet: 'x.tgz' } },
      'incorrect extension on resource upload "FOLDER/x.tgz", expected ".snap"',
    ],
    [
      'a file that is not there',
      { resources: { kubelet: 'no.snap' } },
      'file for resource "kubelet": stat FOLDER/no.snap: no such file or directory',
    ],
    ['an option that the charm does not have', { options: { y: '1' } }, 'unknown option "y"'],
    ['a text for a number', { options: { x: 'abc' } }, 'option "x" expected int, got "abc"'],
    ['a fraction for a number', { options: { x: '1.5' } }, 'option "x" expected int, got "1.5"'],
    ['another base for a number', { options: { x: '0x10' } }, 'option "x" expected int, got "0x10"'],
    ['a text for a fraction', { options: { f: 'many' } }, 'option "f" expected float, got "many"'],
    ['a word that is no boolean', { options: { b: 'yes' } }, 'option "b" expected boolean, got "yes"'],
    ['a secret by its name', { options: { p: 'password' } }, 'option "p" expected secret, got "password"'],
  ])('with %s is refused, and there is nothing', (_what, wish, problem) => {
    expect(() => deploy(wish)).toThrow(new JujuRefused(problem.replace('FOLDER', model.folder)));
    expect(model.sim.model.applications).toEqual({});
  });

  it('of a name that is taken is refused', () => {
    deploy({});
    expect(() => deploy({})).toThrow('cannot add application "tiny": application already exists');
  });

  it.each([
    ['x', '-7', -7],
    ['f', '1e3', 1000],
    ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => ['b', text, true] as const),
    ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => ['b', text, false] as const),
    ['s', '', ''],
    ['p', 'secret:9m4e2mr0ui3e8a215n4g', 'secret:9m4e2mr0ui3e8a215n4g'],
  ] as const)('takes %s=%s as %j', (name, text, value) => {
    deploy({ options: { [name]: text } });
    expect(model.sim.model.applications['tiny']?.settings).toEqual({ [name]: value });
  });
});

describe('a unit', () => {
  it('does not go to a machine of another base', () => {
    model.sim.deploy({ application: 'tiny', charm: path.join(model.folder, 'charm'), series: 'noble' });
    const machine = model.sim.addMachine({ series: 'jammy' });
    expect(() => model.sim.addUnit('tiny', { machine })).toThrow(
      new JujuRefused('base does not match: unit has "ubuntu@24.04", machine has "ubuntu@22.04"'),
    );
    expect(Object.keys(model.sim.model.units)).toEqual([]);
  });
});
