import { describe, expect, it } from 'vitest';
import { directiveConflicts } from '../../../../src/workload/dockerd/conflicts.ts';
import { readDockerArguments } from '../../../../src/workload/dockerd/flags.ts';

const given = (...words: string[]) =>
  readDockerArguments(words).flags.map(({ written, directive, value }) => [written, directive, value]);

describe("dockerd's flags", () => {
  it.each([
    [['--bip=10.0.0.1/24'], [['--bip', 'bip', '10.0.0.1/24']]],
    [
      ['--mtu', '1400', '-D'],
      [
        ['--mtu', 'mtu', '1400'],
        ['-D', 'debug', null],
      ],
    ],
    [['-H', 'fd://'], [['-H', 'hosts', 'fd://']]],
    [
      ['-Hfd://', '-l=warn'],
      [
        ['-H', 'hosts', 'fd://'],
        ['-l', 'log-level', 'warn'],
      ],
    ],
    [
      ['-Ds', 'overlay2', '--tls'],
      [
        ['-D', 'debug', null],
        ['-s', 'storage-driver', 'overlay2'],
        ['--tls', 'tls', null],
      ],
    ],
    [['--log-opt', '--bip'], [['--log-opt', 'log-opts', '--bip']]],
    [['--iptables=false', 'stray'], [['--iptables', 'iptables', 'false']]],
    [
      ['--icc', '--bip', 'x'],
      [
        ['--icc', 'icc', null],
        ['--bip', 'bip', 'x'],
      ],
    ],
    [
      ['--unknown', 'x', '--mtu=1'],
      [
        ['--unknown', 'unknown', null],
        ['--mtu', 'mtu', '1'],
      ],
    ],
    [['--', '--bip=x'], []],
  ])('%j are read as dockerd reads them', (words, flags) => {
    expect(given(...words)).toEqual(flags);
  });

  it.each([
    ['insecure-registry', 'insecure-registries'],
    ['registry-mirror', 'registry-mirrors'],
    ['storage-opt', 'storage-opts'],
    ['label', 'labels'],
    ['dns', 'dns'],
    ['dns-opt', 'dns-opts'],
    ['default-ulimit', 'default-ulimits'],
    ['add-runtime', 'runtimes'],
    ['data-root', 'data-root'],
  ])('--%s is the directive %s', (flag, directive) => {
    expect(given(`--${flag}=x`)).toEqual([[`--${flag}`, directive, 'x']]);
  });
});

describe('words that belong to no flag', () => {
  it.each([
    [['stray'], 'stray'],
    [['--debug', 'false'], 'false'],
    [['--mtu=1400', '1500'], '1500'],
    [['--', 'x'], 'x'],
    [['--mtu', '1400'], null],
    [['--some-later-flag', 'x', '-D'], null],
    [[], null],
  ])('of %j are %j', (words, stray) => {
    expect(readDockerArguments(words).stray).toBe(stray);
  });
});

describe('directives in two places', () => {
  const conflicts = (words: string[], config: Record<string, unknown>, mergesRuntimes = true) =>
    directiveConflicts(readDockerArguments(words).flags, config, { mergesRuntimes }).map(({ flag, directive }) => [
      flag.written,
      directive,
    ]);

  it('are named once each, by flag and by member', () => {
    const words = ['-H', 'fd://', '--host=tcp://x', '--label=a=b', '--debug'];
    const config = { hosts: ['unix:///x'], labels: [], mtu: 1 };
    expect(conflicts(words, config)).toEqual([
      ['-H', 'hosts'],
      ['--label', 'labels'],
    ]);
  });

  it('are found in groups, and not in directives that are objects themselves', () => {
    const config = { proxies: { 'http-proxy': 'x' }, 'log-opts': { 'log-level': 'x' } };
    expect(conflicts(['--http-proxy=y', '--log-level=warn'], config)).toEqual([['--http-proxy', 'http-proxy']]);
  });

  it.each([
    [true, []],
    [false, [['--add-runtime', 'runtimes']]],
  ])('runtimes are merged by a dockerd that does so: %s', (mergesRuntimes, expected) => {
    expect(conflicts(['--add-runtime', 'a=b'], { runtimes: {} }, mergesRuntimes)).toEqual(expected);
  });
});
