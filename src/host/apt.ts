import { parseCandidates } from './apt-policy.ts';
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
  /** Those of the packages that are installed, completely, by name. */
  readonly installed: (names: readonly string[]) => Promise<Readonly<Record<string, InstalledPackage>>>;
  /**
   * The package lists have been fetched anew, whatever was fetched before in this hook: for sources that have changed.
   * Gives the lines of apt's warnings; it ends well also when it goes on with lists of an earlier day.
   */
  readonly refresh: () => Promise<readonly string[]>;
  /** The version of each package that apt would install, by what its lists say; none for one that no archive has. */
  readonly candidates: (names: readonly string[]) => Promise<Readonly<Record<string, string>>>;
  /** The packages stay at their version until they are released. All of them must be installed. */
  readonly hold: (names: readonly string[]) => Promise<void>;
  readonly unhold: (names: readonly string[]) => Promise<void>;
  /**
   * All packages are installed, except optional ones (which are among `names`) that no archive has.
   *
   * @throws CommandFailed; `context.reason` is `locked`, `offline`, `interrupted` or `unavailable` where apt says so
   */
  readonly install: (names: readonly string[], options?: InstallOptions) => Promise<AptInstalled>;
}

export interface InstallOptions {
  /** Names that may be missing from every archive. */
  readonly optional?: readonly string[];
  /** Removed in the same transaction; their configuration and data stay. */
  readonly remove?: readonly string[];
  /** Packages that are only recommended come too; true unless told. */
  readonly recommends?: boolean;
  /** A `NAME=VERSION` may be older than what is installed. */
  readonly downgrades?: boolean;
}

export interface InstalledPackage {
  readonly version: string;
  readonly isHeld: boolean;
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
    const complaints = stderr.split('\n').filter((line) => /^[EW]: /u.test(line));
    return { areStale: offline.test(`${stdout}\n${stderr}`), complaints };
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
    missing: async (names) => {
      const installed = await installedPackages(run, names);
      return names.filter((name) => !(name in installed));
    },
    installed: (names) => installedPackages(run, names),
    refresh: async () => {
      lists = null;
      return (await upToDate()).complaints;
    },
    candidates: async (names) => {
      if (names.length === 0) return {};
      return parseCandidates((await run(['apt-cache', 'policy', ...names], quiet)).stdout);
    },
    hold: async (names) => {
      if (names.length > 0) await run(['apt-mark', 'hold', ...names]);
    },
    unhold: async (names) => {
      if (names.length > 0) await run(['apt-mark', 'unhold', ...names]);
    },
    install: async (names, { optional = [], remove = [], recommends = true, downgrades = false } = {}) => {
      if (names.length === 0) return { installed: [], unavailable: [] };
      const { areStale } = await upToDate();
      const unavailable: string[] = [];
      for (;;) {
        const installed = names.filter((name) => !unavailable.includes(name));
        if (installed.length === 0) return { installed, unavailable };
        try {
          const options = [
            ...(recommends ? [] : ['--no-install-recommends']),
            ...(downgrades ? ['--allow-downgrades'] : []),
          ];
          const removed = remove.map((name) => `${name}-`);
          await apt([...install, ...options, ...installed, ...removed], { ...quiet, timeoutMs: installTimeoutMs });
          return { installed, unavailable };
        } catch (error) {
          const unknown = error instanceof CommandFailed ? unavailableIn(error) : [];
          const dispensable = installed.filter((name) => unknown.includes(nameIn(name)) && optional.includes(name));
          // Lists that could not be fetched know nothing of what the archive has.
          if (areStale && error instanceof CommandFailed && unknown.length > 0) throw because('offline', error);
          const isHopeless = dispensable.length === 0 || unknown.some((name) => !optional.map(nameIn).includes(name));
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
  readonly complaints: readonly string[];
}

/** Why apt or dpkg failed, as far as its words tell. */
export function aptFailure(failed: CommandFailed): FailureReason | null {
  const said = failed.stderr;
  if (locked.test(said)) return 'locked';
  if (interrupted.test(said)) return 'interrupted';
  if (held.test(said)) return 'held';
  if (untrusted.test(said)) return 'untrusted';
  if (offline.test(said)) return 'offline';
  return unavailableIn(failed).length > 0 ? 'unavailable' : null;
}

/** Names of packages that apt says no archive has. */
function unavailableIn(failed: CommandFailed): readonly string[] {
  const patterns = [
    /Unable to locate package (\S+)/g,
    /Package '([^']+)' has no installation candidate/g,
    /Version '[^']+' for '([^']+)' was not found/g,
  ];
  return patterns.flatMap((pattern) => [...failed.stderr.matchAll(pattern)].map(([, name]) => name ?? ''));
}

/** The name in `NAME=VERSION`. */
function nameIn(spec: string): string {
  return spec.replace(/=.*$/u, '');
}

function because(reason: FailureReason, failed: CommandFailed): CommandFailed {
  return new CommandFailed({ ...failed.details, reason }, failed);
}

async function installedPackages(
  run: Run,
  names: readonly string[],
): Promise<Readonly<Record<string, InstalledPackage>>> {
  if (names.length === 0) return {};
  const format = '--showformat=${Package} ${Version} ${db:Status-Abbrev}\\n';
  // It ends with 1 when it does not know one of the packages, which is an answer.
  const { stdout } = await run(['dpkg-query', '--show', format, ...names], { okExitCodes: [0, 1] });
  return Object.fromEntries(
    stdout.split('\n').flatMap((line): [string, InstalledPackage][] => {
      const [name, version, status] = line.trim().split(/\s+/);
      if (name === undefined || version === undefined || status?.length !== 2 || status[1] !== 'i') return [];
      return [[name, { version, isHeld: status[0] === 'h' }]];
    }),
  );
}

const locked =
  /Could not get lock|Unable to acquire the dpkg frontend lock|is another process using it|(?:lock|database) (?:is|was) locked by another process/;
const interrupted = /dpkg was interrupted, you must manually run/;
const held = /Held packages were changed/;
const untrusted = /NO_PUBKEY|BADSIG|EXPKEYSIG|REVKEYSIG|is not signed/;
const offline = /Temporary failure resolving|Failed to fetch|Could not resolve/;

const install = ['--assume-yes', '--option=Dpkg::Options::=--force-confold', 'install'] as const;
/** Nobody is there to answer questions; messages are classified by their English words. */
const quiet: RunOptions = { env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } };
const updateTimeoutMs = 300_000;
const installTimeoutMs = 1_200_000;
