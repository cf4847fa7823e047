import { describe, expect, it } from 'vitest';
import {
  cudaRepoProblem,
  isOfUbuntu,
  parseDriverPackage,
  parseRuntimeOptions,
} from '../../../../src/workload/runtime/runtime-options.ts';
import type { RuntimeOptionTexts } from '../../../../src/workload/runtime/runtime-options.ts';

const machine = {
  architecture: 'amd64',
  release: { id: 'ubuntu', versionId: '22.04', codename: 'jammy', prettyName: 'Ubuntu 22.04' },
};
const defaults: RuntimeOptionTexts = {
  docker_runtime: 'auto',
  'docker-ce-package': 'auto',
  'nvidia-docker-package': 'auto',
  'nvidia-container-runtime-package': 'auto',
  docker_runtime_repo: '',
  docker_runtime_key_url: '',
  docker_runtime_key_fingerprint: '',
  docker_runtime_package: '',
};
const custom: Partial<RuntimeOptionTexts> = {
  docker_runtime: 'custom',
  docker_runtime_repo: 'deb [arch={ARCH}] https://apt.example.com/ubuntu {CODE} stable',
  docker_runtime_key_url: 'https://apt.example.com/key.asc',
  docker_runtime_key_fingerprint: '9dc8 5822 9fc7 dd38 854a  e2d8 8d81 803c 0ebf cd88',
  docker_runtime_package: 'docker-ce=5:24.0.7-1 containerd.io',
};
const parse = (texts: Partial<RuntimeOptionTexts>) => parseRuntimeOptions({ ...defaults, ...texts }, machine);

describe('the options of the runtime', () => {
  it('pin nothing by themselves', () => {
    const pins = { dockerCe: null, nvidiaDocker: null, nvidiaRuntime: null };
    expect(parse({})).toEqual({ ok: true, value: { kind: 'auto', pins, custom: null } });
  });

  it('take the pins of the original charm', () => {
    const parsed = parse({
      'docker-ce-package': 'docker-ce=17.12.1~ce-0~ubuntu',
      'nvidia-docker-package': 'nvidia-docker2=2.0.3+docker17.12.1-1',
      'nvidia-container-runtime-package': 'nvidia-container-runtime=2.0.0+docker17.12.1-1',
    });
    expect(parsed.ok && parsed.value.pins).toEqual({
      dockerCe: { name: 'docker-ce', version: '17.12.1~ce-0~ubuntu' },
      nvidiaDocker: { name: 'nvidia-docker2', version: '2.0.3+docker17.12.1-1' },
      nvidiaRuntime: { name: 'nvidia-container-runtime', version: '2.0.0+docker17.12.1-1' },
    });
  });

  const bad: [string, Partial<RuntimeOptionTexts>, string, RegExp][] = [
    ['an unknown runtime', { docker_runtime: 'podman' }, 'docker_runtime', /"podman" is not known/u],
    ['no runtime', { docker_runtime: '' }, 'docker_runtime', /empty/u],
    ['a pin that is no package', { 'docker-ce-package': 'docker-ce=;reboot' }, 'docker-ce-package', /no package/u],
    ['a pin of another package', { 'docker-ce-package': 'vim=1' }, 'docker-ce-package', /"vim"/u],
    ['a pin of NVIDIA’s of another package', { 'nvidia-docker-package': 'docker-ce=1' }, 'nvidia-docker-package', /./u],
    [
      'custom alone',
      { docker_runtime: 'custom' },
      'docker_runtime_repo',
      /_repo, .*_key_url, .*fingerprint, .*_package are empty/u,
    ],
    ['custom without a key', { ...custom, docker_runtime_key_url: '' }, 'docker_runtime_key_url', /empty/u],
    ['a key by http', { ...custom, docker_runtime_key_url: 'http://x/y' }, 'docker_runtime_key_url', /./u],
    [
      'a short fingerprint',
      { ...custom, docker_runtime_key_fingerprint: '0EBFCD88' },
      'docker_runtime_key_fingerprint',
      /8 digits/u,
    ],
    ['a source that is none', { ...custom, docker_runtime_repo: 'ppa:a/b' }, 'docker_runtime_repo', /./u],
    [
      'packages that are none',
      { ...custom, docker_runtime_package: 'docker-ce --purge' },
      'docker_runtime_package',
      /--purge/u,
    ],
  ];
  it.each(bad)('are refused by name with %s', (_title, texts, option, problem) => {
    const parsed = parse(texts);
    expect(parsed.ok ? null : parsed.error.option).toBe(option);
    expect(parsed.ok ? '' : parsed.error.problem).toMatch(problem);
  });

  it('make a repository of their own for custom', () => {
    const parsed = parse(custom);
    expect(parsed.ok && parsed.value.custom).toEqual({
      source: {
        name: 'custom',
        url: 'https://apt.example.com/ubuntu',
        suite: 'jammy',
        components: ['stable'],
        architectures: ['amd64'],
        key: { url: 'https://apt.example.com/key.asc', fingerprint: '9DC858229FC7DD38854AE2D88D81803C0EBFCD88' },
      },
      packages: [
        { name: 'docker-ce', version: '5:24.0.7-1' },
        { name: 'containerd.io', version: null },
      ],
    });
  });

  it('of custom are not looked at for another runtime', () => {
    expect(parse({ docker_runtime: 'apt', docker_runtime_repo: 'nonsense' }).ok).toBe(true);
  });
});

describe('the options of the driver', () => {
  it.each(['auto', '', 'cuda-drivers', 'cuda-drivers-535', 'nvidia-driver-535-server=535.1-0ubuntu1'])(
    'take %j',
    (text) => {
      expect(parseDriverPackage(text).ok).toBe(true);
    },
  );

  it.each(['vim', 'cuda-drivers=', 'cuda drivers', 'cuda'])('refuse %j', (text) => {
    expect(parseDriverPackage(text)).toMatchObject({ ok: false, error: { option: 'nvidia-driver-package' } });
  });

  it.each([
    ['nvidia-driver-535', true],
    ['nvidia-driver-535-server', true],
    ['nvidia-driver-535-server-open', true],
    ['nvidia-headless-535', true],
    ['nvidia-headless-no-dkms-535-open', true],
    ['nvidia-driver', false],
    ['nvidia-open-560', false],
    ['cuda-drivers', false],
    ['cuda-drivers-535', false],
  ])('tell whether the archive of Ubuntu has the family of %s: %s', (name, isThere) => {
    expect(isOfUbuntu({ name })).toBe(isThere);
  });

  it('take a version of the repository, as the original did, and nothing that is none', () => {
    expect([cudaRepoProblem('auto'), cudaRepoProblem('9.1.85-1')]).toEqual([null, null]);
    expect(cudaRepoProblem('newest')).toMatchObject({ option: 'cuda_repo' });
  });
});
