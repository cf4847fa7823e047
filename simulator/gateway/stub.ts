import { accessSync, constants } from 'node:fs';
import { chmod, lstat, mkdir, readFile, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface StubFolder {
  readonly folder: string;
  /** Names of the programs that the folder's stub answers to. */
  readonly names: readonly string[];
  /** Goes with every call from this folder. No newline in it. */
  readonly token: string;
}

/**
 * The folder holds the stub, a link to it under each name, and `.gateway` with the address and the token.
 *
 * Links to the stub under other names are removed; other files of the folder stay.
 */
export async function writeStubFolder(
  { folder, names, token }: StubFolder,
  address: { readonly host: string; readonly port: number },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replaceFile(path.join(folder, '.gateway'), `${address.host}\n${address.port}\n${token}\n`, 0o600);
  const stub = stubText(bashPath());
  if ((await readFile(path.join(folder, stubName), 'utf8').catch(() => '')) !== stub) {
    await replaceFile(path.join(folder, stubName), stub, 0o755);
  }
  const wanted = new Set(names);
  for (const entry of await readdir(folder)) {
    if (!wanted.has(entry) && (await isStubLink(path.join(folder, entry)))) await rm(path.join(folder, entry));
  }
  for (const name of wanted) {
    const link = path.join(folder, name);
    if (await isStubLink(link)) continue;
    await rm(link, { force: true });
    await symlink(stubName, link);
  }
}

const stubName = '.stub';

/**
 * Builtins only: starting another program would double the time of a call.
 *
 * `LC_ALL=C` makes lengths count bytes. `read -N` takes whole blocks where `read -d` takes single bytes. The braces
 * around `exec` keep its complaint quiet; without them the redirection would silence the stub for good.
 */
const stubText = (bash: string) => `#!${bash}
# Hands this call to the simulator and prints what it answers.
LC_ALL=C
program=\${0##*/}
gone() {
  printf '%s: the simulator %s\\n' "$program" "$1" >&2
  exit 69
}
{ read -r host && read -r port && read -r token; } 2>/dev/null <"\${BASH_SOURCE[0]%/*}/.gateway" || gone 'left no address'
{ exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || gone "does not run at $host:$port"
trap '' PIPE
printf '%s\\0' "$token" "\${JUJU_CONTEXT_ID-}" "$program" "$PWD" "$#" "$@" 2>/dev/null >&3 || gone 'stopped in the middle of this call'
while IFS=' ' read -r word code out_bytes err_bytes <&3; do
  case $word in
    stdin)
      while IFS= read -r -N 65536 piece || [[ -n $piece ]]; do
        printf '%s\\n%s' "\${#piece}" "$piece" 2>/dev/null >&3 || gone 'stopped in the middle of this call'
      done
      printf '0\\n' 2>/dev/null >&3
      ;;
    answer)
      out= err=
      if ((out_bytes > 0)); then IFS= read -r -N "$out_bytes" out <&3; fi
      if ((err_bytes > 0)); then IFS= read -r -N "$err_bytes" err <&3; fi
      ((\${#out} == out_bytes && \${#err} == err_bytes)) || gone 'stopped in the middle of this call'
      trap - PIPE
      printf '%s' "$err" >&2
      printf '%s' "$out"
      exit "$code"
      ;;
  esac
done
gone 'stopped in the middle of this call'
`;

async function isStubLink(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => null);
  return found !== null && found.isSymbolicLink() && (await readlink(file)) === stubName;
}

async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.part`;
  await rm(temporary, { force: true });
  await writeFile(temporary, text, { mode });
  await chmod(temporary, mode);
  await rename(temporary, file);
}

function bashPath(): string {
  for (const folder of [...(process.env['PATH'] ?? '').split(path.delimiter), '/bin', '/usr/bin']) {
    if (!path.isAbsolute(folder)) continue;
    const candidate = path.join(folder, 'bash');
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  throw new Error('the simulator needs bash on PATH');
}
