import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExtraArgs } from '../../../src/workload/extra-args.ts';

describe('extra arguments', () => {
  it.each([
    ['', {}],
    [' \n\t ', {}],
    ['v=4\nfail-swap-on=false', { v: '4', 'fail-swap-on': 'false' }],
    ['flag', { flag: 'true' }],
    ['v=1 v=2', { v: '2' }],
    ['v=', { v: '' }],
    ['node-labels=a=1,b=2', { 'node-labels': 'a=1,b=2' }],
    ['2v=a--b', { '2v': 'a--b' }],
  ])('%j are %j', (text, args) => {
    expect(parseExtraArgs('proxy-extra-args', text)).toEqual({ ok: true, value: args });
  });

  it.each([
    ['--v=4', '"--v" starts with a dash'],
    ['a -v', '"-v" starts with a dash'],
    ['=4', 'an argument has no key'],
    ['V=4', '"V" is no key of a snap setting'],
    ['a_b', '"a_b" is no key of a snap setting'],
    ['a--b', '"a--b" is no key of a snap setting'],
    ['a-', '"a-" is no key of a snap setting'],
    ['a.b=1', '"a.b" is no key of a snap setting'],
    ['12=1', '"12" is no key of a snap setting'],
    ['__proto__=1', '"__proto__" is no key of a snap setting'],
    ['a=null', 'the value of "a" is null'],
    ['a=\u0007', 'the value of "a" has control characters'],
  ])('%j are refused with the accepted form', (text, problem) => {
    expect(parseExtraArgs('kubelet-extra-args', text)).toEqual({
      ok: false,
      error: { option: 'kubelet-extra-args', problem, accepted: expect.stringContaining('KEY=VALUE') as string },
    });
  });

  it('come back from the text they were written as', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,3}$/u);
    const value = fc.string().filter((text) => !/[\s\p{Cc}]/u.test(text) && text !== 'null');
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (args) => {
        const text = Object.entries(args).map(([each, its]) => `${each}=${its}`);
        expect(parseExtraArgs('kubelet-extra-args', text.join(' '))).toEqual({ ok: true, value: args });
      }),
    );
  });
});
