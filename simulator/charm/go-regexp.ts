/**
 * A regular expression as a Go program, which Juju is, understands it.
 *
 * @throws Error for what JavaScript knows and Go does not: looking around, and references to groups
 */
export function goRegExp(pattern: string): RegExp {
  const unknown = /\\[1-9]|\(\?<?[=!]|\(\?<[^=!>]+>/u.exec(pattern.replaceAll(/\\[^1-9]/gu, '__'));
  if (unknown !== null) {
    const found = pattern.slice(unknown.index, unknown.index + unknown[0].length);
    const problem = found.startsWith('\\') ? 'invalid escape sequence' : 'invalid or unsupported Perl syntax';
    throw new Error(`error parsing regexp: ${problem}: \`${found}\``);
  }
  const [prefix = '', flags = ''] = /^\(\?([ims]+)\)/u.exec(pattern) ?? [];
  return new RegExp(translated(pattern.slice(prefix.length)), flags);
}

function translated(pattern: string): string {
  return pattern
    .replaceAll(/\\[\s\S]|\(\?P</gu, (part) => words[part] ?? part)
    .replaceAll(/\[:([a-z]+):\]/gu, (part, name: string) => classes[name] ?? part);
}

const words: Readonly<Record<string, string>> = { '\\A': '^', '\\z': '$', '(?P<': '(?<' };

const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
