import { describe, expect, it } from 'vitest';
import { PatchFailed, jsonPatched } from '../../../simulator/cluster/patch/json-patch.ts';
import { strategicMerged } from '../../../simulator/cluster/patch/strategic.ts';
import { aCluster, aConfigMap, patchTypes, paths } from './a-cluster.ts';

describe('a strategic merge patch', () => {
  const container = (name: string, image: string) => ({ name, image });
  const pod = (containers: readonly object[]) => ({ spec: { containers } });

  it.each([
    [
      'changes one container and leaves the others',
      pod([container('a', '1'), container('b', '1')]),
      pod([container('b', '2')]),
      pod([container('a', '1'), container('b', '2')]),
    ],
    [
      'deletes one container',
      pod([container('a', '1'), container('b', '1')]),
      { spec: { containers: [{ name: 'a', $patch: 'delete' }] } },
      pod([container('b', '1')]),
    ],
    [
      'replaces a list that says so',
      pod([container('a', '1'), container('b', '1')]),
      { spec: { containers: [{ $patch: 'replace' }, container('c', '1')] } },
      pod([container('c', '1')]),
    ],
    [
      'replaces a map that says so',
      { spec: { selector: { a: '1', b: '2' } } },
      { spec: { selector: { $patch: 'replace', c: '3' } } },
      { spec: { selector: { c: '3' } } },
    ],
    ['deletes a map', { spec: { a: { b: '1' }, c: '1' } }, { spec: { a: { $patch: 'delete' } } }, { spec: { c: '1' } }],
    [
      'keeps of a map only what it retains',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      { strategy: { type: 'Recreate' } },
    ],
    [
      'puts items in the order that it tells',
      pod([container('a', '1'), container('b', '1')]),
      {
        spec: {
          '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
          containers: [container('c', '1')],
        },
      },
      pod([container('c', '1'), container('b', '1'), container('a', '1')]),
    ],
    [
      'leaves what the order does not name behind what it stood behind',
      pod([container('a', '1'), container('x', '1'), container('b', '1')]),
      { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
      pod([container('b', '1'), container('a', '1'), container('x', '1')]),
    ],
    [
      'takes items out of a set and puts others in',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] } },
      { metadata: { finalizers: ['b', 'c'] } },
    ],
    [
      'replaces taints as a whole',
      { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
      { spec: { taints: [{ key: 'b', effect: 'NoSchedule' }] } },
      { spec: { taints: [{ key: 'b', effect: 'NoSchedule' }] } },
    ],
    [
      'tells ports of a container by their number and ports of a service by theirs',
      { spec: { ports: [{ port: 80 }], containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] } },
      { spec: { ports: [{ port: 443 }], containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }] } },
      {
        spec: {
          ports: [{ port: 80 }, { port: 443 }],
          containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }],
        },
      },
    ],
    [
      'adds to the pull secrets of an account',
      { imagePullSecrets: [{ name: 'a' }] },
      { imagePullSecrets: [{ name: 'b' }] },
      { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] },
    ],
    ['removes what is null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['keeps no directive of what was not there', {}, { a: { $retainKeys: ['b'], b: 1 } }, { a: { b: 1 } }],
  ])('%s', (_what, value, patch, result) => {
    expect(strategicMerged(value, patch)).toEqual(result);
  });
});

describe('a JSON patch', () => {
  it.each([
    ['adds a member', {}, [{ op: 'add', path: '/a', value: 1 }], { a: 1 }],
    ['adds to a list', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['adds at the end of a list', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    ['replaces inside a list', { a: [{ b: 1 }] }, [{ op: 'replace', path: '/a/0/b', value: 2 }], { a: [{ b: 2 }] }],
    [
      'removes',
      { a: [1, 2], b: 1 },
      [
        { op: 'remove', path: '/a/0' },
        { op: 'remove', path: '/b' },
      ],
      { a: [2] },
    ],
    ['moves', { a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    ['copies', { a: { x: 1 } }, [{ op: 'copy', from: '/a', path: '/b' }], { a: { x: 1 }, b: { x: 1 } }],
    ['goes on after a test', { a: 1 }, [{ op: 'test', path: '/a', value: 1 }], { a: 1 }],
    ['finds keys with slashes', { a: { 'b/c~d': 1 } }, [{ op: 'remove', path: '/a/b~1c~0d' }], { a: {} }],
  ])('%s', (_what, value, patch, result) => {
    expect(jsonPatched(value, patch)).toEqual(result);
  });

  it.each([
    ['removes what is not there', [{ op: 'remove', path: '/x' }], /remove operation does not apply.*"\/x"/u],
    ['replaces what is not there', [{ op: 'replace', path: '/x', value: 1 }], /replace operation does not apply/u],
    ['goes through what is not there', [{ op: 'add', path: '/x/y', value: 1 }], /add operation does not apply/u],
    ['counts too far', [{ op: 'add', path: '/list/3', value: 1 }], /"\/list\/3"/u],
    ['finds another value', [{ op: 'test', path: '/list', value: [] }], /testing value \/list failed/u],
    ['is none', { op: 'add' }, /cannot unmarshal/u],
  ])('that %s fails', (_what, patch, words) => {
    expect(() => jsonPatched({ list: [1] }, patch)).toThrow(PatchFailed);
    expect(() => jsonPatched({ list: [1] }, patch)).toThrow(words);
  });
});

describe('PATCH', () => {
  it.each([
    ['merge', patchTypes.merge, { data: { a: null, c: '3' } }, { b: '2', c: '3' }],
    ['strategic', patchTypes.strategic, { data: { $patch: 'replace', c: '3' } }, { c: '3' }],
    ['JSON', patchTypes.json, [{ op: 'replace', path: '/data', value: { c: '3' } }], { c: '3' }],
  ])('carries out a %s patch', (_kind, contentType, patch, data) => {
    const { ask, put } = aCluster();
    put(paths.configMaps, aConfigMap('c'));
    const { status, body } = ask('PATCH', `${paths.configMaps}/c`, patch, { contentType });
    expect([status, (body as { data: object }).data]).toEqual([200, data]);
  });

  it.each([
    ['a patch that fails', patchTypes.json, [{ op: 'remove', path: '/x' }], 422],
    ['a patch of a kind that there is not', 'text/plain', {}, 415],
    ['protobuf', 'application/vnd.kubernetes.protobuf', 'k8s', 415],
    ['a patch of the name', patchTypes.merge, { metadata: { name: 'd' } }, 400],
  ])('refuses %s, and nothing has changed', (_what, contentType, patch, status) => {
    const { ask, put } = aCluster();
    put(paths.configMaps, aConfigMap('c'));
    const before = ask('GET', `${paths.configMaps}/c`).body;
    expect(ask('PATCH', `${paths.configMaps}/c`, patch, { contentType }).status).toBe(status);
    expect(ask('GET', `${paths.configMaps}/c`).body).toEqual(before);
  });

  it('that changes nothing leaves the version as it was', () => {
    const { ask, put } = aCluster();
    put(paths.configMaps, aConfigMap('c'));
    const before = ask('GET', `${paths.configMaps}/c`).body;
    expect(ask('PATCH', `${paths.configMaps}/c`, { data: { a: '1' } }).body).toEqual(before);
  });
});
