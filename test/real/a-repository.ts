/** Signed repositories of packages in a folder, made with gpg, dpkg-deb and apt-ftparchive. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Signer {
  readonly fingerprint: string;
  /** Armored. */
  readonly publicKey: () => string;
  readonly sign: (release: string, signed: string) => void;
  readonly end: () => void;
}

/** A signer whose key is two years old, and has expired a year ago if told. */
export function aSigner(name: string, { isExpired = false } = {}): Signer {
  const home = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-gpg-'));
  const gpg = (args: readonly string[]) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--pinentry-mode', 'loopback', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  const twoYearsAgo = new Date(Date.now() - 2 * 365 * 86_400_000).toISOString().replace(/[-:]|\.\d+Z/gu, '');
  const when = isExpired ? [`--faked-system-time=${twoYearsAgo}!`] : [];
  gpg([...when, '--passphrase', '', '--quick-generate-key', name, 'rsa2048', 'sign', isExpired ? '1y' : 'never']);
  const [, fingerprint = ''] = /^fpr:+([0-9A-F]{40}):/mu.exec(gpg(['--list-keys', '--with-colons'])) ?? [];
  return {
    fingerprint,
    publicKey: () => gpg(['--armor', '--export']),
    // At a time when the key was good: what makes the signature bad is that the key has expired since.
    sign: (release, signed) =>
      void gpg([...when, '--local-user', fingerprint, '--yes', '--clearsign', '--output', signed, release]),
    end: () => {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The folder is a repository, suite `stable`, component `main`, that holds these packages and is signed. */
export function makeRepository(
  folder: string,
  signer: Pick<Signer, 'sign'>,
  packages: readonly { readonly name: string; readonly version: string }[],
): void {
  const pool = path.join(folder, 'pool');
  const binary = path.join(folder, 'dists/stable/main/binary-amd64');
  for (const each of [pool, binary]) mkdirSync(each, { recursive: true });
  for (const { name, version } of packages) makePackage(pool, name, version);
  const index = execFileSync('apt-ftparchive', ['packages', 'pool'], { cwd: folder });
  writeFileSync(path.join(binary, 'Packages'), index);
  const suite = path.join(folder, 'dists/stable');
  const options = ['Suite=stable', 'Codename=stable', 'Components=main', 'Architectures=amd64'];
  const fields = options.flatMap((option) => ['-o', `APT::FTPArchive::Release::${option}`]);
  writeFileSync(path.join(suite, 'Release'), execFileSync('apt-ftparchive', [...fields, 'release', suite]));
  signer.sign(path.join(suite, 'Release'), path.join(suite, 'InRelease'));
}

function makePackage(pool: string, name: string, version: string): void {
  const tree = mkdtempSync(path.join(tmpdir(), 'kubernetes-worker-deb-'));
  mkdirSync(path.join(tree, 'DEBIAN'));
  mkdirSync(path.join(tree, 'opt/test'), { recursive: true });
  writeFileSync(path.join(tree, 'opt/test', name), version);
  const control = {
    Package: name,
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'test <t@example.com>',
    Description: 'test',
  };
  const lines = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`);
  writeFileSync(path.join(tree, 'DEBIAN/control'), lines.join(''));
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, path.join(pool, `${name}_${version}_amd64.deb`)], {
    stdio: 'ignore',
  });
  rmSync(tree, { recursive: true, force: true });
}
