import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemdWords } from '../../../../src/workload/dockerd/words.ts';

describe('the words that systemd makes of a variable', () => {
  it.each([
    ['', []],
    [' \t ', []],
    ['--a  --b=c\t-D', ['--a', '--b=c', '-D']],
    ["--label='a b' --c", ['--label=a b', '--c']],
    [`--label="it's" ''`, ["--label=it's", '']],
    ["--open 'to the end", ['--open', 'to the end']],
    ['a\u00a0b', ['a\u00a0b']],
  ])('of %j are %j', (text, words) => {
    expect(systemdWords(text)).toEqual(words);
  });

  it('are those that were quoted', () => {
    const word = fc.string({ minLength: 1 }).filter((each) => !each.includes("'"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(systemdWords(words.map((each) => `'${each}'`).join(' '))).toEqual(words);
      }),
    );
  });
});
