import { describe, expect, it } from 'vitest';
import { chooseRuntime } from '../../../../src/workload/runtime/choose-runtime.ts';
import type { ChoiceFacts } from '../../../../src/workload/runtime/choose-runtime.ts';

const plain: ChoiceFacts = {
  option: 'auto',
  gpus: 0,
  container: null,
  architecture: 'amd64',
  release: { id: 'ubuntu', versionId: '22.04' },
};
const on = (versionId: string, architecture = 'amd64') => ({ release: { id: 'ubuntu', versionId }, architecture });

describe('auto', () => {
  const rows: [string, Partial<ChoiceFacts>, string][] = [
    ['takes Ubuntu’s Docker where there is no GPU', {}, 'apt'],
    ['takes NVIDIA’s runtime where there is one', { gpus: 1 }, 'nvidia'],
    ['takes it on arm64 too', { gpus: 8, ...on('24.04', 'arm64') }, 'nvidia'],
    ['takes it on 16.04', { gpus: 1, ...on('16.04') }, 'nvidia'],
    ['leaves cards of a host to the host', { gpus: 1, container: 'lxc' }, 'apt'],
    ['takes Ubuntu’s on ppc64el, GPU or not', { gpus: 1, ...on('18.04', 'ppc64el') }, 'apt'],
    ['takes Ubuntu’s where NVIDIA has nothing for the release', { gpus: 1, ...on('16.04', 'arm64') }, 'apt'],
    ['takes Ubuntu’s where nobody knows the release', { gpus: 1, ...on('99.04') }, 'apt'],
    ['takes the archive’s on Debian', { release: { id: 'debian', versionId: '12' } }, 'apt'],
  ];

  it.each(rows)('%s', (_title, change, kind) => {
    expect(chooseRuntime({ ...plain, ...change })).toMatchObject({ ok: true, value: { kind } });
  });
});

describe('an explicit runtime', () => {
  const possible: [string, string, string][] = [
    ['upstream', '16.04', 's390x'],
    ['upstream', '20.04', 'ppc64el'],
    ['nvidia', '16.04', 'amd64'],
    ['nvidia', '18.04', 'ppc64el'],
    ['nvidia', '24.04', 'arm64'],
    ['apt', '99.04', 's390x'],
    ['custom', '99.04', 's390x'],
  ];
  it.each(possible)('%s can be on Ubuntu %s on %s', (option, versionId, architecture) => {
    const facts = { ...plain, ...on(versionId, architecture), option: option as ChoiceFacts['option'] };
    expect(chooseRuntime(facts)).toMatchObject({ ok: true, value: { kind: option } });
  });

  const impossible: [string, string, string, string][] = [
    ['nvidia', '22.04', 's390x', 'NVIDIA has no container runtime for Ubuntu 22.04 on s390x'],
    ['nvidia', '24.04', 'ppc64el', 'NVIDIA has no container runtime for Ubuntu 24.04 on ppc64el'],
    ['nvidia', '16.04', 'arm64', 'NVIDIA has no container runtime for Ubuntu 16.04 on arm64'],
    [
      'upstream',
      '14.04',
      'amd64',
      "Docker's repository has nothing that this charm knows of for Ubuntu 14.04 on amd64",
    ],
  ];
  it.each(impossible)(
    '%s on Ubuntu %s on %s is refused with the reason',
    (option, versionId, architecture, problem) => {
      const facts = { ...plain, ...on(versionId, architecture), option: option as ChoiceFacts['option'] };
      expect(chooseRuntime(facts)).toMatchObject({ ok: false, error: { option: 'docker_runtime', problem } });
    },
  );

  it('that cannot be there names those that can', () => {
    const chosen = chooseRuntime({ ...plain, ...on('22.04', 's390x'), option: 'nvidia' });
    expect(chosen).toMatchObject({ error: { accepted: 'on this machine: auto, apt, upstream, custom' } });
  });
});
