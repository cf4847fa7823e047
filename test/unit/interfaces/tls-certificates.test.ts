import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAuthority,
  decodeCertificates,
  encodeCertificateRequest,
} from '../../../src/interfaces/tls-certificates.ts';
import { testPair } from './test-certificates.ts';

const authority = testPair('authority');
const server = testPair('kubernetes-worker_0');
const other = testPair('other');
const bag = {
  ca: authority.certificate,
  'client.cert': other.certificate,
  'client.key': other.key,
  'kubernetes-worker_0.server.cert': server.certificate,
  'kubernetes-worker_0.server.key': server.key,
};
const decode = (changes: Readonly<Record<string, string>>) =>
  decodeCertificates({ ...bag, ...changes }, 'easyrsa/0', 'kubernetes-worker/0');

describe('the certificates of a unit', () => {
  it('are the authority, its own server certificate and its key, as they were sent', () => {
    const value = { ca: authority.certificate, certificate: server.certificate, key: server.key };
    expect(decode({})).toEqual({ ok: true, value });
  });

  it.each(Object.keys(bag).filter((key) => !key.startsWith('client')))('are not there yet without %s', (key) => {
    expect(decode({ [key]: '' })).toEqual({ ok: true, value: null });
  });

  it('are not there yet when only another unit has some', () => {
    expect(decodeCertificates(bag, 'easyrsa/0', 'kubernetes-worker/1')).toEqual({ ok: true, value: null });
  });

  it('need no client pair', () => {
    expect(decode({ 'client.cert': '', 'client.key': 'nonsense' }).ok).toBe(true);
  });

  it.each([
    ['ca', 'nonsense', 'no certificate can be read; expected an X.509 certificate as PEM'],
    ['ca', authority.key, 'no certificate can be read; expected an X.509 certificate as PEM'],
    ['kubernetes-worker_0.server.cert', 'nonsense', 'no certificate can be read; expected an X.509 certificate as PEM'],
    [
      'kubernetes-worker_0.server.cert',
      server.certificate.slice(0, 300),
      'no certificate can be read; expected an X.509 certificate as PEM',
    ],
    ['kubernetes-worker_0.server.key', 'nonsense', 'no key can be read; expected an unencrypted private key as PEM'],
    [
      'kubernetes-worker_0.server.key',
      server.key.slice(0, 300),
      'no key can be read; expected an unencrypted private key as PEM',
    ],
    [
      'kubernetes-worker_0.server.key',
      server.certificate,
      'no key can be read; expected an unencrypted private key as PEM',
    ],
    [
      'kubernetes-worker_0.server.key',
      other.key,
      'the key is of another certificate; expected the key of kubernetes-worker_0.server.cert',
    ],
  ])('with a bad %s are a problem', (key, text, problem) => {
    expect(decode({ [key]: text })).toEqual({ ok: false, problem: `easyrsa/0 on certificates: ${key}: ${problem}` });
  });

  it('with an encrypted key are a problem', () => {
    const privateKeyEncoding = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
    const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding, publicKeyEncoding });
    expect(decode({ 'kubernetes-worker_0.server.key': privateKey }).ok).toBe(false);
  });

  it('never show a part of the key in a problem', () => {
    const shown = [other.key, server.key.slice(0, 400), server.key.replace('BEGIN', 'begin')].map((key) => {
      const decoded = decode({ 'kubernetes-worker_0.server.key': key });
      return decoded.ok ? '' : decoded.problem;
    });
    const parts = [server.key, other.key].flatMap((key) => key.split(/\s+/u)).filter((part) => part.length > 20);
    expect(shown.filter((problem) => problem === '' || parts.some((part) => problem.includes(part)))).toEqual([]);
  });
});

describe('the authority alone', () => {
  it('is read before there is a server certificate', () => {
    expect(decodeAuthority({ ca: authority.certificate }, 'easyrsa/0')).toEqual({
      ok: true,
      value: authority.certificate,
    });
  });

  it('is not there yet in an empty bag', () => {
    expect(decodeAuthority({}, 'easyrsa/0')).toEqual({ ok: true, value: null });
  });
});

describe('a certificate request', () => {
  it('keeps order and repetitions of its names', () => {
    const facts = { publicAddress: '10.0.0.5', ingressAddress: '10.0.0.5', hostName: 'Juju-3', unit: 'a-b/12' };
    expect(encodeCertificateRequest(facts)).toEqual({
      common_name: '10.0.0.5',
      sans: '["10.0.0.5", "10.0.0.5", "Juju-3"]',
      certificate_name: 'a-b_12',
    });
  });

  it('lists its names as JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (publicAddress, ingressAddress, hostName) => {
        const request = encodeCertificateRequest({ publicAddress, ingressAddress, hostName, unit: 'w/0' });
        expect(JSON.parse(request['sans'] ?? '')).toEqual([publicAddress, ingressAddress, hostName]);
      }),
    );
  });
});
