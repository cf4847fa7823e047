import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelArguments, parseLabels, wantedLabels } from '../../../src/workload/labels.ts';

const long = 'a'.repeat(63);

describe('the option labels', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    ['a=1  b=2\nc=3', { a: '1', b: '2', c: '3' }],
    ['a=1 a=2', { a: '2' }],
    ['a=', { a: '' }],
    ['node-role.kubernetes.io/worker=', { 'node-role.kubernetes.io/worker': '' }],
    ['A.b_c-D=X.y_z-1', { 'A.b_c-D': 'X.y_z-1' }],
    [`${long}=${long}`, { [long]: long }],
    ['x/juju-application=1', { 'x/juju-application': '1' }],
  ])('%j is %j', (text, labels) => {
    expect(parseLabels(text)).toEqual({ ok: true, value: labels });
  });

  it.each([
    ['a', 'is not KEY=VALUE'],
    ['a=b=c', 'is not KEY=VALUE'],
    ['=1', 'has no valid key'],
    ['-a=1', 'has no valid key'],
    ['a-=1', 'has no valid key'],
    ['--overwrite=1', 'has no valid key'],
    ['a b/=1', 'is not KEY=VALUE'],
    ['b/=1', 'has no valid key'],
    ['/a=1', 'has no valid prefix'],
    ['a/b/c=1', 'has no valid key'],
    ['A.io/b=1', 'has no valid prefix'],
    ['a..b/c=1', 'has no valid prefix'],
    [`${long}a=1`, 'has no valid key'],
    [`${'a.'.repeat(127)}b/c=1`, 'has no valid prefix'],
    [`a=${long}a`, 'has no valid value'],
    ['a=b/c', 'has no valid value'],
    ['a=-1', 'has no valid value'],
    ['a=ü', 'has no valid value'],
    ['juju-application=x', 'is set by the charm itself'],
  ])('%j is refused', (text, problem) => {
    const parsed = parseLabels(text);
    const error = { option: 'labels', accepted: expect.stringContaining('KEY=VALUE') as string };
    expect(parsed.ok ? null : parsed.error).toMatchObject({
      ...error,
      problem: expect.stringMatching(`^".*" ${problem}$`) as string,
    });
  });

  it('comes back from the text it was written as', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        const text = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
        expect(parseLabels(text.join(' '))).toEqual({ ok: true, value: wanted });
      }),
    );
  });

  it('accepts a value exactly when the rule, spelt out letter by letter, does', () => {
    const letter = fc.constantFrom('a', 'Z', '0', '-', '_', '.', '/', 'é');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 70 }), (letters) => {
        const isPlain = (each: string | undefined) => each !== undefined && ['a', 'Z', '0'].includes(each);
        const isInside = (each: string) => isPlain(each) || ['-', '_', '.'].includes(each);
        const isFramed = isPlain(letters[0]) && isPlain(letters[letters.length - 1]);
        const isValid = letters.length === 0 || (letters.length <= 63 && isFramed && letters.every(isInside));
        expect(parseLabels(`k=${letters.join('')}`).ok).toBe(isValid);
      }),
    );
  });
});

describe('the labels of a node', () => {
  it.each([
    [{}, false, {}],
    [{ disk: 'ssd' }, true, { gpu: 'true', cuda: 'true', disk: 'ssd' }],
    [{ gpu: 'a100' }, true, { gpu: 'a100', cuda: 'true' }],
    [{ gpu: 'a100' }, false, { gpu: 'a100' }],
  ])('are with the option %j, and GPUs %s, %j', (operators, hasGpu, wanted) => {
    expect(wantedLabels(operators, hasGpu)).toEqual(wanted);
  });

  it('lose those of a GPU that has gone, save one that is also an option', () => {
    const applied = wantedLabels({ gpu: 'true' }, true);
    expect(labelArguments(applied, wantedLabels({ gpu: 'true' }, false), 'w').args).toEqual([
      'gpu=true',
      'cuda-',
      'juju-application=w',
    ]);
  });
});

describe('the arguments of kubectl label', () => {
  it('name the application when nothing else is wanted', () => {
    const expected = { args: ['juju-application=w'], isChange: false, applied: {} };
    expect(labelArguments({}, {}, 'w')).toEqual(expected);
  });

  it('are all sent again when nothing changed, because a node may have registered anew', () => {
    const expected = { args: ['a=1', 'juju-application=w'], isChange: false, applied: { a: '1' } };
    expect(labelArguments({ a: '1' }, { a: '1' }, 'w')).toEqual(expected);
  });

  it.each([
    [{ a: '1' }, { a: '2' }, ['a=2']],
    [{ a: '1', c: '3' }, { a: '1' }, ['a=1', 'c-']],
    [{}, { constructor: '1' }, ['constructor=1']],
    [{ a: '1' }, {}, ['a-']],
  ])('from %j to %j are a change', (applied, wanted, args) => {
    const change = labelArguments(applied, wanted, 'w');
    expect(change).toEqual({ args: [...args, 'juju-application=w'], isChange: true, applied: wanted });
  });

  it('never take the label of the application away', () => {
    expect(labelArguments({ 'juju-application': 'w' }, {}, 'w').args).toEqual(['juju-application=w']);
  });

  it('make a node with the applied labels one with the wanted', () => {
    fc.assert(
      fc.property(labels, labels, (applied, wanted) => {
        const node = new Map(Object.entries(applied));
        for (const argument of labelArguments(applied, wanted, 'w').args) {
          const [key = '', value] = argument.split('=');
          if (value === undefined) node.delete(key.slice(0, -1));
          else node.set(key, value);
        }
        expect(Object.fromEntries(node)).toEqual({ ...wanted, 'juju-application': 'w' });
      }),
    );
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?$/u);
const prefix = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?(\.[a-z0-9]{1,5}){0,3}\/$/u);
const labels = fc.dictionary(
  fc.tuple(fc.option(prefix, { nil: '' }), name).map(([before, after]) => before + after),
  fc.oneof(name, fc.constant('')),
  { noNullPrototype: true, maxKeys: 6 },
);
