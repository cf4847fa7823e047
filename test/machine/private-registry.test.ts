import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestMachine } from './a-machine.ts';
import { checkRegistryParameters } from '../../src/workload/registry/check-parameters.ts';
import type { KubeObject } from '../../src/workload/kube-object.ts';
import { registryObjects } from '../../src/workload/registry/objects.ts';
import { registryStorage } from '../../src/workload/registry/storage.ts';
import { answering, importBusybox } from './a-registry.ts';
import { aRealWorker } from './a-worker.ts';
import type { RealWorker } from './a-worker.ts';

/*
 * Docker's registry runs as the manifests of the action `registry` have it: the same environment, what kubelet would mount
 * at the same places, the same Secrets. There is no cluster: systemd has the place of kubelet, and `machine-tls.mjs`
 * that of the ingress controller.
 */

const domain = 'myregistry.company.com';
const image = `${domain}/busybox:1`;

let real: RealWorker;
beforeAll(async () => {
  real = await aRealWorker();
  const hosts = await real.machine.read('/etc/hosts');
  await real.machine.write('/etc/hosts', `${hosts}${real.address} ${domain}\n`);
  await real.settle();
  await startPrivateRegistry(real);
  await importBusybox(real.machine, image);
});
afterAll(() => real.end());

const docker = (...argv: readonly string[]) => real.machine.run(['docker', ...argv], { ok: [0, 1] });
const login = (password: string) =>
  real.machine.run(['docker', 'login', '--username=userA', '--password-stdin', domain], {
    stdin: password,
    ok: [0, 1],
  });

describe.sequential('the registry of the store page', () => {
  it('lets nobody push who is not logged in, or whose password is wrong', async () => {
    const pushed = await docker('push', image);
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stderr).toContain('no basic auth credentials');
    expect(await login('passwordB')).toMatchObject({ exitCode: 1 });
  });

  it('takes a push of the user in the plain file', async () => {
    expect(await login('passwordA')).toMatchObject({ exitCode: 0 });
    expect(await docker('push', image)).toMatchObject({ exitCode: 0 });
    expect((await real.machine.run(['ls', '/srv/registry/docker/registry/v2/repositories'])).stdout).toBe('busybox\n');
  });

  it('gives a pull to the login that the Secret registry-access has', async () => {
    await docker('logout', domain);
    await docker('rmi', image);
    expect(await docker('pull', image)).toMatchObject({ exitCode: 1 });
    expect(await docker('--config=/root/as-kubelet', 'pull', image)).toMatchObject({ exitCode: 0 });
  });

  it('obeys changed users without a restart', async () => {
    const users = (await real.machine.run(['htpasswd', '-niB', 'userA'], { stdin: 'passwordC' })).stdout;
    await real.machine.write('/root/mounts/auth/htpasswd', users);
    expect(await login('passwordA')).toMatchObject({ exitCode: 1 });
    expect(await login('passwordC')).toMatchObject({ exitCode: 0 });
  });
});

