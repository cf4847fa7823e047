import { describe, expect, it } from 'vitest';
import { pinnedPackages } from '../../../../src/workload/runtime/runtime.ts';

describe('pinned packages', () => {
  it.each([
    [['auto', ''], []],
    [['docker-ce'], []],
    [['nvidia-docker2=2.0.3+docker18.03.1-1', 'nvidia-container-runtime'], ['nvidia-docker2']],
    [['aa=1 bb=2, cc'], ['aa', 'bb']],
    [['docker-ce=5:18.09~3-0~ubuntu'], ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras']],
    [['docker-ce=18.06.1~ce~3-0~ubuntu'], ['docker-ce', 'docker-ce-cli', 'docker-ce-rootless-extras']],
    [
      ['nvidia-container-toolkit=1.13.2-1'],
      [
        'nvidia-container-toolkit',
        'nvidia-container-toolkit-base',
        'libnvidia-container-tools',
        'libnvidia-container1',
      ],
    ],
    [['=1', 'A=1', '--x=1'], []],
  ])('of the options %j are %j', (options, expected) => {
    expect([...pinnedPackages(options)]).toEqual(expected);
  });
});
