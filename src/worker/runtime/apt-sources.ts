import { blocked } from '../../engine/engine.ts';
import type { Outcome } from '../../engine/engine.ts';
import { CommandFailed, readPublicKeys } from '../../host/host.ts';
import type { Files, OsRelease } from '../../host/host.ts';
import { isListOf2018, keyringPath, listPath, renderAptList } from '../../workload/apt-source.ts';
import type { AptSource } from '../../workload/apt-source.ts';
import { forgetSources, rememberSources, undoSources } from './apt-undo.ts';
import { attempt, failure } from '../attempt.ts';
import { shortened } from '../last-line.ts';
import type { WorkerPorts } from '../ports.ts';

/** What the provision of apt's sources needs of the ports. */
export type SourcePorts = Pick<WorkerPorts, 'machine' | 'record' | 'warn'>;

/**
 * apt knows these repositories, each with a keyring of its own, and has their lists; those of ours that are not among
 * them are gone. Null when that succeeded.
 *
 * When a key is not the one that was asked for, or apt does not trust a repository, the outcome says so and the machine
 * has the sources that it had before.
 */
export async function provideAptSources(
  ports: SourcePorts,
  sources: readonly AptSource[],
  release: OsRelease,
): Promise<Outcome<never, never> | null> {
  await undoSources(ports);
  const failed = await prepareForHttps(ports, sources, release);
  if (failed !== null) return failed;
  const wanted: WantedFile[] = [];
  for (const source of sources) {
    const keyring = await keyringOf(ports, source);
    if ('kind' in keyring) return keyring;
    wanted.push({ path: keyringPath(source), content: keyring.bytes });
    wanted.push({ path: listPath(source), content: Buffer.from(renderAptList(source)) });
  }
  const surplus = await surplusOf(ports, wanted);
  const before = await contentsOf(ports, wanted, surplus);
  if (before.size > 0) await rememberSources(ports, { files: before, ours: ports.record.now().aptFiles });
  // The surplus first: apt refuses the same repository with two keyrings.
  await removeSurplus(ports, surplus);
  await writeFiles(ports, wanted);
  if (before.size === 0) return null;
  const refused = await askApt(ports, sources);
  if (refused === null) await forgetSources(ports);
  else if (refused.isOurs) await undoSources(ports);
  return refused?.outcome ?? null;
}

interface WantedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** apt of Ubuntu 16.04 speaks https only with a package that it does not come with. */
async function prepareForHttps(
  { machine }: SourcePorts,
  sources: readonly AptSource[],
  { id, versionId }: OsRelease,
): Promise<Outcome<never, never> | null> {
  if (id !== 'ubuntu' || versionId !== '16.04' || !sources.some(({ url }) => url.startsWith('https:'))) return null;
  return attempt('Preparing apt for https', async () => {
    const missing = await machine.apt.missing(['apt-transport-https', 'ca-certificates']);
    if (missing.length > 0) await machine.apt.install(missing);
  });
}

/** The key as it is on the machine if it is the right one, else as it is at its URL. */
async function keyringOf(
  ports: SourcePorts,
  source: AptSource,
): Promise<{ readonly bytes: Buffer } | Outcome<never, never>> {
  const { files } = ports.machine;
  const { url, fingerprint } = source.key;
  const there = await files.readBytes(keyringPath(source));
  const known = there === null ? null : readPublicKeys(there);
  if (known?.ok === true && known.value.fingerprints.every((each) => each === fingerprint)) {
    return { bytes: known.value.binary };
  }
  const fetched = await fetchKey(ports, source);
  if ('kind' in fetched) return fetched;
  const keys = readPublicKeys(fetched.bytes);
  if (!keys.ok) return refusedKey(source, `what is at ${url} is no key: ${keys.error}`);
  const other = keys.value.fingerprints.find((each) => each !== fingerprint);
  if (other !== undefined) {
    return refusedKey(source, `the key at ${url} has the fingerprint ${other}; only ${fingerprint} is trusted`);
  }
  return { bytes: keys.value.binary };
}

function refusedKey({ name }: AptSource, problem: string): Outcome<never, never> {
  return blocked(`Repository ${name}: ${problem}`, 'find out who changed the key; it is tried again in the next hook', {
    about: 'command',
  });
}

