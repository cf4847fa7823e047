import { describe, expect, it } from 'vitest';
import { apiServerUrl, decodeEndpoint } from '../../../src/interfaces/http.ts';

const remote = 'kubeapi-load-balancer/0';

describe('an API endpoint', () => {
  it.each([
    [{ hostname: '10.0.0.4', 'private-address': '10.0.0.9', port: '443' }, 'https://10.0.0.4:443'],
    [{ 'private-address': '10.0.0.9', port: '6443' }, 'https://10.0.0.9:6443'],
    [{ hostname: '', 'private-address': 'lb.example', port: '1' }, 'https://lb.example:1'],
    [{ hostname: 'fd00::4', port: '65535' }, 'https://[fd00::4]:65535'],
    [{ hostname: ' 10.0.0.4 ', port: ' 443 ' }, 'https://10.0.0.4:443'],
  ])('%j is %s', (bag, url) => {
    const decoded = decodeEndpoint(bag, remote);
    expect(decoded.ok && decoded.value !== null ? apiServerUrl(decoded.value) : decoded).toBe(url);
  });

  it.each([{}, { 'private-address': '10.0.0.4' }, { port: '443' }, { hostname: '10.0.0.4', port: '' }])(
    'is not there yet in %j',
    (bag) => {
      expect(decodeEndpoint(bag, remote)).toEqual({ ok: true, value: null });
    },
  );

  it.each(['0', '65536', '-1', '443/tcp', '4.5', '1e3', '100000'])('with port %s is a problem', (port) => {
    const decoded = decodeEndpoint({ hostname: '10.0.0.4', port }, remote);
    expect(decoded.ok ? '' : decoded.problem).toBe(
      `${remote} on kube-api-endpoint: port: "${port}" is no port; expected a number from 1 to 65535`,
    );
  });

  it.each([
    ['hostname', { hostname: 'http://x', port: '443' }],
    ['hostname', { hostname: 'a b', port: '443' }],
    ['hostname', { hostname: 'user@host', port: '443' }],
    ['private-address', { 'private-address': '[fd00::4]', port: '443' }],
    ['private-address', { 'private-address': 'fe80::1%eth0', port: '443' }],
  ])('with a bad %s is a problem: %j', (key, bag) => {
    const decoded = decodeEndpoint(bag, remote);
    expect(decoded.ok ? '' : decoded.problem).toContain(`${remote} on kube-api-endpoint: ${key}: `);
  });
});