async function startPrivateRegistry({ machine, address }: RealWorker): Promise<void> {
  const { run, write } = machine;
  await run(['apt-get', 'update', '-qq']);
  await run(['apt-get', 'install', '-y', '-qq', 'docker-registry', 'apache2-utils', 'busybox-static']);
  await run(['systemctl', 'disable', '--now', 'docker-registry']);
  const objects = await manifests(machine);

  const secretOf = (name: string) => filesOf(objects, name);
  const tls = secretOf('registry-tls-data');
  await write('/root/mounts/tls.crt', tls['tls.crt'] ?? '');
  await write('/root/mounts/tls.key', tls['tls.key'] ?? '', 0o600);
  await write('/root/mounts/auth/htpasswd', secretOf('registry-auth-data')['htpasswd'] ?? '');
  const dockercfg: unknown = JSON.parse(secretOf('registry-access')['.dockercfg'] ?? '');
  await write('/root/as-kubelet/config.json', JSON.stringify({ auths: dockercfg }), 0o600);

  const { env, mounts } = containerOf(objects);
  for (const { from, at } of mounts) await run(['mkdir', '-p', from, at]);
  // The image of the registry has such a file too; what the manifest says counts more.
  await write('/root/config.yml', 'version: 0.1\nstorage: {filesystem: {}}\nhttp: {addr: "127.0.0.1:1"}\n');
  await run([
    ...['systemd-run', '--quiet', '--unit=kube-registry'],
    ...mounts.map(({ from, at }) => `--property=BindPaths=${from}:${at}`),
    ...env.map(({ name, value }) => `--setenv=${name}=${value}`),
    ...['docker-registry', 'serve', '/root/config.yml'],
  ]);
  await answering(machine, { address, port: 5000, unit: 'kube-registry' });

  await write('/root/machine-tls.mjs', await readFile('scripts/machine-tls.mjs'));
  const node = '/var/lib/juju/agents/unit-kubernetes-worker-0/charm/runtime/node';
  const files = ['/root/mounts/tls.crt', '/root/mounts/tls.key'];
  await run(['systemd-run', '--quiet', '--unit=in-front', node, '/root/machine-tls.mjs', ...files, '5000']);
  await answering(machine, { address, port: 443, unit: 'in-front' });
  await run(['install', '-D', '/root/mounts/tls.crt', `/etc/docker/certs.d/${domain}/ca.crt`]);
}

/** What the charm applies for the files that an operator makes as on the store page. */
async function manifests({ run }: TestMachine): Promise<readonly KubeObject[]> {
  const folder = '/root/store-page';
  await run(['mkdir', folder]);
  const typed = `cd ${folder} && echo -n "userA:passwordA" > htpasswd-plain && htpasswd -c -b -B htpasswd userA passwordA`;
  await run(['bash', '-c', typed]);
  const names = ['-subj', `/CN=${domain}`, '-addext', `subjectAltName=DNS:${domain}`];
  const files = ['-keyout', `${folder}/registry.key`, '-out', `${folder}/registry.crt`];
  await run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files]);
  const base64 = async (file: string) => (await run(['base64', '-w0', `${folder}/${file}`])).stdout;
  const given = {
    domain,
    htpasswd: await base64('htpasswd'),
    'htpasswd-plain': await base64('htpasswd-plain'),
    tlscert: await base64('registry.crt'),
    tlskey: await base64('registry.key'),
    ingress: true,
    'storage-class': '',
    size: '',
  };
  const wanted = await checkRegistryParameters(given, Date.now());
  if (!wanted.ok) throw new Error(JSON.stringify(wanted.error));
  const storage = registryStorage(wanted.value.storage, null, {});
  if (!storage.ok) throw new Error(storage.error.problem);
  return registryObjects(wanted.value, storage.value, { major: 1, minor: 10, patch: 2 });
}

/** The files that a pod finds of a Secret. */
function filesOf(objects: readonly KubeObject[], name: string): Readonly<Record<string, string>> {
  const { data } = z
    .object({ data: z.record(z.string(), z.string()) })
    .parse(objects.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name));
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

/** The environment of the pod's container, and what kubelet mounts where. */
function containerOf(objects: readonly KubeObject[]) {
  const { containers, volumes } = deploymentShape.parse(objects.find(({ kind }) => kind === 'Deployment')).spec.template
    .spec;
  const [container] = containers;
  const mounts = container.volumeMounts.map(({ name, mountPath }) => {
    const volume = volumes.find((each) => each.name === name);
    // A Secret is a folder of kubelet's.
    return { from: volume?.hostPath?.path ?? '/root/mounts/auth', at: mountPath };
  });
  return { env: container.env, mounts };
}

const containerShape = z.object({
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const volumeShape = z.object({ name: z.string(), hostPath: z.object({ path: z.string() }).optional() });
const podShape = z.object({ containers: z.tuple([containerShape]), volumes: z.array(volumeShape) });
const deploymentShape = z.object({ spec: z.object({ template: z.object({ spec: podShape }) }) });
