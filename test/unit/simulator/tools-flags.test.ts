import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadUsage, HelpWanted, parseArguments, parsePairs } from '../../../simulator/tools/flags.ts';
import type { Flag } from '../../../simulator/tools/flags.ts';
import { quoted } from '../../../simulator/tools/format/go-text.ts';

const flags: readonly Flag[] = [
  { names: ['a', 'all'], help: '' },
  { names: ['b'], help: '' },
  { names: ['r', 'relation'], value: 'id', help: '' },
  {
    names: ['format'],
    value: 'smart',
    help: '',
    check: (text) => {
      if (text === 'xml') throw new BadUsage('unknown format "xml"');
    },
  },
];

const parsed = (line: string) => parseArguments(line === '' ? [] : line.split(' '), flags);

describe('arguments', () => {
  it.each([
    ['', {}, {}, []],
    ['x y', {}, {}, ['x', 'y']],
    ['x -r 1 y', { relation: '1' }, {}, ['x', 'y']],
    ['-r1', { relation: '1' }, {}, []],
    ['-r=1', { relation: '=1' }, {}, []],
    ['--relation=1', { relation: '1' }, {}, []],
    ['--relation 1 --relation 2', { relation: '2' }, {}, []],
    ['--relation=', { relation: '' }, {}, []],
    ['--r 1', { relation: '1' }, {}, []],
    ['-r -x', { relation: '-x' }, {}, []],
    ['-r --', { relation: '--' }, {}, []],
    ['-a', {}, { all: true }, []],
    ['-ab', {}, { all: true, b: true }, []],
    ['-abr1', { relation: '1' }, { all: true, b: true }, []],
    ['-ar 1', { relation: '1' }, { all: true }, []],
    ['--all', {}, { all: true }, []],
    ['--all=true', {}, { all: true }, []],
    ['--all=True', {}, { all: true }, []],
    ['--all=1', {}, { all: true }, []],
    ['--all=T', {}, { all: true }, []],
    ['--all=False', {}, { all: false }, []],
    ['--all=f', {}, { all: false }, []],
    ['--all=0', {}, { all: false }, []],
    ['--all False', {}, { all: true }, ['False']],
    ['- x', {}, {}, ['-', 'x']],
    ['-- -x --all', {}, {}, ['-x', '--all']],
    ['x -- y -- z', {}, {}, ['x', 'y', '--', 'z']],
  ])('%j are %j, %j and the words %j', (line, values, booleans, words) => {
    expect(parsed(line)).toMatchObject({ values, booleans, words });
  });

  it.each([
    ['--foo', 'option provided but not defined: --foo'],
    ['--foo=1', 'option provided but not defined: --foo'],
    ['-x', 'option provided but not defined: -x'],
    ['--x', 'option provided but not defined: -x'],
    ['-ax', 'option provided but not defined: -x'],
    ['-r', 'option needs an argument: -r'],
    ['--relation', 'option needs an argument: --relation'],
    ['--all=yes', 'invalid value "yes" for option --all: strconv.ParseBool: parsing "yes": invalid syntax'],
    ['--all=', 'invalid value "" for option --all: strconv.ParseBool: parsing "": invalid syntax'],
    ['--format=xml --foo', 'invalid value "xml" for option --format: unknown format "xml"'],
    ['--foo --format=xml', 'option provided but not defined: --foo'],
  ])('%j are refused: %s', (line, message) => {
    expect(() => parsed(line)).toThrow(new BadUsage(message));
  });

  it.each(['-h', '--help', 'x --help --foo', '-ah'])('%j ask for help', (line) => {
    expect(() => parsed(line)).toThrow(HelpWanted);
  });

  it('do not ask for help where a value is expected, or behind --', () => {
    expect(parsed('-r --help -- -h')).toMatchObject({ values: { relation: '--help' }, words: ['-h'] });
  });

  it('keep every word behind --, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(parseArguments(['--', ...words], flags).words).toEqual(words);
      }),
    );
  });

  it('give the same wherever words stand between flags', () => {
    const word = fc.string().filter((text) => !text.startsWith('-') || text === '-');
    fc.assert(
      fc.property(fc.array(word), fc.string(), fc.nat(), (words, value, at) => {
        const mixed = [...words];
        mixed.splice(at % (words.length + 1), 0, '-a', `--relation=${value}`);
        expect(parseArguments(mixed, flags)).toMatchObject({
          values: { relation: value },
          booleans: { all: true },
          words,
        });
      }),
    );
  });
});

describe('key=value words', () => {
  it('give back what was joined, without white space around it', () => {
    const key = fc.stringMatching(/^[a-z0-9.-]{1,10}$/u);
    fc.assert(
      fc.property(fc.dictionary(key, fc.string(), { noNullPrototype: true }), (pairs) => {
        const words = Object.entries(pairs).map(([name, value]) => ` ${name}\t=${value}\n`);
        const trimmed = Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, value.trim()]));
        expect(parsePairs(words)).toEqual(trimmed);
      }),
    );
  });
});

describe('a quoted text', () => {
  it.each([
    ['a', '"a"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['\n\t\r\u0007', '"\\n\\t\\r\\a"'],
    ['\u0001\u007f', '"\\x01\\x7f"'],
    ['ü😀', '"ü😀"'],
    ['\u00a0\u200b\ue000', '"\\u00a0\\u200b\\ue000"'],
  ])('%j is %s', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });
});
