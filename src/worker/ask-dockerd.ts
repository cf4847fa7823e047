import { CommandFailed, hostPath } from '../host/host.ts';
import type { Arg, Machine } from '../host/host.ts';
import { lastLine, shortened, withoutHelp } from './last-line.ts';

/**
 * What dockerd says to a configuration: `accepts`, `refuses` with its own words, or `cannot say`: no dockerd, one
 * before 23.0, which knows no `--validate`, or one that did not answer in time.
 */
export type DockerdAnswer =
  { readonly kind: 'accepts' | 'cannot say' } | { readonly kind: 'refuses'; readonly why: string };

/**
 * dockerd's answer to these arguments with `config` as daemon.json, or with the file that is there where it is null.
 *
 * Nothing that runs is touched, and no file but a temporary one. `--validate` is the last argument: a dockerd that does
 * not know it complains about it only when it has understood all the others, so it has checked those.
 */
export async function askDockerd(
  machine: Pick<Machine, 'run' | 'files'>,
  args: readonly string[],
  config: string | null,
): Promise<DockerdAnswer> {
  const file: readonly Arg[] = config === null ? [] : [hostPath(temporary, '--config-file=')];
  try {
    if (config !== null) await machine.files.write(temporary, config, { mode: 0o600 });
    await machine.run(['dockerd', ...args, ...file, '--validate'], { timeoutMs });
    return { kind: 'accepts' };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const isAnswer = error.exitCode !== null && !error.isMissing && !error.timedOut;
    if (!isAnswer || unknownFlag.test(error.stderr)) return { kind: 'cannot say' };
    return { kind: 'refuses', why: words(error, machine.files.realPath(temporary)) };
  } finally {
    if (config !== null) await machine.files.remove(temporary);
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
const unknownFlag = /unknown flag: --validate|flag provided but not defined: --?validate/u;
const longest = 200;
const timeoutMs = 20_000;
