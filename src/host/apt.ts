import { CommandFailed } from './errors.ts';
import type { FailureReason } from './errors.ts';
import { networkPausesMs, retrying, shortPausesMs } from './retry.ts';
import type { Wait } from './retry.ts';
import type { Run, RunOptions } from './run.ts';

export interface AptInstalled {
  /** Packages that are installed in the end, in the order they were asked for. */
  readonly installed: string[];
  /** Optional packages that no archive has. */
  readonly unavailable: string[];
}

/** Packages of the machine's distribution. */
export interface Apt {
  /** Those of the packages that are not installed, or not completely. */
  readonly missing: (names: readonly string[]) => Promise<string[]>;
  /**
   * All packages are installed, except optional ones (which are among `names`) that no archive has.
   *
   * @throws CommandFailed; `context.reason` is `locked`, `offline`, `interrupted` or `unavailable` where apt says so
   */
  readonly install: (
    names: readonly string[],
    options?: { readonly optional?: readonly string[] },
  ) => Promise<AptInstalled>;
}

/** The packages of the machine that `run` runs programs on. `apt-get update` is run once, before the first install. */
export function createApt({ run, wait }: { readonly run: Run; readonly wait: Wait }): Apt {
  let lists: Promise<Lists> | null = null;
  const retry = <T>(act: () => Promise<T>) =>
    retrying({ classify: aptFailure, delaysMs: { locked: shortPausesMs, offline: networkPausesMs }, wait }, act);
  /** What an interrupted dpkg left half-configured is configured, then apt runs again. */
  const apt = async (args: readonly [string, ...string[]], options: RunOptions) => {
    const act = () => retry(() => run(['apt-get', ...args], options));
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof CommandFailed) || aptFailure(error) !== 'interrupted') throw error;
      await retry(() => run(['dpkg', '--configure', '-a'], options));
      return await act();
    }
  };
  const update = async (): Promise<Lists> => {
    const { stdout, stderr } = await apt(['update'], { ...quiet, timeoutMs: updateTimeoutMs });
    return { areStale: offline.test(`${stdout}\n${stderr}`) };
  };
  const upToDate = async (): Promise<Lists> => {
    lists ??= update();
    try {
      return await lists;
    } catch (error) {
      lists = null;
      throw error;
    }
  };

  return {
    missing: (names) => missing(run, names),
    install: async (names, { optional = [] } = {}) => {
      if (names.length === 0) return { installed: [], unavailable: [] };
      const { areStale } = await upToDate();
      const unavailable: string[] = [];
      for (;;) {
        const installed = names.filter((name) => !unavailable.includes(name));
        if (installed.length === 0) return { installed, unavailable };
        try {
          await apt([...install, ...installed], { ...quiet, timeoutMs: installTimeoutMs });
          return { installed, unavailable };
        } catch (error) {
          const unknown = error instanceof CommandFailed ? unavailableIn(error) : [];
          const dispensable = installed.filter((name) => unknown.includes(name) && optional.includes(name));
          // Lists that could not be fetched know nothing of what the archive has.
          if (areStale && error instanceof CommandFailed && unknown.length > 0) throw because('offline', error);
          const isHopeless = dispensable.length === 0 || unknown.some((name) => !optional.includes(name));
          if (isHopeless) throw error;
          unavailable.push(...dispensable);
        }
      }
    },
  };
}

/** What `apt-get update` said about the lists: it ends with 0 also when it could fetch none. */
interface Lists {
  readonly areStale: boolean;
}

/** Why apt or dpkg failed, as far as its words tell. */
export function aptFailure(failed: CommandFailed): FailureReason | null {
  const said = failed.stderr;
  if (locked.test(said)) return 'locked';
  if (interrupted.test(said)) return 'interrupted';
  if (offline.test(said)) return 'offline';
  return unavailableIn(failed).length > 0 ? 'unavailable' : null;
}

/** Names of packages that apt says no archive has. */
function unavailableIn(failed: CommandFailed): readonly string[] {
  const patterns = [/Unable to locate package (\S+)/g, /Package '([^']+)' has no installation candidate/g];
  return patterns.flatMap((pattern) => [...failed.stderr.matchAll(pattern)].map(([, name]) => name ?? ''));
}

function because(reason: FailureReason, failed: CommandFailed): CommandFailed {
  return new CommandFailed({ ...failed.details, reason }, failed);
}

async function missing(run: Run, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const format = '--showformat=${Package} ${db:Status-Abbrev}\\n';
  // It ends with 1 when it does not know one of the packages, which is an answer.
  const { stdout } = await run(['dpkg-query', '--show', format, ...names], { okExitCodes: [0, 1] });
  const installed = stdout.split('\n').flatMap((line) => {
    const [name, status] = line.trim().split(/\s+/);
    return name !== undefined && status?.[1] === 'i' && status.length === 2 ? [name] : [];
  });
  return names.filter((name) => !installed.includes(name));
}

const locked =
  /Could not get lock|Unable to acquire the dpkg frontend lock|is another process using it|(?:lock|database) (?:is|was) locked by another process/;
const interrupted = /dpkg was interrupted, you must manually run/;
const offline = /Temporary failure resolving|Failed to fetch|Could not resolve/;

const install = ['--assume-yes', '--option=Dpkg::Options::=--force-confold', 'install'] as const;
/** Nobody is there to answer questions; messages are classified by their English words. */
const quiet: RunOptions = { env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } };
const updateTimeoutMs = 300_000;
const installTimeoutMs = 1_200_000;
