import { describe, expect, it } from 'vitest';
import { matchesObjectSelector, matchesSelector } from '../../../simulator/cluster/label-selector.ts';
import { aCluster, aNode, aPod, namesOf, paths } from './a-cluster.ts';

const labels = { app: 'x', tier: 'web', 'a.b/c': '' };

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=x', true],
    ['app==x,tier=web', true],
    ['app=y', false],
    ['app!=y,none!=z', true],
    ['app', true],
    ['none', false],
    ['!none', true],
    ['!app', false],
    ['app in (x, y),tier', true],
    ['app in (y)', false],
    ['app notin (y,z),none notin (a)', true],
    ['app notin (x)', false],
    ['a.b/c=', true],
  ])('%j matches: %s', (selector, matches) => {
    expect(matchesSelector(labels, selector)).toBe(matches);
  });

  it.each([
    [{ app: 'x' }, true],
    [{ matchLabels: { app: 'x', tier: 'db' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['x'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['x'] }] }, false],
    [{ matchLabels: { app: 'x' }, matchExpressions: [{ key: 'none', operator: 'Exists' }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'DoesNotExist' }] }, true],
  ])('of an object, %j, matches: %s', (selector, matches) => {
    expect(matchesObjectSelector(labels, selector)).toBe(matches);
  });
});

describe('a field selector', () => {
  it.each([
    ['/api/v1/pods', 'spec.nodeName=n1', ['a']],
    ['/api/v1/pods', 'spec.nodeName!=n1', ['b']],
    ['/api/v1/pods', 'metadata.name=a,metadata.namespace=default', ['a']],
    ['/api/v1/pods', 'spec.nodeName=n1,status.phase!=Running', []],
    ['/api/v1/pods', 'status.phase==Running', ['a', 'b']],
    [paths.nodes, 'spec.unschedulable=false', ['n2']],
    ['/api/v1/events', 'involvedObject.kind=Node,involvedObject.namespace=,involvedObject.name=n1', ['e']],
    ['/api/v1/events', 'involvedObject.name=n2', []],
  ])('of %s, %s, finds %j', (path, fieldSelector, names) => {
    const { ask, put } = aCluster();
    put(paths.nodes, aNode('n1', { spec: { unschedulable: true } }));
    put(paths.nodes, aNode('n2'));
    put(paths.pods, aPod('a', { nodeName: 'n1' }));
    put(paths.pods, aPod('b', { nodeName: 'n2' }));
    const metadata = { name: 'e' };
    const event = { apiVersion: 'v1', kind: 'Event', metadata, involvedObject: { kind: 'Node', name: 'n1' } };
    put('/api/v1/namespaces/default/events', event);
    expect(namesOf(ask('GET', `${path}?fieldSelector=${encodeURIComponent(fieldSelector)}`))).toEqual(names);
  });

  it('for a field that nobody can ask for is refused', () => {
    expect(aCluster().ask('GET', `${paths.nodes}?fieldSelector=status.foo%3Dx`)).toMatchObject({
      status: 400,
      body: { message: 'field label not supported: status.foo' },
    });
  });
});
