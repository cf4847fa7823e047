import { createServer } from 'node:https';
import type { TestMachine } from './a-machine.ts';

/**
 * To the machine, `host` is a web server of this process with these files, by path, whose certificate the machine trusts.
 *
 * @returns the paths that it was asked for, as they come
 */
export async function impersonate(
  machine: TestMachine,
  host: string,
  files: Readonly<Record<string, Buffer>>,
): Promise<readonly string[]> {
  const { run, write, read, listen } = machine;
  const [key, certificate] = ['/root/impostor.key', '/usr/local/share/ca-certificates/impostor.crt'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const openssl = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await run([...openssl, ...names, '-keyout', key, '-out', certificate]);
  await run(['update-ca-certificates']);
  await write('/etc/hosts', `${await read('/etc/hosts')}127.0.0.1 ${host}\n`);
  const asked: string[] = [];
  const server = createServer({ key: await read(key), cert: await read(certificate) }, (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const file = files[path];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  (await listen('127.0.0.1', 443)).on('connection', (socket) => void server.emit('connection', socket));
  return asked;
}
