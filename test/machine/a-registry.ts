import { setTimeout as sleep } from 'node:timers/promises';
import type { TestMachine } from './a-machine.ts';

/** The machine has this name from the start: dockerd looks at /etc/hosts only every few seconds. */
export const registry = 'registry.test:5000';

/** Docker's registry runs on the machine, with TLS and users: only `user` with the password `right` gets in. */
export async function startRegistry({ run, write }: TestMachine, address: string): Promise<void> {
  await run(['apt-get', 'update', '-qq']);
  await run(['apt-get', 'install', '-y', '-qq', 'docker-registry', 'apache2-utils', 'busybox-static']);
  const folder = '/etc/docker/registry';
  const [key, certificate] = [`${folder}/registry.key`, `${folder}/registry.crt`];
  const subject = ['-subj', '/CN=registry.test', '-addext', 'subjectAltName=DNS:registry.test'];
  const files = ['-keyout', key, '-out', certificate];
  await run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files]);
  const users = (await run(['htpasswd', '-niB', 'user'], { stdin: 'right' })).stdout;
  await write(`${folder}/users`, users, 0o644);
  await run(['chown', '-R', 'docker-registry', folder]);
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: '/var/lib/docker-registry' } },
    http: { addr: `${address}:5000`, tls: { certificate, key } },
    auth: { htpasswd: { realm: 'a registry', path: `${folder}/users` } },
  };
  // JSON is YAML.
  await write(`${folder}/config.yml`, JSON.stringify(config));
  await run(['systemctl', 'restart', 'docker-registry']);
  await answering({ run }, { address, port: 5000, unit: 'docker-registry' });
  // Docker trusts whom this folder names. It does not look at certificates of registries on loopback.
  await run(['install', '-D', certificate, `/etc/docker/certs.d/${registry}/ca.crt`]);
}

/** The service listens there: systemd calls it started before. */
export async function answering(
  { run }: Pick<TestMachine, 'run'>,
  { address, port, unit }: { readonly address: string; readonly port: number; readonly unit: string },
): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    const { exitCode } = await run(['bash', '-c', `exec 3<>/dev/tcp/${address}/${port}`], { ok: [0, 1] });
    if (exitCode === 0) return;
    await sleep(100);
  }
  throw new Error((await run(['journalctl', `--unit=${unit}`, '--no-pager'])).stdout);
}

/** An image that holds nothing but a static busybox. */
export async function importBusybox({ run }: TestMachine, image: string): Promise<void> {
  await run(['mkdir', '-p', '/root/image/bin']);
  await run(['cp', '/bin/busybox', '/root/image/bin/']);
  await run(['ln', '-sf', 'busybox', '/root/image/bin/sh']);
  await run(['tar', '-C', '/root/image', '-cf', '/root/image.tar', '.']);
  await run(['docker', 'import', '--change', 'CMD ["/bin/sh"]', '/root/image.tar', image]);
}
