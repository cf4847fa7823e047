import { all, blocked, done, waiting } from '../../engine/engine.ts';
import { hostPath } from '../../host/host.ts';
import { isAsPackaged } from '../../workload/conffiles.ts';
import { lackingForKubelet, parseContainerdAccount } from '../../workload/containerd-account.ts';
import { isRenderedByCharm, needsContainerd, renderContainerdConfig } from '../../workload/containerd-config.ts';
import { parseKubernetesVersion } from '../../workload/kubernetes-version.ts';
import { attempt } from '../attempt.ts';
import { driftPaths } from '../drift-paths.ts';
import type { WorkerPorts } from '../ports.ts';
import { handler } from '../words.ts';

/**
 * From Kubernetes 1.24 on, containerd serves kubelet as kubelet expects, and is restarted if it has not read what says
 * so. Before, kubelet speaks to dockerd, and containerd's file stays as it is.
 *
 * An operator's own file is never changed: it serves, or the status says what it lacks. Whatever is there, containerd
 * itself is asked what it makes of it before it is restarted.
 */
export const configureContainerd = handler({
  name: 'configure-containerd',
  when: all('docker.installed', 'snaps.installed'),
  reads: ['drift.containerd', 'host.kubelet-version', 'machine.runtime'],
  sets: ['containerd.configured'],
  async run({ inputs, ports }) {
    const version = parseKubernetesVersion(inputs['host.kubelet-version']?.version ?? '');
    if (version === null) return waiting('kubelet', { about: 'input' });
    if (!needsContainerd(version)) return done({ sets: ['containerd.configured'] });

    const { files } = ports.machine;
    const found = await files.readText(configPath);
    const runtime = inputs['machine.runtime'];
    // While one runtime replaces another, what containerd has been told of NVIDIA's stays.
    const keepsNvidia = runtime === null && found === renderContainerdConfig({ hasNvidia: true });
    const hasNvidia = runtime === 'nvidia' || keepsNvidia;
    const isOperators = found !== null && !isRenderedByCharm(found) && !(await isPackages(ports, found));
    const content = isOperators ? found : renderContainerdConfig({ hasNvidia });
    if (isOperators) {
      const refused = await refusal(ports, configPath, { hasNvidia, remedy: 'add it, or remove the file' });
      if (refused !== null) return refused;
    } else if (content !== found) {
      const refused = await refusalOfOurs(ports, content, hasNvidia);
      if (refused !== null) return refused;
    }
    if (!isOperators) await files.write(configPath, content, { mode: 0o644 });
    ports.services.want('containerd', ports.fingerprint(content), 'the configuration of containerd');
    return done({ sets: ['containerd.configured'] });
  },
});

/** The file is as the package brought it, so that nobody has put anything into it. */
async function isPackages({ machine }: WorkerPorts, content: string): Promise<boolean> {
  // Ends with 1 where one of the packages is unknown, and lists the other all the same.
  const { stdout } = await machine.run(['dpkg-query', '--show', '--showformat=${Conffiles}\\n', ...packages], {
    okExitCodes: [0, 1],
  });
  return isAsPackaged(stdout, configPath, content);
}

async function refusalOfOurs(ports: WorkerPorts, content: string, hasNvidia: boolean) {
  const { files } = ports.machine;
  await files.write(candidatePath, content, { mode: 0o644 });
  try {
    return await refusal(ports, candidatePath, { hasNvidia, remedy: 'this containerd reads it otherwise' });
  } finally {
    await files.remove(candidatePath);
  }
}

/** Null when containerd reads the file and finds all in it that kubelet needs; else what is wrong. */
async function refusal(
  { machine }: WorkerPorts,
  file: string,
  { hasNvidia, remedy }: { readonly hasNvidia: boolean; readonly remedy: string },
) {
  let printed = '';
  const failed = await attempt(`Checking ${configPath}`, async () => {
    const { stdout } = await machine.run(['containerd', hostPath(file, '--config='), 'config', 'dump']);
    printed = stdout;
  });
  if (failed !== null) return failed;
  const lacking = lackingForKubelet(parseContainerdAccount(printed), { hasNvidia });
  if (lacking.length === 0) return null;
  const why = `${configPath} lacks ${lacking.join(', ')}: ${remedy}`;
  return blocked(why, 'it is looked at again in the next hook', { about: 'command' });
}

const [configPath] = driftPaths.containerd;
/** In the same folder, so that it is there on a machine whose containerd may read nothing else. */
const candidatePath = `${configPath}.kubernetes-worker`;
/** Ubuntu's and Debian's package, and Docker's. */
const packages: readonly string[] = ['containerd', 'containerd.io'];
