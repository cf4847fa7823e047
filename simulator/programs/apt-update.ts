import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Answer, Machine } from '../contract.ts';
import { onDisk } from './answers.ts';
import { listKey } from './apt-lists.ts';
import { readSources } from './apt-sources.ts';
import type { SourceLine } from './apt-sources.ts';
import { takeDownloadFault } from './downloads.ts';
import { listMachineFolder } from './machine-files.ts';
import { fingerprintsIn } from './openpgp.ts';
import { archiveOf, isArchive, repositoryAt } from './repositories.ts';
import type { Repository } from './repositories.ts';
import type { SigningKey } from './repository-keys.ts';
import { stateOf } from './state.ts';

/**
 * `apt-get update`: the lists of every source that can be reached and is signed by a key that the machine trusts for it.
 *
 * A source that cannot be reached is a warning, one without a Release file or a good signature an error: as apt has it.
 */
export function aptUpdate(machine: Machine): Answer {
  const sources = readSources(machine);
  if ('problem' in sources) return { exitCode: 100, stdout: '', stderr: `${sources.problem}\n` };
  const state = stateOf(machine);
  const said = [`Hit:1 ${archiveOf(machine)} ${machine.series} InRelease\n`];
  const warnings: string[] = [];
  const errors: string[] = [];
  state.aptListsAreThere = true;
  const others = sources.lines.filter(({ uri }) => !isArchive(uri));
  const before = state.aptLists;
  state.aptLists = before.filter((key) => others.some((line) => listKey(line) === key));
  for (const [index, line] of others.entries()) {
    const fetched = fetch(machine, line, state.aptLists.includes(listKey(line)));
    said.push(`${fetched.verb}:${index + 2} ${fetched.said}\n`);
    warnings.push(...fetched.warnings);
    errors.push(...fetched.errors);
    if (fetched.verb === 'Get' && !state.aptLists.includes(listKey(line))) state.aptLists.push(listKey(line));
  }
  const isIncomplete = warnings.some((each) => each.startsWith('W: Failed to fetch'));
  if (isIncomplete)
    warnings.push('W: Some index files failed to download. They have been ignored, or old ones used instead.');
  return {
    exitCode: errors.length > 0 ? 100 : 0,
    stdout: `${said.join('')}Reading package lists...\n`,
    stderr: [...warnings, ...errors].map((each) => `${each}\n`).join(''),
  };
}

