/** True for the members of a folder that Juju leaves out when it packs it; a folder's name ends with `/`. */
export type Ignores = (member: string) => boolean;

/** What the lines of a `.jujuignore` leave out, after what is always left out; the last line that fits counts. */
export function readIgnore(text: string): Ignores {
  const rules = [...always, ...text.split('\n')].flatMap(ruleOf);
  return (member) => {
    let isIgnored = false;
    for (const { pattern, isKept } of rules) if (pattern.test(member)) isIgnored = !isKept;
    return isIgnored;
  };
}

interface Rule {
  readonly pattern: RegExp;
  readonly isKept: boolean;
}

function ruleOf(line: string): Rule[] {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  const isKept = text.startsWith('!');
  const glob = isKept ? text.slice(1) : text;
  const isAnchored = glob.replace(/\/$/u, '').includes('/');
  const body = glob
    .replace(/^\//u, '')
    .replace(/\/$/u, '')
    .split(/(\*\*\/?|\*|\?)/u)
    .map(partOf)
    .join('');
  const end = glob.endsWith('/') ? '/$' : '/?$';
  return [{ pattern: new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${body}${end}`, 'u'), isKept }];
}

function partOf(part: string): string {
  switch (part) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    default:
      return part.replace(/[.+^${}()|[\]\\]/gu, '\\$&');
  }
}

const always: readonly string[] = [
  '.git',
  '.svn',
  '.hg',
  '.bzr',
  '.tox',
  '/build/',
  '/revision',
  '/version',
  '.jujuignore',
];
