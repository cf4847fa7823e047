import { describe, expect, it } from 'vitest';
import { wantedSources } from '../../../../src/workload/runtime/wanted-sources.ts';
import { driverOffer, nvidiaOffer } from '../../../../src/workload/runtime/runtime-table.ts';

const on = (versionId: string, architecture: string) => ({ release: { id: 'ubuntu', versionId }, architecture });
const lines = (kind: 'apt' | 'upstream' | 'nvidia', versionId: string, architecture: string, driver = false) =>
  wantedSources(kind, { platform: on(versionId, architecture), custom: null, driver }).map(
    ({ url, suite }) => `${url} ${suite}`,
  );

describe('the repositories', () => {
  it('are none for Ubuntu’s own Docker', () => {
    expect(lines('apt', '22.04', 'amd64', true)).toEqual([]);
  });

  it('are Docker’s for upstream, also when drivers are wanted', () => {
    expect(lines('upstream', '18.04', 's390x', true)).toEqual(['https://download.docker.com/linux/ubuntu bionic']);
  });

  it('are Docker’s and the toolkit’s for NVIDIA', () => {
    expect(lines('nvidia', '22.04', 'arm64')).toEqual([
      'https://download.docker.com/linux/ubuntu jammy',
      'https://nvidia.github.io/libnvidia-container/stable/deb/arm64 /',
    ]);
  });

  it('are with drivers those of CUDA too', () => {
    expect(lines('nvidia', '22.04', 'arm64', true).at(-1)).toBe(
      'https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/sbsa /',
    );
  });

  it('are three of NVIDIA’s on 16.04, which has no toolkit', () => {
    expect(lines('nvidia', '16.04', 'amd64').slice(1)).toEqual([
      'https://nvidia.github.io/libnvidia-container/ubuntu16.04/amd64 /',
      'https://nvidia.github.io/nvidia-container-runtime/ubuntu16.04/amd64 /',
      'https://nvidia.github.io/nvidia-docker/ubuntu16.04/amd64 /',
    ]);
    expect(nvidiaOffer(on('16.04', 'amd64'))?.integration).toBe('nvidia-docker2');
  });

  it.each([
    ['16.04', 'ppc64el'],
    ['20.04', 'ppc64el'],
    ['22.04', 's390x'],
    ['99.04', 'amd64'],
  ])('of drivers are none for Ubuntu %s on %s', (versionId, architecture) => {
    expect(driverOffer(on(versionId, architecture))).toBeNull();
  });

  it('have names of their own', () => {
    for (const versionId of ['16.04', '18.04', '20.04', '22.04', '24.04']) {
      const sources = wantedSources('nvidia', { platform: on(versionId, 'amd64'), custom: null, driver: true });
      expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
      expect(sources.every(({ url, key }) => url.startsWith('https://') && key.url.startsWith('https://'))).toBe(true);
    }
  });
});