interface Fetched {
  readonly verb: 'Err' | 'Get';
  readonly said: string;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

function fetch(machine: Machine, line: SourceLine, hasOldLists: boolean): Fetched {
  const { uri, suite } = line;
  const place = `${uri} ${suite === '/' ? '' : suite}`;
  const file = suite === '/' ? `${uri}/InRelease` : `${uri}/dists/${suite}/InRelease`;
  const failed = (said: string, messages: Pick<Fetched, 'errors' | 'warnings'>): Fetched => ({
    verb: 'Err',
    said: `${said}`,
    ...messages,
  });
  if (uri.startsWith('https:') && !hasHttps(machine))
    return failed(`${place} InRelease`, {
      warnings: [],
      errors: [
        'E: The method driver /usr/lib/apt/methods/https could not be found.',
        'N: Is the package apt-transport-https installed?',
        `E: Failed to fetch ${file}  `,
        'E: Some index files failed to download. They have been ignored, or old ones used instead.',
      ],
    });
  const unreachable = takeDownloadFault(machine, file);
  if (unreachable !== null)
    return failed(`${place} InRelease\n  ${unreachable}`, {
      warnings: [`W: Failed to fetch ${file}  ${unreachable}`],
      errors: [],
    });
  const repository = repositoryAt(uri, suite);
  if (repository === null)
    return failed(`${place} Release\n  404  Not Found [IP: 192.0.2.1 443]`, {
      warnings: [],
      errors: [
        `E: The repository '${place} Release' does not have a Release file.`,
        "N: Updating from such a repository can't be done securely, and is therefore disabled by default.",
        'N: See apt-secure(8) manpage for repository creation and user configuration details.',
      ],
    });
  const problem = signatureProblem(machine, line, repository.key);
  if (problem !== null)
    return failed(`${place} InRelease\n  ${problem}`, unsigned(`${place} InRelease`, file, problem, hasOldLists));
  return {
    verb: 'Get',
    said: `${place} InRelease [48.8 kB]`,
    warnings: notices(machine, line, repository),
    errors: [],
  };
}

/** apt keeps the lists that it has, where it has some. */
function unsigned(
  place: string,
  file: string,
  problem: string,
  hasOldLists: boolean,
): Pick<Fetched, 'errors' | 'warnings'> {
  if (hasOldLists)
    return {
      warnings: [
        `W: An error occurred during the signature verification. The repository is not updated and the previous index files will be used. GPG error: ${place}: ${problem}`,
        `W: Failed to fetch ${file}  ${problem}`,
      ],
      errors: [],
    };
  return {
    warnings: [`W: GPG error: ${place}: ${problem}`],
    errors: [
      `E: The repository '${place}' is not signed.`,
      "N: Updating from such a repository can't be done securely, and is therefore disabled by default.",
      'N: See apt-secure(8) manpage for repository creation and user configuration details.',
    ],
  };
}

function signatureProblem(machine: Machine, { uri, signedBy }: SourceLine, key: SigningKey): string | null {
  const unknown = (keyId: string) =>
    `The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${keyId}`;
  // Faults of programs that nobody calls: `signature` is another key's, `expired` that of a key that has expired.
  if (takeDownloadFault(machine, uri, 'signature') !== null) return unknown('0123456789ABCDEF');
  const trusted = signedBy === null ? commonKeyrings(machine) : signedBy.startsWith('/') ? [signedBy] : [];
  const fingerprints = trusted.flatMap((file) => fingerprintsOf(machine, file));
  if (signedBy !== null && !signedBy.startsWith('/')) {
    const named = signedBy.toUpperCase().split(',');
    fingerprints.push(
      ...commonKeyrings(machine)
        .flatMap((file) => fingerprintsOf(machine, file))
        .filter((each) => named.includes(each)),
    );
  }
  if (!fingerprints.includes(key.fingerprint)) return unknown(key.signingKeyId);
  if (takeDownloadFault(machine, uri, 'expired') === null) return null;
  return `The following signatures were invalid: EXPKEYSIG ${key.fingerprint.slice(-16)} ${key.user}`;
}

function commonKeyrings(machine: Machine): string[] {
  const folder = '/etc/apt/trusted.gpg.d';
  const names = listMachineFolder(machine, folder).filter((name) => /\.(?:gpg|asc)$/u.test(name));
  return ['/etc/apt/trusted.gpg', ...names.map((name) => `${folder}/${name}`)];
}

function fingerprintsOf(machine: Machine, file: string): readonly string[] {
  const real = onDisk(machine, file);
  // apt reads keyrings as its own user, who may not read what is root's alone.
  if (!existsSync(real) || !statSync(real).isFile() || (statSync(real).mode & 0o004) === 0) return [];
  return fingerprintsIn(readFileSync(real), { allowsArmor: machine.series !== 'xenial' && file.endsWith('.asc') });
}

/** apt of Ubuntu 16.04 needs a package for it. */
export function hasHttps(machine: Machine): boolean {
  return machine.series !== 'xenial' || stateOf(machine).packages['apt-transport-https'] !== undefined;
}

function notices(
  machine: Machine,
  { uri, suite, components, architectures }: SourceLine,
  repository: Repository,
): string[] {
  const place = `${uri} ${suite === '/' ? '' : suite} InRelease`;
  const strange = components.filter((each) => !repository.components.includes(each));
  const lacking = architectures === null && !repository.architectures.includes(machine.architecture);
  return [
    ...strange.map(
      (each) =>
        `W: Skipping acquire of configured file '${each}/binary-${machine.architecture}/Packages' as repository '${place}' doesn't have the component '${each}' (component misspelt in sources.list?)`,
    ),
    ...(lacking
      ? [
          `N: Skipping acquire of configured file '${components[0] ?? ''}${components.length > 0 ? '/' : ''}binary-${machine.architecture}/Packages' as repository '${place}' doesn't support architecture '${machine.architecture}'`,
        ]
      : []),
  ];
}
