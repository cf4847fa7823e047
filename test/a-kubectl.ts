/** Real kubectls of this computer, to test with. `scripts/kubectl-1.20.sh` gets Debian's. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

export interface TestKubectl {
  readonly program: string;
  /** For example `1.20.2`. */
  readonly version: string;
  readonly minor: number;
}

/**
 * One of each minor version, oldest first: Debian's, `kubectl.1.NN` beside the `kubectl` on PATH, and all of these names in
 * the folders of KUBERNETES_WORKER_KUBECTLS.
 */
export const kubectls: readonly TestKubectl[] = findKubectls();

/** Those that play the whole table, most of a minute each: the oldest and the newest, or all where that is asked for. */
export const tableKubectls: readonly TestKubectl[] =
  (process.env['KUBERNETES_WORKER_ALL_KUBECTLS'] ?? '') === ''
    ? kubectls.filter((_, index) => index === 0 || index === kubectls.length - 1)
    : kubectls;

/** The one that stories are told with, Debian's 1.20 where it is there; null where there is none at all. */
export const kubectl: TestKubectl | null = kubectls[0] ?? null;

if (kubectl === null)
  console.warn(`\n*** SKIPPED: no test with a real kubectl runs here; scripts/kubectl-1.20.sh gets one ***\n`);

/** @throws Error where there is none: for tests that are skipped then */
export function theKubectl(): TestKubectl {
  if (kubectl === null) throw new Error('no real kubectl is here');
  return kubectl;
}

function findKubectls(): readonly TestKubectl[] {
  const given = (process.env['KUBERNETES_WORKER_KUBECTLS'] ?? '').split(path.delimiter);
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'kubectl'));
  const beside = onPath
    .filter(isProgram)
    .slice(0, 1)
    .map((file) => path.dirname(realpathSync(file)));
  const folders = [path.resolve('build/kubectl-1.20/usr/bin'), '/usr/bin', ...given, ...beside];
  const programs = folders.filter((folder) => folder !== '').flatMap(kubectlsIn);
  const byMinor = new Map<number, TestKubectl>();
  for (const program of new Set(programs.map((file) => realpathSync(file)))) {
    const version = versionOf(program);
    if (version === null) continue;
    const minor = Number(version.split('.')[1]);
    if (!byMinor.has(minor)) byMinor.set(minor, { program, version, minor });
  }
  return [...byMinor.values()].sort((a, b) => a.minor - b.minor);
}

function kubectlsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^kubectl(?:\.1\.\d+)?$/u.test(name));
    return names.map((name) => path.join(folder, name)).filter(isProgram);
  } catch {
    return [];
  }
}

/** Null for one that only looks for another one: its version is that of no kubectl. */
function versionOf(program: string): string | null {
  const said = execFileSync(program, ['version', '--client', '--output=json'], { env: {}, stdio: 'pipe' }).toString();
  return /"gitVersion": "v(\d+\.\d+\.\d+)"/u.exec(said)?.[1] ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
