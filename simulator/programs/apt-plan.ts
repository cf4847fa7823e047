import type { Machine } from '../contract.ts';
import { candidatesOf, preferred } from './apt-lists.ts';
import { installedPackages } from './installed-packages.ts';
import type { PackageVersion } from './package-version.ts';
import { resolve } from './resolve-packages.ts';

/** What an `apt-get install` would change. */
export interface Plan {
  /** Versions that are unpacked, those that others need before them. */
  readonly install: readonly PackageVersion[];
  /** Those of them that nobody asked for and that were not there. */
  readonly additional: readonly string[];
  readonly remove: readonly string[];
  /** Names that were asked for. */
  readonly asked: readonly string[];
  /** Those of them that are the newest already. */
  readonly upToDate: readonly string[];
  /** Names that were to be removed and are not there. */
  readonly absent: readonly string[];
}

/** Why there is no plan: apt's words on standard output and on standard error. */
export interface NoPlan {
  readonly said: string;
  readonly problem: string;
}

export interface PlanOptions {
  readonly onlyUpgrade: boolean;
  readonly isReinstall: boolean;
}

/** The plan for words of the forms `NAME`, `NAME=VERSION` and `NAME-`. */
export function planInstall(machine: Machine, words: readonly string[], options: PlanOptions): NoPlan | Plan {
  const installed = installedPackages(machine);
  const request: Request = { chosen: new Map(), removed: new Set(), upToDate: [], absent: [], problems: [] };
  for (const word of words) readRequest(machine, { word, installed, options }, request);
  const { chosen, removed, upToDate, absent, problems } = request;
  if (problems.length > 0) return { said: '', problem: problems.join('\n') };
  const resolved = resolve(machine, { chosen, removed, kept: new Set(upToDate) });
  if ('unmet' in resolved)
    return {
      said: [impossible, ...resolved.unmet, ''].join('\n'),
      problem: 'E: Unable to correct problems, you have held broken packages.',
    };
  return { ...resolved, asked: [...chosen.keys(), ...upToDate], upToDate, absent };
}

interface Request {
  readonly chosen: Map<string, PackageVersion>;
  readonly removed: Set<string>;
  readonly upToDate: string[];
  readonly absent: string[];
  readonly problems: string[];
}

interface Word {
  readonly word: string;
  readonly installed: ReadonlyMap<string, PackageVersion>;
  readonly options: PlanOptions;
}

function readRequest(machine: Machine, { word, installed, options }: Word, request: Request): void {
  const [, full = '', version] = /^([^=]*)(?:=(.*))?$/u.exec(word) ?? [];
  const bare = full.replace(/:(?:amd64|arm64|ppc64el|s390x|all|any)$/u, '');
  const isRemoval = version === undefined && bare.endsWith('-');
  const name = isRemoval ? bare.slice(0, -1) : bare;
  const current = installed.get(name);
  const candidates = candidatesOf(machine, name);
  if (current === undefined && candidates.length === 0)
    return void request.problems.push(`E: Unable to locate package ${name}`);
  if (isRemoval) return void (current === undefined ? request.absent.push(name) : request.removed.add(name));
  if (current === undefined && options.onlyUpgrade) return;
  const found =
    version === undefined
      ? preferred(machine, name, current)
      : [current, ...candidates.map((each) => each.found)].find((each) => each?.version === version);
  if (found === undefined)
    return void request.problems.push(`E: Version '${version ?? ''}' for '${name}' was not found`);
  if (found.version === current?.version && !options.isReinstall) return void request.upToDate.push(name);
  request.chosen.set(name, found);
}

const impossible = `Some packages could not be installed. This may mean that you have
requested an impossible situation or if you are using the unstable
distribution that some required packages have not yet been created
or been moved out of Incoming.
The following information may help to resolve the situation:

The following packages have unmet dependencies:`;
