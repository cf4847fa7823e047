import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCredentials, decodeDns, encodeKubeControl, nodeUser } from '../../../src/interfaces/kube-control.ts';

const master = 'kubernetes-master/0';
const user = 'system:node:juju-abc-3';
const dns = { port: '53', domain: 'cluster.local', 'sdn-ip': '10.152.183.10', 'enable-kube-dns': 'True' };
const entry = { scope: 'kubernetes-worker/0', kubelet_token: 't1', proxy_token: 't2', client_token: 't3' };

describe('the DNS of kube-control', () => {
  it('is the domain and the address that the control plane tells', () => {
    expect(decodeDns(dns, master)).toEqual({ ok: true, value: { domain: 'cluster.local', ip: '10.152.183.10' } });
  });

  it.each([{}, { domain: 'cluster.local' }, { ...dns, 'enable-kube-dns': '' }, { ...dns, 'enable-kube-dns': ' ' }])(
    'is not there yet without enable-kube-dns: %j',
    (bag) => {
      expect(decodeDns(bag, master)).toEqual({ ok: true, value: null });
    },
  );

  it.each(['False', 'false', 'FALSE'])('has no address when enable-kube-dns is %s', (text) => {
    const bag = { ...dns, 'enable-kube-dns': text };
    expect(decodeDns(bag, master)).toEqual({ ok: true, value: { domain: 'cluster.local', ip: null } });
  });

  it('has no address while sdn-ip is absent', () => {
    const bag = { domain: 'cluster.local', 'enable-kube-dns': 'true' };
    expect(decodeDns(bag, master)).toEqual({ ok: true, value: { domain: 'cluster.local', ip: null } });
  });

  it.each([
    ['enable-kube-dns', { ...dns, 'enable-kube-dns': 'yes' }, 'True or False'],
    ['domain', { ...dns, domain: '' }, 'cluster.local'],
    ['domain', { ...dns, domain: 'cluster local' }, 'cluster.local'],
    ['domain', { ...dns, domain: '-x.local' }, 'cluster.local'],
    ['domain', { ...dns, domain: `${'a.'.repeat(130)}b` }, 'cluster.local'],
    ['sdn-ip', { ...dns, 'sdn-ip': 'None' }, 'an IP address'],
    ['sdn-ip', { ...dns, 'sdn-ip': 'fe80::1%eth0' }, 'an IP address'],
  ])('with a bad %s is a problem that names remote unit, endpoint, key and form: %j', (key, bag, form) => {
    const decoded = decodeDns(bag, master);
    expect(decoded).toEqual({
      ok: false,
      problem: expect.stringContaining(`${master} on kube-control: ${key}: `) as string,
    });
    expect(decoded).toEqual({ ok: false, problem: expect.stringMatching(`; expected .*${form}`) as string });
  });

  it('quotes a long value short and in one line', () => {
    const decoded = decodeDns({ ...dns, domain: `a\n${'b'.repeat(500)}` }, master);
    expect(decoded.ok ? '' : decoded.problem).toMatch(
      /^kubernetes-master\/0 on kube-control: domain: "a b{38}\.\.\." is/u,
    );
  });
});

describe('the credentials of kube-control', () => {
  const decode = (creds: unknown) => decodeCredentials({ creds: JSON.stringify(creds) }, master, user);

  it('are the tokens of our own entry', () => {
    const decoded = decode({ 'system:node:other': { ...entry, kubelet_token: 'x' }, [user]: entry });
    expect(decoded).toEqual({ ok: true, value: { kubeletToken: 't1', proxyToken: 't2', clientToken: 't3' } });
  });

  it.each([
    ['creds is absent', {}],
    ['creds is empty', { creds: '' }],
    ['nobody has an entry', { creds: '{}' }],
    ['only others have one', { creds: JSON.stringify({ 'system:node:other': { kubelet_token: 1 } }) }],
    ['ours is null', { creds: JSON.stringify({ [user]: null }) }],
  ])('are not there yet when %s', (_title, bag) => {
    expect(decodeCredentials(bag, master, user)).toEqual({ ok: true, value: null });
  });

  it('are not found under the name of something that every object has', () => {
    expect(decodeCredentials({ creds: '{}' }, master, 'constructor')).toEqual({ ok: true, value: null });
  });

  it.each(['{', '[]', '"text"', '7', 'null', "{'a': 1}"])('that are no JSON object are a problem: %s', (creds) => {
    const decoded = decodeCredentials({ creds }, master, user);
    expect(decoded.ok ? '' : decoded.problem).toMatch(
      /^kubernetes-master\/0 on kube-control: creds: not a JSON object; expected /u,
    );
  });

  it.each([
    ['kubelet_token', { ...entry, kubelet_token: '' }],
    ['kubelet_token', { ...entry, kubelet_token: 'a secret' }],
    ['proxy_token', { ...entry, proxy_token: 'secret\n' }],
    ['proxy_token', { ...entry, proxy_token: 'secret\u0007' }],
    ['client_token', { ...entry, client_token: 5 }],
    ['client_token', { kubelet_token: 'secret', proxy_token: 'secret' }],
    ['client_token, kubelet_token', { ...entry, kubelet_token: '', client_token: null }],
  ])('with a bad %s are a problem that names the field only', (field, bad) => {
    const decoded = decode({ [user]: bad });
    expect(decoded.ok ? '' : decoded.problem).toContain(`creds: ${field} of ${user} is no token; expected`);
    expect(decoded.ok ? '' : decoded.problem).not.toContain('secret');
  });

  it('that are no record are a problem', () => {
    expect(decode({ [user]: 'secret' }).ok).toBe(false);
  });

  it('come back from the JSON they were sent as', () => {
    const token = fc.string({ minLength: 1 }).filter((text) => !/[\s\p{Cc}]/u.test(text));
    fc.assert(
      fc.property(token, token, token, (kubeletToken, proxyToken, clientToken) => {
        const sent = { kubelet_token: kubeletToken, proxy_token: proxyToken, client_token: clientToken };
        expect(decode({ [user]: sent })).toEqual({ ok: true, value: { kubeletToken, proxyToken, clientToken } });
      }),
    );
  });
});

describe('what we tell the control plane', () => {
  it('names the user in lower case and a GPU as Python does', () => {
    const bag = encodeKubeControl({ nodeName: 'Juju-ABC-3', gpu: true });
    expect(bag).toEqual({ kubelet_user: user, auth_group: 'system:nodes', gpu: 'True' });
  });

  it('asks for the user under which credentials are looked up', () => {
    expect(encodeKubeControl({ nodeName: 'n1', gpu: false })['kubelet_user']).toBe(nodeUser('N1'));
  });
});
