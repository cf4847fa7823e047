import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSnapdReads, snapSettingChanges } from '../../../src/workload/snap-settings.ts';

describe('the changes of snap settings', () => {
  it('are none when snapd holds what the texts mean', () => {
    const current = { port: 10250, 'fail-swap-on': false, v: '0', gates: { a: 1, b: [true] }, domain: 'cluster.local' };
    const desired = { port: '10250', 'fail-swap-on': 'false', gates: '{"b": [true], "a": 1}', domain: 'cluster.local' };
    expect(snapSettingChanges(current, [], { ...desired, v: '"0"' })).toEqual({});
  });

  it('are what is absent and what differs', () => {
    expect(snapSettingChanges({ v: 0, port: 1 }, [], { v: '4', port: '1', a: '' })).toEqual({ v: '4', a: '' });
  });

  it.each([
    [0, 'false'],
    [false, '0'],
    ['', '0'],
    [[1, 2], '[2,1]'],
    [{ a: 1 }, '{}'],
    ['null', 'x'],
  ])('tell %j from %s', (value, text) => {
    expect(snapSettingChanges({ key: value }, [], { key: text })).toEqual({ key: text });
  });

  it('unset what we set earlier and leave the rest', () => {
    const current = { foo: 'bar', theirs: 1, v: 0 };
    expect(snapSettingChanges(current, ['foo', 'v'], { v: '0' })).toEqual({ foo: null });
  });

  it('unset nothing that is unset already', () => {
    expect(snapSettingChanges({ gone: null }, ['foo', 'gone'], {})).toEqual({});
  });

  it('name the keys to unset first, then the others in their order', () => {
    const changes = snapSettingChanges({ foo: 1 }, ['foo'], { z: '1', a: '2' });
    expect(Object.keys(changes)).toEqual(['foo', 'z', 'a']);
  });

  it('applied to what is there give what is desired, keep what is not ours, and are none the second time', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', 'to-string');
    const text = fc
      .oneof(fc.string(), fc.json(), fc.constantFrom('1', 'true', '{"a":1}'))
      .filter((each) => asSnapdReads(each) !== null);
    const current = fc.dictionary(
      key,
      fc.jsonValue().filter((value) => value !== null),
    );
    fc.assert(
      fc.property(current, fc.array(key), fc.dictionary(key, text), (before, ours, desired) => {
        const changes = snapSettingChanges(before, ours, desired);
        const after = applied(before, changes);
        const isForeign = ([each]: [string, unknown]) =>
          ![...ours, ...Object.keys(desired)].some((known) => known === each);
        const expected = new Map([
          ...Object.entries(before).filter(isForeign),
          ...Object.entries(desired).map(([each, value]): [string, unknown] => [each, asSnapdReads(value)]),
        ]);
        expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(expected))));
        expect(snapSettingChanges(after, Object.keys(desired), desired)).toEqual({});
      }),
    );
  });
});

/** As snapd does it: null unsets, everything else is read as JSON where it can be. */
function applied(before: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, string | null>>) {
  const after = new Map(Object.entries(before));
  for (const [key, text] of Object.entries(changes)) {
    if (text === null) after.delete(key);
    else after.set(key, asSnapdReads(text));
  }
  return Object.fromEntries(after);
}
