import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatValue, nilList, nilMap } from '../../../simulator/tools/format/format.ts';
import type { Answered } from '../../../simulator/tools/format/format.ts';
import { yamlText } from '../../../simulator/tools/format/yaml-text.ts';
import type { Value } from '../../../simulator/tools/format/yaml-text.ts';

type Row = readonly [value: Answered, smart: string, json: string, yaml: string];

const rows: readonly Row[] = [
  [null, '', 'null\n', ''],
  ['', '', '""\n', '""\n'],
  ['hello', 'hello\n', '"hello"\n', 'hello\n'],
  ['2', '2\n', '"2"\n', '"2"\n'],
  ['true', 'true\n', '"true"\n', '"true"\n'],
  ['yes', 'yes\n', '"yes"\n', '"yes"\n'],
  ['null', 'null\n', '"null"\n', '"null"\n'],
  ['1.10', '1.10\n', '"1.10"\n', '"1.10"\n'],
  ['2024-01-01', '2024-01-01\n', '"2024-01-01"\n', '"2024-01-01"\n'],
  ['a\nb\n', 'a\nb\n\n', '"a\\nb\\n"\n', '|\n  a\n  b\n'],
  ['line1\nline2', 'line1\nline2\n', '"line1\\nline2"\n', '|-\n  line1\n  line2\n'],
  ['a: b', 'a: b\n', '"a: b"\n', "'a: b'\n"],
  ['#x', '#x\n', '"#x"\n', "'#x'\n"],
  ['@x', '@x\n', '"@x"\n', "'@x'\n"],
  ['*', '*\n', '"*"\n', "'*'\n"],
  ['{a}', '{a}\n', '"{a}"\n', "'{a}'\n"],
  [' x ', ' x \n', '" x "\n', "' x '\n"],
  ['<a>&b', '<a>&b\n', '"\\u003ca\\u003e\\u0026b"\n', '<a>&b\n'],
  ['a\tb', 'a\tb\n', '"a\\tb"\n', '"a\\tb"\n'],
  [true, 'True\n', 'true\n', 'true\n'],
  [false, 'False\n', 'false\n', 'false\n'],
  [5, '5\n', '5\n', '5\n'],
  [1.5, '1.5\n', '1.5\n', '1.5\n'],
  [1000000, '1e+06\n', '1000000\n', '1e+06\n'],
  [123456789, '1.23456789e+08\n', '123456789\n', '1.23456789e+08\n'],
  [['db:0', 'db:1'], 'db:0\ndb:1\n', '["db:0","db:1"]\n', '- db:0\n- db:1\n'],
  [[], '', '[]\n', '[]\n'],
  [nilList, '', 'null\n', '[]\n'],
  [{}, '{}\n', '{}\n', '{}\n'],
  [nilMap, '{}\n', 'null\n', '{}\n'],
  // Beside the table.
  [0, '0\n', '0\n', '0\n'],
  [-7, '-7\n', '-7\n', '-7\n'],
  [999999, '999999\n', '999999\n', '999999\n'],
  [-2500000, '-2.5e+06\n', '-2500000\n', '-2.5e+06\n'],
  [1234567.5, '1.2345675e+06\n', '1234567.5\n', '1.2345675e+06\n'],
  [0.0001, '0.0001\n', '0.0001\n', '0.0001\n'],
  [0.00001, '1e-05\n', '0.00001\n', '1e-05\n'],
  [1e21, '1e+21\n', '1e+21\n', '1e+21\n'],
  ['y', 'y\n', '"y"\n', '"y"\n'],
  ['Off', 'Off\n', '"Off"\n', '"Off"\n'],
  ['~', '~\n', '"~"\n', '"~"\n'],
  ['12:30', '12:30\n', '"12:30"\n', '"12:30"\n'],
  ['0x1f', '0x1f\n', '"0x1f"\n', '"0x1f"\n'],
  ['1e5', '1e5\n', '"1e5"\n', '"1e5"\n'],
  ['1_000', '1_000\n', '"1_000"\n', '"1_000"\n'],
  ['.5', '.5\n', '".5"\n', '".5"\n'],
  ['.inf', '.inf\n', '".inf"\n', '".inf"\n'],
  ['<<', '<<\n', '"\\u003c\\u003c"\n', '"<<"\n'],
  ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z\n', '"2024-01-01T10:00:00Z"\n', '"2024-01-01T10:00:00Z"\n'],
  ['10.5.0.3', '10.5.0.3\n', '"10.5.0.3"\n', '10.5.0.3\n'],
  ['10.5.0.3/32', '10.5.0.3/32\n', '"10.5.0.3/32"\n', '10.5.0.3/32\n'],
  ['db:0', 'db:0\n', '"db:0"\n', 'db:0\n'],
  ['a#b', 'a#b\n', '"a#b"\n', 'a#b\n'],
  ['a #b', 'a #b\n', '"a #b"\n', "'a #b'\n"],
  ['-', '-\n', '"-"\n', "'-'\n"],
  ['- a', '- a\n', '"- a"\n', "'- a'\n"],
  ['-a', '-a\n', '"-a"\n', '-a\n'],
  ['a:', 'a:\n', '"a:"\n', "'a:'\n"],
  ['---', '---\n', '"---"\n', "'---'\n"],
  ["it's", "it's\n", '"it\'s"\n', "it's\n"],
  ["'x'", "'x'\n", '"\'x\'"\n', "'''x'''\n"],
  ['"x"', '"x"\n', '"\\"x\\""\n', '\'"x"\'\n'],
  ['{"a":1}', '{"a":1}\n', '"{\\"a\\":1}"\n', '\'{"a":1}\'\n'],
  ['a\\b', 'a\\b\n', '"a\\\\b"\n', 'a\\b\n'],
  ['grüß', 'grüß\n', '"grüß"\n', 'grüß\n'],
  ['😀', '😀\n', '"😀"\n', '"\\U0001F600"\n'],
  ['a\r\nb', 'a\r\nb\n', '"a\\r\\nb"\n', '"a\\r\\nb"\n'],
  ['\u0007', '\u0007\n', '"\\u0007"\n', '"\\a"\n'],
  ['\b\f', '\b\f\n', '"\\u0008\\u000c"\n', '"\\b\\f"\n'],
  ['a \nb', 'a \nb\n', '"a \\nb"\n', '"a \\nb"\n'],
  [' a\nb', ' a\nb\n', '" a\\nb"\n', '|2-\n   a\n  b\n'],
  ['\na', '\na\n', '"\\na"\n', '|2-\n\n  a\n'],
  ['a\n\nb\n', 'a\n\nb\n\n', '"a\\n\\nb\\n"\n', '|\n  a\n\n  b\n'],
  [[''], '', '[""]\n', '- ""\n'],
  [['2', 'a b'], '2\na b\n', '["2","a b"]\n', '- "2"\n- a b\n'],
  [[1, true], '- 1\n- true\n', '[1,true]\n', '- 1\n- true\n'],
];

