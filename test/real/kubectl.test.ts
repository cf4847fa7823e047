import { describe, expect, it } from 'vitest';
import { tableKubectls } from '../a-kubectl.ts';
import type { TestKubectl } from '../a-kubectl.ts';
import { aKubectlWorld } from './a-served-cluster.ts';
import { cases } from './kubectl-cases.ts';
import { budget, standard } from './kubectl-cluster.ts';
import type { KubectlCase } from './kubectl-cases.ts';
import { likeOthers, objectsOf } from './kubectl-likeness.ts';

describe.skipIf(tableKubectls.length === 0).each(tableKubectls)('kubectl 1.$minor and its stand-in', (kubectl) => {
  it.each(cases)('do the same when one $title', async (each) => {
    const [real, standIn] = await Promise.all([played(kubectl, each, true), played(kubectl, each, false)]);
    expect(standIn.alike).toEqual(real.alike);
    expect(real.alike.exitCode).toBe(each.exitCode);
    for (const { stderr } of [real, standIn]) expect(stderr).toMatch(each.says ?? /^/u);
  });
});

/** What came of a case: the answer, as far as it is to be alike, and all objects. */
async function played(kubectl: TestKubectl, each: KubectlCase, isReal: boolean) {
  const { objects = [], isGuarded = false, before = [], files = {}, stdin = '', trouble = null, ownWords } = each;
  const world = await aKubectlWorld(kubectl, isReal);
  world.put(...standard, ...objects, ...(isGuarded ? [budget(kubectl.minor)] : []));
  for (const [file, text] of Object.entries(files)) world.write(file, text);
  for (const argv of before) expect(await world.kubectl(...argv)).toMatchObject({ exitCode: 0 });
  world.cluster.trouble = trouble;
  const { exitCode, stdout, stderr } = await world.kubectlWith(stdin, ...each.argv);
  const { root } = world.machine;
  const alike = {
    exitCode,
    ...(ownWords === undefined ? { stdout: likeOthers(stdout, root), stderr: likeOthers(stderr, root) } : {}),
    objects: objectsOf(world.cluster),
  };
  return { alike, stderr };
}
