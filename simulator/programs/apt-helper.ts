import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer, Machine, ProgramCall } from '../contract.ts';
import { onDisk, refused, said } from './answers.ts';
import { hasHttps } from './apt-update.ts';
import { takeDownloadFault } from './downloads.ts';
import { otherKey, publishedKey } from './repository-keys.ts';
import { armored } from './openpgp.ts';

/** `apt-helper download-file URL PATH [HASH]`: keys of repositories, and files of the machine itself. */
export function aptHelper({ machine, argv, cwd }: ProgramCall): Answer {
  const [verb, ...rest] = argv.filter((arg, index) => !arg.startsWith('-') && argv[index - 1] !== '-o');
  if (verb !== 'download-file') return refused(100, `E: Invalid operation ${verb ?? ''}`);
  if (rest.length < 2) return refused(100, 'E: Must specify at least one pair url/filename');
  const answers: Answer[] = [];
  for (let index = 0; index + 1 < rest.length;) {
    const [url = '', file = '', hash = ''] = rest.slice(index, index + 3);
    const hasHash = /^(?:SHA256|SHA512|SHA1|MD5Sum):/u.test(hash);
    answers.push(download(machine, { url, file: onDisk(machine, file, cwd), hash: hasHash ? hash : null }));
    index += hasHash ? 3 : 2;
  }
  return answers.find(({ exitCode }) => exitCode !== 0) ?? answers.at(-1) ?? said();
}

interface Download {
  readonly url: string;
  /** On this disk. */
  readonly file: string;
  readonly hash: string | null;
}

function download(machine: Machine, { url, file, hash }: Download): Answer {
  if (url.startsWith('https:') && !hasHttps(machine))
    return refused(
      100,
      `E: The method driver /usr/lib/apt/methods/https could not be found.\nN: Is the package apt-transport-https installed?\nE: Failed to fetch ${url}  \nE: Download Failed`,
    );
  const failed = (why: string) =>
    refused(100, `E: Failed to fetch ${url}  ${why}\nE: Download Failed`, `Err:1 ${url}\n  ${why}\n`);
  const found = contentOf(machine, url);
  if ('problem' in found) return failed(found.problem);
  const { content } = found;
  if (hash !== null && !isHashOf(content, hash)) return failed('Hash Sum mismatch');
  if (!existsSync(path.dirname(file)))
    return failed(`Could not open file ${file} - open (2: No such file or directory)`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o644 });
  return said(`Get:1 ${url} [${content.length} B]\nFetched ${content.length} B in 0s (0 B/s)\n`);
}

type Found = { readonly content: Buffer } | { readonly problem: string };

function contentOf(machine: Machine, url: string): Found {
  if (url.startsWith('file:')) {
    const name = url.replace(/^file:(?:\/\/(?=\/))?/u, '');
    const real = onDisk(machine, name);
    if (!existsSync(real) || !statSync(real).isFile())
      return { problem: `File not found - ${name} (2: No such file or directory)` };
    return { content: readFileSync(real) };
  }
  if (!/^https?:/u.test(url))
    return { problem: `The method driver /usr/lib/apt/methods/${url.split(':')[0]} could not be found.` };
  const unreachable = takeDownloadFault(machine, url);
  if (unreachable !== null) return { problem: unreachable };
  if (takeDownloadFault(machine, url, 'key') !== null) return { content: Buffer.from(armored(otherKey('wrong'))) };
  const key = publishedKey(url);
  return key === null ? { problem: '404  Not Found [IP: 192.0.2.1 443]' } : { content: key };
}

function isHashOf(content: Buffer, hash: string): boolean {
  const [name = '', digest = ''] = hash.split(':');
  const algorithm = { SHA256: 'sha256', SHA512: 'sha512', SHA1: 'sha1', MD5Sum: 'md5' }[name];
  return algorithm !== undefined && createHash(algorithm).update(content).digest('hex') === digest;
}
