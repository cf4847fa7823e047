import { describe, expect, it } from 'vitest';
import { fullChannel, parseSnapInfo } from '../../../src/workload/snap-info.ts';
import { parseSnapList } from '../../../src/workload/snap-list.ts';

/** As snapd 2.57.6 printed it for a store of our own. */
const kubelet = `name:      kubelet
summary:   s
publisher: --
license:   unset
description: |
  s
  ---
  channels:
commands:
  - kubelet
services:
  kubelet.daemon: simple, enabled, active
refresh-date: today at 09:04 UTC
channels:
  latest/stable:    1.11.0 2018-06-01 (600) 22MB classic
  latest/candidate: ^                            
  1.10/stable:      1.10.2 2018-06-01 (430) 22MB classic
  1.10/candidate:   ^                            
  1.10/beta:        ^                            
  1.10/edge:        1.10.3 2018-06-01 (437) 22MB classic
  1.13/stable:      --                           
  1.13/candidate:   --                           
  1.13/beta:        1.13.0-alpha.1 2018-06-01 (706) 22MB classic
installed:          1.10.2             (x1)  4kB classic
`;

const file = `path:       "/root/kubelet_1.10.3_amd64.snap"
name:       kubelet
summary:    s
version:    1.10.3 classic
build-date: today at 08:59 UTC
`;

describe('what snap info prints', () => {
  it('gives the version of each open channel, also of those that follow a safer one', () => {
    const [info] = parseSnapInfo(kubelet);
    expect(info).toEqual({
      name: 'kubelet',
      version: null,
      isFromStore: true,
      channels: {
        'latest/stable': '1.11.0',
        'latest/candidate': '1.11.0',
        '1.10/stable': '1.10.2',
        '1.10/candidate': '1.10.2',
        '1.10/beta': '1.10.2',
        '1.10/edge': '1.10.3',
        '1.13/beta': '1.13.0-alpha.1',
      },
    });
  });

  it('is read one by one, files and what nobody has among them', () => {
    const infos = parseSnapInfo(`${file}---\nwarning: no snap found for "nothing"\n---\n${kubelet}`);
    expect(infos.map(({ name, version, isFromStore }) => [name, version, isFromStore])).toEqual([
      ['kubelet', '1.10.3', false],
      [null, null, false],
      ['kubelet', null, true],
    ]);
  });

  it('of a terminal, of snapd before 2.43 and of a store that does not answer is read too', () => {
    const [old] = parseSnapInfo(
      'name: kubelet\nchannels:\n  stable: 1.10.2 (438) 20MB classic\n  candidate: ↑\n  edge: –\n',
    );
    expect(old?.channels).toEqual({ 'latest/stable': '1.10.2', 'latest/candidate': '1.10.2' });
    const [mute] = parseSnapInfo('name: kubelet\ninstalled: 1.10.2 (x1) 4kB classic\n');
    expect(mute).toEqual({ name: 'kubelet', version: null, isFromStore: false, channels: {} });
    expect(parseSnapInfo('')).toEqual([{ name: null, version: null, isFromStore: false, channels: {} }]);
  });
});

describe('the full name of a channel', () => {
  it.each([
    ['1.10', '1.10/stable'],
    ['edge', 'latest/edge'],
    ['1.10/edge', '1.10/edge'],
    ['edge/fix', 'latest/edge/fix'],
    ['1.10/edge/fix', '1.10/edge/fix'],
  ])('of %s is %s', (channel, full) => {
    expect(fullChannel(channel)).toBe(full);
  });
});

describe('what snap list prints', () => {
  it('gives version, revision and hold of each snap', () => {
    const text = [
      'Name        Version  Rev  Tracking     Publisher    Notes',
      'kubectl     1.10.2   438  1.10/stable  canonical**  classic,held',
      'kubelet     1.10.9   x1   -            -            classic',
      '',
    ].join('\n');
    expect(parseSnapList(text)).toEqual({
      kubectl: { version: '1.10.2', revision: '438', isHeld: true },
      kubelet: { version: '1.10.9', revision: 'x1', isHeld: false },
    });
    expect(parseSnapList('')).toEqual({});
  });
});
