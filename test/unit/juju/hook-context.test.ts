import { describe, expect, it } from 'vitest';
import { readHookContext } from '../../../src/juju/juju.ts';

const environment = {
  JUJU_UNIT_NAME: 'kubernetes-worker/3',
  JUJU_CHARM_DIR: '/var/lib/juju/agents/unit-kubernetes-worker-3/charm',
  JUJU_MODEL_NAME: 'default',
  JUJU_MODEL_UUID: 'cdac5656-2423-4388-8f30-41854b4cca7d',
  JUJU_VERSION: '2.9.46',
  JUJU_PRINCIPAL_UNIT: '',
  JUJU_HOOK_NAME: '',
};
const surroundings = {
  unit: 'kubernetes-worker/3',
  app: 'kubernetes-worker',
  charmDir: '/var/lib/juju/agents/unit-kubernetes-worker-3/charm',
  modelName: 'default',
  modelUuid: 'cdac5656-2423-4388-8f30-41854b4cca7d',
  jujuVersion: '2.9.46',
  principal: null,
};
const relation = { JUJU_RELATION: 'kube-control', JUJU_RELATION_ID: 'kube-control:7', JUJU_REMOTE_APP: 'control' };

describe('hook context', () => {
  it('a plain hook has no relation', () => {
    const env = { ...environment, JUJU_HOOK_NAME: 'install', JUJU_DISPATCH_PATH: 'hooks/install' };
    expect(readHookContext(env)).toEqual({
      ok: true,
      value: { ...surroundings, kind: 'hook', name: 'install', relation: null },
    });
  });

  it.each([
    [
      'joined',
      { JUJU_REMOTE_UNIT: 'control/1' },
      { remoteApp: 'control', remoteUnit: 'control/1', departingUnit: null },
    ],
    ['broken', { JUJU_REMOTE_UNIT: '' }, { remoteApp: 'control', remoteUnit: null, departingUnit: null }],
    [
      'departed',
      { JUJU_REMOTE_UNIT: 'control/1', JUJU_DEPARTING_UNIT: 'control/1' },
      { remoteApp: 'control', remoteUnit: 'control/1', departingUnit: 'control/1' },
    ],
    [
      'changed',
      { JUJU_REMOTE_UNIT: 'control/1', JUJU_REMOTE_APP: '' },
      { remoteApp: 'control', remoteUnit: 'control/1', departingUnit: null },
    ],
  ])('relation-%s says who is at the other end', (event, variables, remote) => {
    const name = `kube-control-relation-${event}`;
    const env = { ...environment, ...relation, JUJU_DISPATCH_PATH: `hooks/${name}`, ...variables };
    expect(readHookContext(env)).toEqual({
      ok: true,
      value: {
        ...surroundings,
        kind: 'hook',
        name,
        relation: { endpoint: 'kube-control', id: 'kube-control:7', ...remote },
      },
    });
  });

  it('a relation id without its endpoint is completed', () => {
    const env = { ...environment, ...relation, JUJU_HOOK_NAME: 'kube-control-relation-changed', JUJU_RELATION_ID: '7' };
    expect(readHookContext(env)).toMatchObject({ value: { relation: { id: 'kube-control:7' } } });
  });

  it.each([
    ['with a path', { JUJU_DISPATCH_PATH: 'actions/pause', JUJU_ACTION_NAME: 'pause' }],
    ['with an absolute path', { JUJU_DISPATCH_PATH: '/charm/actions/pause', JUJU_ACTION_NAME: 'pause' }],
    ['without a path', { JUJU_ACTION_NAME: 'pause' }],
  ])('an action %s is one, although the hook name is set but empty', (_how, variables) => {
    const context = readHookContext({ ...environment, ...variables });
    expect(context).toEqual({ ok: true, value: { ...surroundings, kind: 'action', name: 'pause' } });
  });

  it('the hook name serves where there is no path', () => {
    expect(readHookContext({ ...environment, JUJU_HOOK_NAME: 'stop' })).toMatchObject({ value: { name: 'stop' } });
  });

  it('a subordinate knows its principal', () => {
    const env = { ...environment, JUJU_HOOK_NAME: 'stop', JUJU_PRINCIPAL_UNIT: 'mysql/0' };
    expect(readHookContext(env)).toMatchObject({ value: { principal: 'mysql/0' } });
  });

  it('every missing variable is named', () => {
    const context = readHookContext({ JUJU_HOOK_NAME: 'stop', JUJU_UNIT_NAME: '', JUJU_CHARM_DIR: '/charm' });
    expect(context).toEqual({
      ok: false,
      error: 'missing from the environment: JUJU_UNIT_NAME, JUJU_MODEL_NAME, JUJU_VERSION',
    });
  });

  it.each([
    ['no event', {}, /JUJU_DISPATCH_PATH, JUJU_HOOK_NAME and JUJU_ACTION_NAME/u],
    [
      'a unit without a number',
      { JUJU_HOOK_NAME: 'stop', JUJU_UNIT_NAME: 'worker' },
      /worker; expected APPLICATION\/NUMBER/u,
    ],
    ['a relation without an id', { JUJU_HOOK_NAME: 'stop', JUJU_RELATION: 'cni' }, /both be there/u],
    [
      'a relation id without a number',
      { JUJU_HOOK_NAME: 'stop', JUJU_RELATION: 'cni', JUJU_RELATION_ID: 'cni:x' },
      /cni:x; expected ENDPOINT:NUMBER/u,
    ],
  ])('%s is an error', (_what, variables, error) => {
    const context = readHookContext({ ...environment, ...variables });
    expect(context.ok ? '' : context.error).toMatch(error);
  });

  it('the context cannot be changed', () => {
    const env = { ...environment, ...relation, JUJU_HOOK_NAME: 'kube-control-relation-changed' };
    const context = readHookContext(env);
    if (!context.ok || context.value.kind !== 'hook') throw new Error('expected a hook');
    expect(Object.isFrozen(context.value)).toBe(true);
    expect(Object.isFrozen(context.value.relation)).toBe(true);
  });
});
