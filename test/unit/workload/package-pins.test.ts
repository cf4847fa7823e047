import { describe, expect, it } from 'vitest';
import { pinnedPackages } from '../../../src/workload/package-pins.ts';

describe('pinned packages', () => {
  it.each([
    [['auto', ''], []],
    [['docker-ce'], []],
    [['nvidia-docker2=2.0.3+docker18.03.1-1', 'nvidia-container-runtime'], ['nvidia-docker2']],
    [['a:amd64=1 b=2, c'], ['a', 'b']],
    [['docker-ce=5:18.09~3-0~ubuntu'], ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras']],
    [['=1', 'A=1', '--x=1'], []],
  ])('of the options %j are %j', (options, expected) => {
    expect([...pinnedPackages(options)]).toEqual(expected);
  });
});
