import { createHash } from 'node:crypto';

/**
 * True when `content` is what a package delivered as `path`.
 *
 * `listed` is what dpkg-query prints for `${Conffiles}`: a line for each file, with its MD5 digest and perhaps
 * `obsolete`.
 */
export function isAsPackaged(listed: string, path: string, content: string): boolean {
  const digest = createHash('md5').update(content).digest('hex');
  return listed.split('\n').some((line) => {
    const [file, packaged] = line.trim().split(/\s+/u);
    return file === path && packaged === digest;
  });
}
