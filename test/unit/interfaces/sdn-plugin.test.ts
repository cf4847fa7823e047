import { describe, expect, it } from 'vitest';
import { decodeSdnPlugin } from '../../../src/interfaces/sdn-plugin.ts';

const bag = { mtu: '1410', subnet: '10.1.54.1/24', cidr: '10.1.0.0/16' };

describe('sdn-plugin', () => {
  it('gives the bridge and the MTU', () => {
    expect(decodeSdnPlugin(bag, 'sdn/0')).toEqual({ ok: true, value: { subnet: '10.1.54.1/24', mtu: 1410 } });
  });

  it.each(['mtu', 'subnet', 'cidr'])('says nothing before %s is there', (key) => {
    expect(decodeSdnPlugin({ ...bag, [key]: ' ' }, 'sdn/0')).toEqual({ ok: true, value: null });
    expect(decodeSdnPlugin({}, 'sdn/0')).toEqual({ ok: true, value: null });
  });

  it.each([
    ['mtu', '67'],
    ['mtu', '65536'],
    ['mtu', '1410.5'],
    ['mtu', '1e3'],
    ['mtu', 'None'],
    ['subnet', '10.1.54.1'],
    ['subnet', '10.1.54.1/33'],
    ['subnet', '10.1.54.1/24/x'],
    ['subnet', '10.1.54/24'],
    ['subnet', 'fd00::1/64'],
    ['subnet', '10.1.54.1/32'],
    ['subnet', '10.1.54.0/24'],
    ['subnet', '10.1.54.255/24'],
  ])('names the remote unit when %s is %s', (key, text) => {
    const decoded = decodeSdnPlugin({ ...bag, [key]: text }, 'sdn/0');
    expect(decoded.ok ? null : decoded.problem).toMatch(new RegExp(`^sdn/0 on sdn-plugin: ${key}: .*; expected `, 'u'));
  });
});
