import { describe, expect, it } from 'vitest';
import { aCluster } from './a-cluster.ts';

const ingresses = ['extensions/v1beta1', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1'];
const aggregated = (version: string) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
const of127 = `${aggregated('v2beta1')},application/json`;
const of132 = `${aggregated('v2')},${aggregated('v2beta1')},application/json`;

interface Resource {
  readonly name: string;
}

describe('a server', () => {
  it.each([
    ['1.10.2', 'deployments', ['apps/v1', 'apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1']],
    ['1.16.0', 'deployments', ['apps/v1']],
    ['1.8.0', 'daemonsets', ['apps/v1beta2', 'extensions/v1beta1']],
    ['1.13.0', 'ingresses', ['extensions/v1beta1']],
    ['1.18.0', 'ingresses', ingresses.slice(0, 2)],
    ['1.21.0', 'ingresses', ingresses],
    ['1.22.0', 'ingresses', ['networking.k8s.io/v1']],
    ['1.20.0', 'poddisruptionbudgets', ['policy/v1beta1']],
    ['1.24.0', 'poddisruptionbudgets', ['policy/v1', 'policy/v1beta1']],
    ['1.25.0', 'poddisruptionbudgets', ['policy/v1']],
    ['1.13.0', 'runtimeclasses', []],
    ['1.35.0', 'runtimeclasses', ['node.k8s.io/v1']],
    ['1.22.0', 'clusterroles', ['rbac.authorization.k8s.io/v1']],
  ])('of %s has %s in %j', (version, plural, wanted) => {
    const { ask } = aCluster(version);
    const { groups } = ask('GET', '/apis').body as { groups: { versions: { groupVersion: string }[] }[] };
    const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion));
    const having = versions.filter((each) => {
      const { resources } = ask('GET', `/apis/${each}`).body as { resources: Resource[] };
      return resources.some(({ name }) => name === plural);
    });
    expect(having.sort()).toEqual([...wanted].sort());
  });

  it('prefers the stable version of a group', () => {
    expect(aCluster('1.10.2').ask('GET', '/apis/apps').body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
  });

  it.each([
    ['1.18.0', 'v1beta1'],
    ['1.22.0', 'v1'],
  ])('of %s says that pods are evicted by policy/%s', (server, version) => {
    const { resources } = aCluster(server).ask('GET', '/api/v1').body as { resources: Resource[] };
    expect(resources.find(({ name }) => name === 'pods/eviction')).toEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version,
      kind: 'Eviction',
      verbs: ['create'],
    });
  });

  it('offers no logs, which only a kubelet has', () => {
    const { resources } = aCluster().ask('GET', '/api/v1').body as { resources: Resource[] };
    const below = resources.filter(({ name }) => name.startsWith('pods/')).map(({ name }) => name);
    expect(below).toEqual(['pods/status', 'pods/eviction']);
    expect(aCluster().ask('GET', '/api/v1/namespaces/default/pods/x/log').status).toBe(501);
  });

  it.each([
    ['1.25.0', of132, 'application/json'],
    ['1.27.0', of127, aggregated('v2beta1')],
    ['1.29.0', of132, aggregated('v2beta1')],
    ['1.32.0', of127, aggregated('v2beta1')],
    ['1.32.0', of132, aggregated('v2')],
    ['1.32.0', 'application/json, */*', 'application/json'],
  ])('of %s that is asked for %s answers %s', (version, accept, contentType) => {
    const answer = aCluster(version).ask('GET', '/apis', undefined, { accept });
    expect(answer.contentType ?? 'application/json').toBe(contentType);
    const kind = contentType === 'application/json' ? 'APIGroupList' : 'APIGroupDiscoveryList';
    expect(answer.body).toMatchObject({ kind });
  });

  it('says the same of a kind in both forms of discovery', () => {
    const { ask } = aCluster();
    const { items } = ask('GET', '/apis', undefined, { accept: of132 }).body as {
      items: { metadata: { name: string }; versions: { version: string; resources: { resource: string }[] }[] }[];
    };
    const apps = items.find(({ metadata }) => metadata.name === 'apps')?.versions[0];
    expect(apps?.resources.find(({ resource }) => resource === 'deployments')).toMatchObject({
      responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      scope: 'Namespaced',
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [
        { subresource: 'status', responseKind: { kind: 'Deployment' } },
        { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
      ],
    });
    const { resources } = ask('GET', '/apis/apps/v1').body as { resources: Resource[] };
    expect(resources.find(({ name }) => name === 'deployments')).toMatchObject({
      kind: 'Deployment',
      namespaced: true,
      shortNames: ['deploy'],
      categories: ['all'],
    });
  });
});

describe('the description of the API', () => {
  it('is empty in its second version, in the type that kubectl wants', () => {
    expect(aCluster().ask('GET', '/openapi/v2?timeout=32s')).toEqual({
      status: 200,
      body: '',
      contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    });
  });

  it('names in its third version each kind, and that the server looks at its fields', () => {
    const { ask } = aCluster();
    const { paths } = ask('GET', '/openapi/v3').body as { paths: Record<string, { serverRelativeURL: string }> };
    const { body } = ask('GET', paths['apis/apps/v1']?.serverRelativeURL ?? '');
    expect(body).toMatchObject({
      paths: {
        '/apis/apps/v1/namespaces/{namespace}/deployments/{name}': {
          patch: {
            parameters: [{ name: 'fieldValidation', in: 'query' }],
            'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
          },
        },
      },
    });
    expect(aCluster('1.20.0').ask('GET', '/openapi/v3').status).toBe(404);
  });
});

describe('a server without questions', () => {
  it.each(['/healthz', '/livez?timeout=1s', '/readyz'])('answers %s to anybody', (path) => {
    expect(aCluster().ask('GET', path, undefined, { token: '' })).toMatchObject({ status: 200, body: 'ok' });
  });

  it('tells anybody its version, and its kinds only who has a token', () => {
    const { ask } = aCluster('1.21.3');
    expect(ask('GET', '/version', undefined, { token: '' }).body).toMatchObject({ minor: '21', gitVersion: 'v1.21.3' });
    expect(ask('GET', '/apis', undefined, { token: '' }).status).toBe(401);
  });
});