async function fetchKey(
  { machine }: SourcePorts,
  { name, key }: AptSource,
): Promise<{ readonly bytes: Buffer } | Outcome<never, never>> {
  const { files } = machine;
  // In a folder that only root can look into, so that nobody else puts a file there.
  const folder = '/root/cdk/apt';
  const path = `${folder}/${name}.key`;
  await files.makeFolder(folder, { mode: 0o700 });
  // Of a hook that was killed.
  await empty(files, folder);
  try {
    const failed = await attempt(`Fetching the key of the repository ${name} from ${key.url}`, () =>
      machine.download(key.url, path),
    );
    return failed ?? { bytes: (await files.readBytes(path)) ?? Buffer.alloc(0) };
  } finally {
    await empty(files, folder);
    await files.remove(folder);
  }
}

async function empty(files: Files, folder: string): Promise<void> {
  for (const name of (await files.list(folder)) ?? []) await files.remove(`${folder}/${name}`);
}

/** Of ours, what is not wanted, and what the charm of 2018 left. Lists before keyrings: apt complains of a list without. */
async function surplusOf({ machine, record }: SourcePorts, wanted: readonly WantedFile[]): Promise<readonly string[]> {
  const surplus = record.now().aptFiles.filter((path) => wanted.every((file) => file.path !== path));
  const inOrder = [...surplus].sort((a, b) => Number(a.endsWith('.gpg')) - Number(b.endsWith('.gpg')));
  const isLeftOver = isListOf2018((await machine.files.readText(listOf2018)) ?? '');
  return isLeftOver ? [listOf2018, ...inOrder] : inOrder;
}

/** What is there of the files that have to change, null where there is none. */
async function contentsOf(
  { machine }: SourcePorts,
  wanted: readonly WantedFile[],
  surplus: readonly string[],
): Promise<ReadonlyMap<string, Buffer | null>> {
  const before = new Map<string, Buffer | null>();
  for (const path of surplus) {
    const found = await machine.files.readBytes(path);
    if (found !== null) before.set(path, found);
  }
  for (const { path, content } of wanted) {
    const found = await machine.files.readBytes(path);
    if (found?.equals(content) !== true) before.set(path, found);
  }
  return before;
}

async function writeFiles({ machine, record }: SourcePorts, wanted: readonly WantedFile[]): Promise<void> {
  const paths = wanted.map(({ path }) => path);
  // Recorded before they are written: a hook killed in between still knows what is its own.
  if (paths.some((path) => !record.now().aptFiles.includes(path))) {
    await record.record((was) => ({ ...was, aptFiles: [...new Set([...was.aptFiles, ...paths])].sort() }));
  }
  for (const { path, content } of wanted) await machine.files.write(path, content, { mode: 0o644 });
}

async function removeSurplus({ machine, record }: SourcePorts, surplus: readonly string[]): Promise<void> {
  for (const path of surplus) await machine.files.remove(path);
  if (record.now().aptFiles.some((path) => surplus.includes(path))) {
    await record.record((was) => ({ ...was, aptFiles: was.aptFiles.filter((path) => !surplus.includes(path)) }));
  }
}

const listOf2018 = '/etc/apt/sources.list.d/docker.list';

interface Refusal {
  readonly outcome: Outcome<never, never>;
  /** It is one of these sources that apt refuses; else something else keeps apt from working. */
  readonly isOurs: boolean;
}

/** Null when apt has the lists of the sources. */
async function askApt({ machine }: SourcePorts, sources: readonly AptSource[]): Promise<Refusal | null> {
  let complaints: readonly string[];
  let error: CommandFailed | null = null;
  try {
    complaints = await machine.apt.refresh();
  } catch (caught) {
    if (!(caught instanceof CommandFailed)) throw caught;
    error = caught;
    complaints = caught.stderr.split('\n');
  }
  const said = complaints.find(
    (line) => refusal.test(line) && sources.some(({ url }) => line.includes(asAptSays(url))),
  );
  if (said !== undefined) {
    const why = `apt refuses a repository: ${shortened(said.replace(/^[EW]: /u, ''), 200)}`;
    return { outcome: blocked(why, 'it is tried again in the next hook', { about: 'command' }), isOurs: true };
  }
  return error === null ? null : { outcome: failure('Fetching the lists of packages', error), isOurs: false };
}

/** The URL as apt's messages have it: without a slash at the end, `file:///` as `file:/`. */
function asAptSays(url: string): string {
  return url.replace(/^file:\/{3}/u, 'file:/').replace(/\/+$/u, '');
}

// The last one keeps apt from reading any source: somebody has the same repository with another keyring.
const refusal =
  /GPG error|is not signed|does not have a Release file|no longer has a Release file|Release file for .* is (?:expired|not valid yet)|Malformed entry|Conflicting values set/u;
