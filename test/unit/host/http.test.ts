import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createFiles, DownloadFailed } from '../../../src/host/host.ts';
import { createHttpGet } from '../../../src/host/http.ts';
import type { HttpOptions } from '../../../src/host/http.ts';
import { aFolder, failureOf } from './stand-ins.ts';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(answer: RequestListener): Promise<string> {
  return `http://${await listening(createServer(answer))}`;
}

function httpGet(root = aFolder()) {
  return createHttpGet(createFiles({ root }));
}

async function failure(url: string, options?: HttpOptions): Promise<DownloadFailed> {
  const error = await failureOf(httpGet()(url, options));
  expect(error).toBeInstanceOf(DownloadFailed);
  return error as DownloadFailed;
}

describe('a download', () => {
  it('has the status, the headers in lower case and the body', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('X-Assertion-Store-Id', 'abc');
      response.end('type: store\n');
    });
    const answer = await httpGet()(`${url}/a`);
    expect(answer).toMatchObject({ status: 200, body: 'type: store\n', headers: { 'x-assertion-store-id': 'abc' } });
  });

  it('follows a redirect', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/b') return void response.end('here');
      response.writeHead(302, { location: '/b' }).end();
    });
    expect((await httpGet()(`${url}/a`)).body).toBe('here');
  });

  it.each([
    ['/circle', 'redirects in a circle'],
    ['file:///etc/passwd', 'redirects to file://'],
    ['http://[', 'redirects to what is no URL'],
  ])('does not follow one to %s', async (location, problem) => {
    const url = await serve((_request, response) => void response.writeHead(302, { location }).end());
    expect((await failure(`${url}/circle`)).message).toContain(problem);
  });

  it.each([404, 500])('that is answered %s fails with that status', async (status) => {
    const url = await serve((_request, response) => void response.writeHead(status).end());
    expect(await failure(url)).toMatchObject({ status, message: `${url}/ answered ${status}` });
  });

  it('of which nothing comes ends after its time', async () => {
    const url = await serve(() => undefined);
    expect((await failure(url, { timeoutMs: 50 })).message).toContain('did not answer within');
  });

  it('that trickles ends after its time too', async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failure(url, { timeoutMs: 100 })).message).toContain('did not answer within');
  });

  it('that is too large ends before it is read', async () => {
    const url = await serve((_request, response) => void response.end('x'.repeat(2_000)));
    expect((await failure(url, { maxBytes: 1_000 })).message).toContain('answered more than 1000 bytes');
  });

  it('that breaks off fails', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await failure(url)).toMatchObject({ kind: 'DownloadFailed' });
  });

  it('from where nobody listens says so, and never shows the password in the URL', async () => {
    const error = await failure('http://user:planted-password@127.0.0.1:1/x?token=planted-token');
    expect(error.message).toBe('http://127.0.0.1:1/x cannot be reached (ECONNREFUSED)');
    expect(JSON.stringify(error.context)).not.toContain('planted');
  });
});

describe('a download by https', () => {
  let keys: { readonly key: string; readonly cert: string };
  beforeAll(() => {
    keys = selfSigned();
  });
  const answering = () =>
    listening(createTlsServer(keys, (_request, response) => void response.end('trusted'))).then(
      (address) => `https://${address}`,
    );

  it('is refused from a server that no authority of the machine vouches for', async () => {
    expect((await failure(await answering())).message).toContain('cannot be reached');
  });

  it("is made from a server whose authority is in the machine's bundle", async () => {
    const root = aFolder();
    mkdirSync(path.join(root, 'etc/ssl/certs'), { recursive: true });
    writeFileSync(path.join(root, 'etc/ssl/certs/ca-certificates.crt'), keys.cert);
    expect((await httpGet(root)(await answering())).body).toBe('trusted');
  });
});

function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  const name = [{ name: 'commonName', value: '127.0.0.1' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ]);
  certificate.sign(privateKey, forge.md.sha256.create());
  return { key: forge.pki.privateKeyToPem(privateKey), cert: forge.pki.certificateToPem(certificate) };
}
