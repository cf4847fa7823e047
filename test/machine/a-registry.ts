import type { TestMachine } from './a-machine.ts';

export const registry = 'registry.test:5000';

/** Docker's registry runs on the machine, with TLS and users: only `user` with the password `right` gets in. */
export async function startRegistry({ run, write }: TestMachine, address: string): Promise<void> {
  await run(['apt-get', 'update', '-qq']);
  await run(['apt-get', 'install', '-y', '-qq', 'docker-registry', 'apache2-utils', 'busybox-static']);
  await write('/etc/hosts', `127.0.0.1 localhost\n${address} a-worker registry.test\n`);
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
  // Docker trusts whom this folder names. It does not look at certificates of registries on loopback.
  await run(['install', '-D', certificate, `/etc/docker/certs.d/${registry}/ca.crt`]);
}

/** An image that holds nothing but a static busybox. */
export async function importBusybox({ run }: TestMachine, image: string): Promise<void> {
  await run(['mkdir', '-p', '/root/image/bin']);
  await run(['cp', '/bin/busybox', '/root/image/bin/']);
  await run(['ln', '-sf', 'busybox', '/root/image/bin/sh']);
  await run(['tar', '-C', '/root/image', '-cf', '/root/image.tar', '.']);
  await run(['docker', 'import', '--change', 'CMD ["/bin/sh"]', '/root/image.tar', image]);
}
