import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCni } from '../../../src/interfaces/kubernetes-cni.ts';

describe("the CNI subordinate's network", () => {
  it.each([
    ['10.1.0.0/16', '10.1.0.0/16'],
    [' 10.1.0.0/16 ', '10.1.0.0/16'],
    ['fd00:1::/48', 'fd00:1::/48'],
    ['10.1.0.0/16, fd00::/8', '10.1.0.0/16,fd00::/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/128', '::/128'],
  ])('%s is read as %s', (cidr, value) => {
    expect(decodeCni({ cidr }, 'flannel/0')).toEqual({ ok: true, value: { cidr: value } });
  });

  it.each([{}, { cidr: '' }, { 'private-address': '10.0.0.4' }])('is not there yet in %j', (bag) => {
    expect(decodeCni(bag, 'flannel/0')).toEqual({ ok: true, value: null });
  });

  it.each([
    '10.1.0.0',
    '10.1.0.0/33',
    'fd00::/129',
    '10.1.0/16',
    '10.1.0.0/16/8',
    '10.1.0.0/016',
    '10.1.0.0/16,',
    'None',
    '10.1.0.0/ 6',
  ])('%s is a problem', (cidr) => {
    const decoded = decodeCni({ cidr }, 'flannel/0');
    expect(decoded.ok ? '' : decoded.problem).toMatch(
      /^flannel\/0 on cni: cidr: ".*" is no address range; expected ranges such as/u,
    );
  });

  it('may be any list of address ranges', () => {
    const four = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const six = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(fc.array(fc.oneof(four, six), { minLength: 1, maxLength: 4 }), (ranges) => {
        const cidr = ranges.map(([address, length]) => `${address}/${length}`).join(',');
        expect(decodeCni({ cidr }, 'flannel/0')).toEqual({ ok: true, value: { cidr } });
      }),
    );
  });
});
