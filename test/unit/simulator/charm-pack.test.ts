import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packCharm } from '../../../simulator/charm/charm-pack.ts';
import { inFolder, named, refusal } from './charm-files.ts';

const charm = {
  'in/metadata.yaml': `${named}requires: {db: mysql}\n`,
  'in/hooks/install': '',
  'in/hooks/db-relation-joined': '',
};
const places = (folder: string) => [path.join(folder, 'in'), path.join(folder, 'out')] as const;

describe("a charm's folder", () => {
  it('is packed with plain modes, and executable hooks', () => {
    inFolder({ ...charm, 'in/src/main': '', 'in/src/data': '', 'in/hooks/lib.sh': '' }, (folder) => {
      const [source, target] = places(folder);
      chmodSync(path.join(source, 'src/main'), 0o700);
      chmodSync(path.join(source, 'src/data'), 0o600);
      packCharm(source, target);
      const names = ['src/main', 'src/data', 'hooks/install', 'hooks/db-relation-joined', 'hooks/lib.sh'];
      expect(names.map((name) => lstatSync(path.join(target, name)).mode & 0o777)).toEqual([
        0o755, 0o644, 0o755, 0o755, 0o644,
      ]);
    });
  });

  it('is packed without what is ignored', () => {
    const files = { ...charm, 'in/.jujuignore': '# no tests\n*.test\n/docs/\n!keep.test\nvenv/**/cache\n' };
    const more = [
      '.git/config',
      'build/x',
      'a.test',
      'src/b.test',
      'src/keep.test',
      'docs/x',
      'src/docs/x',
      'venv/a/cache',
      'src/build/x',
      'revision',
      'version',
    ];
    const made = Object.fromEntries(more.map((name) => [`in/${name}`, '1']));
    inFolder({ ...files, ...made }, (folder) => {
      const [source, target] = places(folder);
      packCharm(source, target);
      const kept = more.filter((name) => existsSync(path.join(target, name)));
      expect(kept).toEqual(['src/keep.test', 'src/docs/x', 'src/build/x', 'version']);
    });
  });

  it.each([
    ['/etc/passwd', 'symlink "src/x" is absolute'],
    ['../../y', 'symlink "src/x" links out of charm: "../../y"'],
    ['../hooks/install', null],
  ])('with a link to %s', (text, problem) => {
    inFolder({ ...charm, 'in/src/main': '' }, (folder) => {
      const [source, target] = places(folder);
      symlinkSync(text, path.join(source, 'src/x'));
      expect(refusal(() => packCharm(source, target))).toBe(problem);
    });
  });

  it('with a pipe is refused', () => {
    inFolder(charm, (folder) => {
      const [source, target] = places(folder);
      execFileSync('mkfifo', [path.join(source, 'x')]);
      expect(refusal(() => packCharm(source, target))).toBe('file is a named pipe: "x"');
    });
  });
});
