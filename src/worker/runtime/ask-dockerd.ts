import { CommandFailed, hostPath } from '../../host/host.ts';
import type { Arg, Machine } from '../../host/host.ts';
import { lastLine, shortened, withoutHelp } from '../last-line.ts';

/**
 * What dockerd says to a configuration: `accepts`, `refuses` with its own words, or `cannot say`: no dockerd, one
 * before 23.0, which knows no `--validate` and finds nothing wrong as far as it looks, or one that did not answer in time.
 */
export type DockerdAnswer =
  { readonly kind: 'accepts' | 'cannot say' } | { readonly kind: 'refuses'; readonly why: string };

/**
 * dockerd's answer to these arguments with `config` as daemon.json, or with the file that is there where it is null.
 *
 * Nothing that runs is touched, and no file but a temporary one. `--validate` is the last argument: a dockerd that does
 * not know it complains about it only when it has understood all the others, so it has checked those. Such a one is
 * started by nobody: it reads and merges its configuration, says what it refuses of it, and ends because it is not root,
 * before it touches anything.
 */
export async function askDockerd(
  machine: Pick<Machine, 'run' | 'files' | 'userExists'>,
  args: readonly string[],
  config: string | null,
): Promise<DockerdAnswer> {
  const file: readonly Arg[] = config === null ? [] : [hostPath(temporary, '--config-file=')];
  const refuses = (error: CommandFailed): DockerdAnswer => ({
    kind: 'refuses',
    why: words(error, machine.files.realPath(temporary)),
  });
  try {
    if (config !== null) await machine.files.write(temporary, config, { mode: 0o600 });
    const failed = await failureOf(() => machine.run(['dockerd', ...args, ...file, '--validate'], { timeoutMs }));
    if (failed === null) return { kind: 'accepts' };
    if (failed.exitCode === null || failed.isMissing || failed.timedOut) return { kind: 'cannot say' };
    if (!unknownFlag.test(failed.stderr)) return refuses(failed);
    if (!(await machine.userExists('nobody'))) return { kind: 'cannot say' };

    if (config !== null) await machine.files.write(temporary, config, { mode: 0o400, owner: 'nobody' });
    const asNobody = ['runuser', '-u', 'nobody', '--', 'dockerd'] as const;
    const ended = await failureOf(() => machine.run([...asNobody, ...args, ...file], { timeoutMs }));
    const isRefused = ended !== null && readingFailed.test(ended.stderr) && !hidden.test(ended.stderr);
    return isRefused ? refuses(ended) : { kind: 'cannot say' };
  } finally {
    if (config !== null) await machine.files.remove(temporary);
  }
}

async function failureOf(run: () => Promise<unknown>): Promise<CommandFailed | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
}

/** The version of this machine's dockerd, for example `20.10.24`; null where it does not say. */
export async function dockerdVersion({ run }: Pick<Machine, 'run'>): Promise<string | null> {
  try {
    const { stdout } = await run(['dockerd', '--version'], { timeoutMs });
    return /\bversion (\d+(?:\.\d+)+)/u.exec(stdout)?.[1] ?? null;
  } catch (error) {
    if (error instanceof CommandFailed) return null;
    throw error;
  }
}

/** The last line before the pointer to dockerd's help; an error of a program shows no credentials. */
function words(error: CommandFailed, realTemporary: string): string {
  const line = (lastLine(withoutHelp(error.stderr)) ?? error.message).replace(/^Status: /u, '');
  return shortened(line.replaceAll(realTemporary, daemonJson).replaceAll(temporary, daemonJson), longest);
}

const temporary = '/run/kubernetes-worker-daemon.json';
const daemonJson = '/etc/docker/daemon.json';
/** What dockerd 17.03 to 20.10 says before it starts to be a daemon. */
const readingFailed = /^unable to (?:configure the Docker daemon|parse)|^Status: /mu;
/** Nobody may not read the file, which says nothing about it. */
const hidden = /permission denied/u;
const unknownFlag = /unknown flag: --validate|flag provided but not defined: --?validate/u;
const longest = 200;
const timeoutMs = 20_000;
