// Stands in for the nginx of an Ingress: ends TLS with the certificate and key that the Secret has, and hands requests on
// with the two headers by which a registry knows under what name and how it was asked.
// Arguments: certificate, key, port of the registry.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';

const [certificate, key, port] = process.argv.slice(2);
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (asked, answer) => {
  const headers = { ...asked.headers, 'x-forwarded-proto': 'https', 'x-forwarded-host': asked.headers.host };
  const passed = request({ port, method: asked.method, path: asked.url, headers }, (answered) => {
    answer.writeHead(answered.statusCode, answered.rawHeaders);
    answered.pipe(answer);
  });
  passed.on('error', () => answer.writeHead(502).end());
  asked.pipe(passed);
}).listen(443);