describe('a value', () => {
  it.each(rows)('%j is %j, %j and %j', (value, smart, json, yaml) => {
    expect([formatValue(value, 'smart'), formatValue(value, 'json'), formatValue(value, 'yaml')]).toEqual([
      smart,
      json,
      yaml,
    ]);
  });
});

describe('a map', () => {
  const sample = { a: 'x', b: '2', c: '', d: 'l1\nl2', e: 'true' };

  it('is sorted YAML, also in smart format', () => {
    const expected = 'a: x\nb: "2"\nc: ""\nd: |-\n  l1\n  l2\ne: "true"\n';
    expect(formatValue(sample, 'yaml')).toBe(expected);
    expect(formatValue(sample, 'smart')).toBe(expected);
  });

  it('is one line of JSON with sorted keys, numbers as texts among them', () => {
    expect(formatValue({ b: 1, a: { d: [], c: null }, 10: 'x', 9: 'y' }, 'json')).toBe(
      '{"10":"x","9":"y","a":{"c":null,"d":[]},"b":1}\n',
    );
  });

  it.each<[Value, string]>([
    [{ k: null }, 'k: null\n'],
    [{ n: null, y: null }, '"n": null\n"y": null\n'],
    [{ 'a: b': 1, '': 2 }, '"": 2\n\'a: b\': 1\n'],
    [{ 'tiny/10': 1, 'tiny/9': 2, 'tiny/1': 3 }, 'tiny/1: 3\ntiny/9: 2\ntiny/10: 1\n'],
    [{ a: { b: { c: 'x' } } }, 'a:\n  b:\n    c: x\n'],
    [{ a: ['x', 'y'], b: [] }, 'a:\n- x\n- "y"\nb: []\n'],
    [{ a: [{ b: 1, c: ['d'] }, { b: 2 }] }, 'a:\n- b: 1\n  c:\n  - d\n- b: 2\n'],
    [{ a: [['b', 'c'], []] }, 'a:\n- - b\n  - c\n- []\n'],
    [{ a: {}, b: 'l1\nl2\n' }, 'a: {}\nb: |\n  l1\n  l2\n'],
    [{ a: { b: 'l1\nl2' } }, 'a:\n  b: |-\n    l1\n    l2\n'],
    [
      new Map<string, Value>([
        ['z', 1],
        ['a', 2],
      ]),
      'z: 1\na: 2\n',
    ],
  ])('%j is %j in YAML', (value, yaml) => {
    expect(yamlText(value)).toBe(yaml);
  });
});

describe('a long text', () => {
  const words = 'abcdefghi '.repeat(9).trim();

  it('is folded at the first blank after column 80, with an indented next line', () => {
    expect(yamlText(words)).toBe(`${words}\n`);
    const longer = 'abcdefghi '.repeat(12).trim();
    expect(yamlText(longer)).toBe(`${longer.slice(0, 89)}\n  ${longer.slice(90)}\n`);
    expect(yamlText({ key: longer })).toBe(`key: ${longer.slice(0, 79)}\n  ${longer.slice(80)}\n`);
  });

  it('is not folded without a blank, or where two blanks are', () => {
    expect(yamlText('x'.repeat(200))).toBe(`${'x'.repeat(200)}\n`);
    expect(yamlText(`${'x'.repeat(90)}  y`)).toBe(`${'x'.repeat(90)}  y\n`);
  });

  it('is folded in quotes, too', () => {
    const single = `# ${'x'.repeat(90)} y z`;
    expect(yamlText(single)).toBe(`'# ${'x'.repeat(90)}\n  y z'\n`);
    const double = `\t${'x'.repeat(90)} y z`;
    expect(yamlText(double)).toBe(`"\\t${'x'.repeat(90)}\n  y z"\n`);
  });
});

describe('YAML', () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[-a-z0-9:#'"\n ]{0,120}$/u),
    fc.constantFrom('yes', 'null', '1.0', '2024-01-01', '- ', 'a: b', '|', '%x', 'x #y'),
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.boolean(),
      fc.integer({ min: -999_999, max: 999_999 }),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  })).value;

  it('that is read again gives the value back, whatever is in it', () => {
    fc.assert(
      fc.property(fc.record({ x: value }), ({ x }) => {
        const wrapped = { value: x, z: 'the end' };
        const yaml = yamlText(wrapped as Value);
        expect(parse(yaml)).toEqual(wrapped);
      }),
      { numRuns: 500 },
    );
  });
});
