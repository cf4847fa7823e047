import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chooseServer, desiredKubeconfigs, renderKubeconfig } from '../../../src/workload/kubeconfig.ts';

const credentials = { kubeletToken: 'kt', proxyToken: 'pt', clientToken: 'ct' };
const facts = { server: 'https://10.0.0.4:443', caPem: 'CA', credentials, hasUbuntuUser: true };

describe('the kubeconfigs', () => {
  it('are four, for people and programs, readable by their owners only', () => {
    const files = desiredKubeconfigs(facts).map(({ path, mode, owner, content }) => {
      const { users } = parse(content) as { users: [{ name: string; user: { token: string } }] };
      return [path, mode.toString(8), owner, users[0].name, users[0].user.token];
    });
    expect(files).toEqual([
      ['/home/ubuntu/.kube/config', '600', 'ubuntu', 'ubuntu', 'ct'],
      ['/root/.kube/config', '600', undefined, 'root', 'ct'],
      ['/root/cdk/kubeconfig', '600', undefined, 'kubelet', 'kt'],
      ['/root/cdk/kubeproxyconfig', '600', undefined, 'kube-proxy', 'pt'],
    ]);
  });

  it('are three without a user ubuntu', () => {
    const paths = desiredKubeconfigs({ ...facts, hasUbuntuUser: false }).map(({ path }) => path);
    expect(paths).toEqual(['/root/.kube/config', '/root/cdk/kubeconfig', '/root/cdk/kubeproxyconfig']);
  });

  it('hold one cluster, one user and one context under the names of 2018, whatever the values', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, text, (server, caPem, user, token) => {
        const cluster = { 'certificate-authority-data': Buffer.from(caPem).toString('base64'), server };
        expect(parse(renderKubeconfig({ server, caPem, user, token }))).toEqual({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'juju-cluster', cluster }],
          contexts: [{ name: 'juju-context', context: { cluster: 'juju-cluster', user } }],
          'current-context': 'juju-context',
          preferences: {},
          users: [{ name: user, user: { token } }],
        });
      }),
    );
  });
});

describe('the API server of a unit', () => {
  const servers = ['https://c', 'https://a', 'https://b'];

  it.each([
    [0, 'https://a'],
    [1, 'https://b'],
    [2, 'https://c'],
    [3, 'https://a'],
  ])('is for unit %i %s', (unit, server) => {
    expect(chooseServer(servers, unit, null)).toBe(server);
  });

  it('stays as long as it is there', () => {
    expect(chooseServer(servers, 0, 'https://c')).toBe('https://c');
  });

  it('is another one when it has left', () => {
    expect(chooseServer(servers, 0, 'https://d')).toBe('https://a');
  });

  it('is none without servers', () => {
    expect(chooseServer([], 3, 'https://a')).toBeNull();
  });

  it('does not depend on the order in which servers are listed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.nat(), (list, unit) => {
        expect(chooseServer([...list].reverse(), unit, null)).toBe(chooseServer(list, unit, null));
      }),
    );
  });
});
