import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StandInRefused } from '../../../simulator/contract.ts';
import { aModel } from './charms-fixture.ts';

const asked = {
  common_name: '203.0.113.5',
  sans: '["203.0.113.5", "10.0.0.5", "juju-abc-3"]',
  certificate_name: 'kubernetes-worker_0',
};

function aRelatedWorker() {
  const model = aModel();
  const unit = model.add('easyrsa/0');
  const relation = model.relate(
    'easyrsa/0 client',
    'kubernetes-worker/0 certificates',
    'kubernetes-worker/1 certificates',
  );
  return { model, unit, relation, answer: () => relation.bags['easyrsa/0'] ?? {} };
}

describe('easyrsa', () => {
  it('issues a certificate of its own authority for the names that were asked, for servers and clients', async () => {
    const { model, relation, answer } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/0', asked);
    await model.settle();
    const authority = new X509Certificate(answer()['ca'] ?? '');
    const certificate = new X509Certificate(answer()['kubernetes-worker_0.server.cert'] ?? '');
    expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(answer()['kubernetes-worker_0.server.key'] ?? ''))).toBe(true);
    expect(certificate.subject).toBe('CN=203.0.113.5');
    expect(certificate.subjectAltName).toBe('IP Address:203.0.113.5, IP Address:10.0.0.5, DNS:juju-abc-3');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(new X509Certificate(answer()['client.cert'] ?? '').verify(authority.publicKey)).toBe(true);
  });

  it('has nothing for a unit that has not asked yet', async () => {
    const { model, answer } = aRelatedWorker();
    await model.settle();
    expect(Object.keys(answer()).filter((key) => key.includes('server'))).toEqual([]);
  });

  it('issues anew when other names are asked for, and only then', async () => {
    const { model, relation, answer } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/0', asked);
    await model.settle();
    const first = answer()['kubernetes-worker_0.server.cert'];
    expect(await model.run('easyrsa/0', 'update-status')).toBe(0);
    model.write(relation, 'kubernetes-worker/0', { sans: '["203.0.113.5", "10.0.0.6", "juju-abc-3"]' });
    await model.settle();
    expect(answer()['kubernetes-worker_0.server.cert']).not.toBe(first);
  });

  it('gives the same certificate again when the relation has come back', async () => {
    const { model, relation, answer } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/0', asked);
    await model.settle();
    model.unrelate(relation);
    const again = model.relate('easyrsa/0 client', 'kubernetes-worker/0 certificates');
    model.write(again, 'kubernetes-worker/0', asked);
    await model.settle();
    expect(again.bags['easyrsa/0']).toEqual(
      expect.objectContaining({ 'kubernetes-worker_0.server.cert': answer()['kubernetes-worker_0.server.cert'] }),
    );
  });

  it.each([
    ['sans without blanks', { sans: '["203.0.113.5","10.0.0.5"]' }, /sans: not in the form; expected a JSON array/],
    ['sans that are no JSON', { sans: '203.0.113.5, 10.0.0.5' }, /sans: not in the form/],
    ['sans that are no names', { sans: '["https://10.0.0.5"]' }, /sans: not in the form/],
    ['an empty name', { sans: '["203.0.113.5", ""]' }, /sans: not in the form/],
    [
      'a common name that is too long',
      { common_name: 'a'.repeat(65) },
      /common_name: not in the form; expected a name of at most 64/,
    ],
    [
      'an unknown key',
      { unit_name: 'kubernetes-worker_0' },
      /unit_name: unknown key; expected no others than common_name/,
    ],
  ])('refuses %s', async (_, wrong, message) => {
    const { model, relation } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/0', { ...asked, ...wrong });
    await expect(model.run('easyrsa/0')).rejects.toThrow(StandInRefused);
    await expect(model.run('easyrsa/0')).rejects.toThrow(message);
    await expect(model.run('easyrsa/0')).rejects.toThrow(/kubernetes-worker\/0 on client:0/);
  });

  it('refuses a request that lacks a key', async () => {
    const { model, relation } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/1', {
      common_name: '203.0.113.5',
      certificate_name: 'kubernetes-worker_1',
    });
    await expect(model.run('easyrsa/0')).rejects.toThrow('kubernetes-worker/1 on client:0: sans: absent');
  });

  it('shows no value of a key that it does not know', async () => {
    const { model, relation } = aRelatedWorker();
    model.write(relation, 'kubernetes-worker/0', { ...asked, token: 'swordfish' });
    await expect(model.run('easyrsa/0')).rejects.not.toThrow(/swordfish/);
  });
});
