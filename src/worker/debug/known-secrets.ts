import type { Files } from '../../host/host.ts';
import { isSecretName, secretsIn } from '../../workload/redact/secret-forms.ts';
import type { ActionPorts } from '../actions/action.ts';
import { driftPaths } from '../drift-paths.ts';

/**
 * Every secret that this unit has been given or has written to its machine: tokens and keys of the cluster, credentials
 * of registries, passwords in the addresses of proxies, and the key of its own fingerprints.
 */
export async function knownSecrets({ machine, tools, state, record }: ActionPorts): Promise<readonly string[]> {
  const texts = [
    ...Object.values(await tools.config()).filter((value): value is string => typeof value === 'string'),
    ...(await textsOf(machine.files, [
      ...holders,
      ...(await filesUnder(machine.files, '/root/cdk')),
      ...record.now().aptFiles,
    ])),
  ];
  return [...new Set([record.now().fingerprintKey, ...secretLeaves('', state.inputs), ...texts.flatMap(secretsIn)])];
}

/** The value with `***` for every text that its name calls a secret. */
export function withoutSecretLeaves(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, leaf: unknown) => (typeof leaf === 'string' && isSecretName(name) ? '***' : leaf)),
  );
}

/** Texts in the value whose name says that they are secrets, and what other texts in it hold. */
function secretLeaves(name: string, value: unknown): readonly string[] {
  if (typeof value === 'string') return isSecretName(name) ? [value, ...secretsIn(value)] : secretsIn(value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => secretLeaves(key, part));
}

async function textsOf(files: Files, paths: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const path of paths) {
    const found = await files.stat(path);
    if (found?.isFile !== true || found.sizeBytes > largestHolder) continue;
    texts.push((await files.readText(path)) ?? '');
  }
  return texts;
}

/** Folders that are links are not entered: they may lead anywhere. */
async function filesUnder(files: Files, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await files.list(folder)) ?? []) {
    const path = `${folder}/${name}`;
    const stat = await files.stat(path);
    if (stat?.isDirectory !== true) found.push(path);
    else if ((await files.readLink(path)) === null) found.push(...(await filesUnder(files, path)));
  }
  return found;
}

/** Files besides those in /root/cdk that hold secrets of the cluster, of registries, or of proxies. */
const holders: readonly string[] = [
  ...driftPaths.kubeconfigs,
  ...driftPaths.logins,
  ...driftPaths.docker.filter((path) => /\/(?:docker|daemon\.json|[^/]+\.conf)$/u.test(path)),
  ...driftPaths.containerd,
  ...driftPaths.snapd,
  '/home/ubuntu/.docker/config.json',
  '/etc/environment',
  '/etc/apt/auth.conf',
];
/** None of them is large; a file of that name that is holds no list of secrets. */
const largestHolder = 1024 * 1024;
