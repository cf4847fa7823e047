import { CommandFailed, hostPath, parseJson } from '../host/host.ts';
import type { Arg, Machine, RunOptions, RunResult } from '../host/host.ts';
import { parseKubernetesVersion } from '../workload/kubernetes-version.ts';
import type { KubernetesVersion } from '../workload/kubernetes-version.ts';
import * as z from 'zod/mini';
import { lastLine, shortened } from './last-line.ts';

/** With whose credentials the API is asked: those of kubelet may not delete, evict or apply much. */
export type KubeUser = 'administrator' | 'node';

/** Where the kubeconfig of a user is; write-kubeconfigs writes both. */
export const kubeconfigPaths: Readonly<Record<KubeUser, string>> = {
  administrator: '/root/.kube/config',
  node: '/root/cdk/kubeconfig',
};

/**
 * What kubectl prints when it has done what the arguments say.
 *
 * A request that is not answered in 20 seconds fails.
 *
 * @throws CommandFailed; `kubectlFailure` says what it means
 */
export function kubectl(
  { run }: Pick<Machine, 'run'>,
  user: KubeUser,
  args: readonly Arg[],
  options: Pick<RunOptions, 'stdin' | 'hidden' | 'timeoutMs' | 'maxOutputBytes'> = {},
): Promise<RunResult> {
  const kubeconfig = hostPath(kubeconfigPaths[user], '--kubeconfig=');
  return run(['kubectl', kubeconfig, ...args, '--request-timeout=20s'], { timeoutMs: 30_000, ...options });
}

/**
 * The same, tried a few times, seconds apart, since an API server or a node that comes up takes a moment; a hook never
 * waits longer than that, the next one tries again.
 *
 * @throws CommandFailed of the last attempt
 */
export async function kubectlPatiently(
  machine: Pick<Machine, 'run' | 'wait'>,
  user: KubeUser,
  args: readonly Arg[],
  { attempts }: { readonly attempts: number },
): Promise<RunResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await kubectl(machine, user, args);
    } catch (error) {
      if (!(error instanceof CommandFailed) || attempt >= attempts) throw error;
      await machine.wait(pauseMs);
    }
  }
}

/** True when the user's kubeconfig has been written: without it there is no cluster to ask. */
export async function hasKubeconfig({ files }: Pick<Machine, 'files'>, user: KubeUser): Promise<boolean> {
  return (await files.stat(kubeconfigPaths[user])) !== null;
}

/** What a failed kubectl means, and its own words for it, in one line of at most 200 characters. */
export interface KubectlFailure {
  readonly kind: 'unreachable' | 'no-kubectl' | 'forbidden' | 'not-found' | 'conflict' | 'refused';
  readonly words: string;
}

export function kubectlFailure(
  error: Pick<CommandFailed, 'isMissing' | 'message' | 'stderr' | 'timedOut'>,
): KubectlFailure {
  const line = lastLine(error.stderr, (each) => decisive.test(each)) ?? lastLine(error.stderr) ?? error.message;
  const words = shortened(line, 200);
  if (error.isMissing) return { kind: 'no-kubectl', words };
  if (error.timedOut || unreachable.test(error.stderr)) return { kind: 'unreachable', words };
  const found = kinds.find(([, form]) => form.test(error.stderr));
  return { kind: found?.[0] ?? 'refused', words };
}

/** The versions of the installed kubectl and of the API server. @throws CommandFailed; unreadable answers are null */
export async function kubectlVersions(
  machine: Pick<Machine, 'run'>,
): Promise<{ readonly client: KubernetesVersion | null; readonly server: KubernetesVersion | null }> {
  const { stdout } = await kubectl(machine, 'administrator', ['version', '--output=json']);
  const decoded = versionsSchema.safeParse(parseJson(stdout));
  const read = (version: { readonly gitVersion: string } | undefined) =>
    version === undefined ? null : parseKubernetesVersion(version.gitVersion);
  if (!decoded.success) return { client: null, server: null };
  return { client: read(decoded.data.clientVersion), server: read(decoded.data.serverVersion) };
}

const pauseMs = 2_000;
/** Lines that say what is in the way, among those that say what kubectl goes on with. */
const decisive = /error|cannot|would violate|unmanaged|refused|unable/iu;
const unreachable =
  /unable to connect to the server|connection refused|was refused|i\/o timeout|no such host|no route to host|handshake timeout|deadline exceeded|server is currently unable|InternalError/iu;
const kinds = [
  ['not-found', /\(NotFound\)|not found/u],
  ['conflict', /\(Conflict\)|\(AlreadyExists\)|already exists/u],
  ['forbidden', /\(Forbidden\)|forbidden|Unauthorized/u],
] as const;
const gitVersion = z.optional(z.object({ gitVersion: z.string() }));
const versionsSchema = z.object({ clientVersion: gitVersion, serverVersion: gitVersion });
