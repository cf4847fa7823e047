import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readAssignments } from '../../../src/workload/shell-assignments.ts';

const valueOf = (...texts: string[]): string | undefined => readAssignments(texts).get('X');

/** What the system's own shell makes of the texts. */
function shellSays(...texts: string[]): string {
  const script = `${texts.join('\n')}\nprintf '%s' "$X"`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
}

describe('assignments of a shell', () => {
  it.each([
    ['X=plain', 'plain'],
    ['X=""', ''],
    ['X=', ''],
    ['X="a b"', 'a b'],
    ['X=\'a "b" $c\'', 'a "b" $c'],
    ['X="a \\"b\\" \\$c \\n"', 'a "b" $c \\n'],
    ['X=a\\ b', 'a b'],
    ['X="a"\'b\'c # comment', 'abc'],
    ['# X=no\nX=yes # X=no', 'yes'],
    ['X="a\nb"', 'a\nb'],
    ['X="a \\\n  b"', 'a   b'],
    ['X=1\nX=2', '2'],
    ['X=1; X="$X 2"', '1 2'],
    ['Y=1\nX="${Y} ${Y:-3} $Z."', '1 1 .'],
    ['Y=a X=b', 'b'],
    ['export X="a"', 'a'],
    ['  X=indented', 'indented'],
    ['echo "X=no" >/dev/null; X=yes', 'yes'],
    ['if true; then X=a; fi', 'a'],
    ['NOT_X=a', ''],
    ["X=a'#'b#c", 'a#b#c'],
    ['X="a\\\\"', 'a\\'],
  ])('%j are read as the shell reads them', (text, expected) => {
    expect(valueOf(text) ?? '').toBe(expected);
    expect(shellSays(text)).toBe(expected);
  });

  it('append with +=, as bash does', () => {
    expect(valueOf('X="a"\nX+=" b"')).toBe('a b');
  });

  it('leave the output of commands out', () => {
    expect(valueOf('X=`lsb_release -i -s 2> /dev/null || echo Debian`\nY=1')).toBe('');
    expect(valueOf('X="$(uname -r) a"')).toBe(' a');
  });

  it('of a later text see those of an earlier one', () => {
    expect(valueOf('X="quiet"', 'X="$X splash"')).toBe('quiet splash');
  });

  it('whose quotes do not end are read to the end', () => {
    expect(valueOf('X="a')).toBe('a');
    expect(valueOf("X='a\nY=b")).toBe('a\nY=b');
    expect(valueOf('X=a\\')).toBe('a');
    expect(valueOf('X=$(a')).toBe('');
  });

  it('of quoted values give those values, whatever they hold', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab $`"\'\\#;=\n') });
    const quoted = fc.tuple(text, fc.constantFrom('single', 'double'));
    fc.assert(
      fc.property(quoted, ([value, how]) => {
        const word =
          how === 'single' ? `'${value.replaceAll("'", `'\\''`)}'` : `"${value.replace(/[$`"\\]/gu, '\\$&')}"`;
        expect(valueOf(`A=1\nX=${word}\nB=2`)).toBe(value);
      }),
    );
  });

  it('of any text at all are read without an end that never comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'XY= $`"\'\\#;(){}+\n'), maxLength: 60 }), (text) => {
        expect(readAssignments([text])).toBeInstanceOf(Map);
      }),
    );
  });
});
