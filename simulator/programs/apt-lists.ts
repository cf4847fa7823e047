import type { Machine } from '../contract.ts';
import { readSources } from './apt-sources.ts';
import type { SourceLine } from './apt-sources.ts';
import { archivedVersions } from './archive.ts';
import { compareVersions } from './debian-version.ts';
import type { PackageVersion } from './package-version.ts';
import { archiveOf, isArchive, repositoryAt } from './repositories.ts';
import { stateOf } from './state.ts';

/** A version that can be installed, and where it comes from. */
export interface Candidate {
  readonly found: PackageVersion;
  readonly uri: string;
  /** As `apt-cache policy` names the source. */
  readonly where: string;
}

/** What the lists that were fetched have of a package, the newest first. */
export function candidatesOf(machine: Machine, name: string): readonly Candidate[] {
  const { aptListsAreThere, aptLists } = stateOf(machine);
  const uri = archiveOf(machine);
  const archived = aptListsAreThere
    ? archivedVersions(machine, name).map(({ component, pocket, ...found }) => ({
        found,
        uri,
        where: `${uri} ${machine.series}${pocket}/${component} ${machine.architecture} Packages`,
      }))
    : [];
  const sources = readSources(machine);
  const lines = 'lines' in sources ? sources.lines.filter((line) => aptLists.includes(listKey(line))) : [];
  const others = lines.filter((line) => !isArchive(line.uri)).flatMap((line) => candidatesIn(machine, line, name));
  return [...archived, ...others].sort((a, b) => compareVersions(b.found.version, a.found.version));
}

/** The version that apt takes when none is named: the newest, and never an older one than what is installed. */
export function preferred(
  machine: Machine,
  name: string,
  installed: PackageVersion | undefined,
): PackageVersion | undefined {
  const first = candidatesOf(machine, name)[0]?.found;
  if (first === undefined || installed === undefined) return first ?? installed;
  return compareVersions(installed.version, first.version) >= 0 ? installed : first;
}

/** What names a source's lists among those that were fetched. */
export function listKey({ uri, suite }: SourceLine): string {
  return `${uri} ${suite}`;
}

function candidatesIn(
  machine: Machine,
  { uri, suite, components, architectures }: SourceLine,
  name: string,
): Candidate[] {
  const repository = repositoryAt(uri, suite);
  const { architecture } = machine;
  if (repository === null || !repository.architectures.includes(architecture)) return [];
  if (architectures !== null && !architectures.includes(architecture)) return [];
  const component = components.find((each) => repository.components.includes(each));
  if (repository.components.length > 0 && component === undefined) return [];
  const where = component === undefined ? `${uri}  Packages` : `${uri} ${suite}/${component} ${architecture} Packages`;
  return repository.packages.filter((each) => each.name === name).map((found) => ({ found, uri, where }));
}
