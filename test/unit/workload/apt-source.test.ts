import { describe, expect, it } from 'vitest';
import { isListOf2018, renderAptList } from '../../../src/workload/apt-source.ts';
import { parseDebLine } from '../../../src/workload/deb-line.ts';
import { isVersion, packageSpec, parsePackageSpec } from '../../../src/workload/package-spec.ts';

const machine = { architecture: 'arm64', codename: 'jammy' };

describe('a line of apt sources', () => {
  it.each([
    [
      'deb [arch={ARCH}] https://apt.example.com/ubuntu {CODE} stable',
      { url: 'https://apt.example.com/ubuntu', suite: 'jammy', components: ['stable'], architectures: ['arm64'] },
    ],
    [
      '  deb  https://apt.example.com:8443/x/  ./  ',
      { url: 'https://apt.example.com:8443/x/', suite: './', components: [], architectures: [] },
    ],
    [
      'deb [signed-by=/usr/share/keyrings/x.gpg arch=amd64,arm64] file:/srv/apt stable main extra',
      { url: 'file:/srv/apt', suite: 'stable', components: ['main', 'extra'], architectures: ['amd64', 'arm64'] },
    ],
  ])('says where the repository is: %s', (line, place) => {
    expect(parseDebLine('docker_runtime_repo', line, machine)).toEqual({ ok: true, value: place });
  });

  it.each([
    ['', 'it is not'],
    ['deb-src https://apt.example.com/ubuntu jammy main', 'it is not'],
    ['deb http://apt.example.com/ubuntu jammy main', 'neither https: nor file:'],
    ['deb https://user:secret@apt.example.com/ubuntu jammy main', 'neither https: nor file:'],
    ['deb [trusted=yes] https://apt.example.com/ubuntu jammy main', 'options other than'],
    ['deb [allow-insecure=yes] https://apt.example.com/ubuntu jammy main', 'options other than'],
    ['deb https://apt.example.com/ubuntu jammy', 'a suite that ends with a slash'],
    ['deb https://apt.example.com/ubuntu ./ main', 'a suite that ends with a slash'],
    ['deb https://apt.example.com/ubuntu jammy main\ndeb http://evil.example/ ./', 'line break'],
    ['deb https://apt.example.com/ubuntu jammy $(reboot)', 'component'],
  ])('is refused, with the form that is accepted: %s', (line, problem) => {
    const parsed = parseDebLine('docker_runtime_repo', line, machine);
    expect(parsed).toMatchObject({ ok: false, error: { option: 'docker_runtime_repo' } });
    expect(parsed.ok ? '' : parsed.error.problem).toContain(problem);
    expect(parsed.ok ? '' : parsed.error.problem).not.toContain('secret');
  });
});

describe('a list of apt', () => {
  it('binds the repository to its key', () => {
    const list = renderAptList({
      name: 'docker',
      url: 'https://download.docker.com/linux/ubuntu',
      suite: 'jammy',
      components: ['stable'],
      architectures: ['amd64'],
      key: { url: 'https://download.docker.com/linux/ubuntu/gpg', fingerprint: 'AB' },
    });
    expect(list.trimEnd().split('\n')[1]).toBe(
      'deb [arch=amd64 signed-by=/etc/apt/keyrings/kubernetes-worker-docker.gpg] https://download.docker.com/linux/ubuntu jammy stable',
    );
  });

  it('of the 2018 charm is known by its lines, and an operator’s is not', () => {
    const upstream = 'deb [arch=amd64] https://apt.dockerproject.org/repo ubuntu-xenial main';
    const nvidia = [
      'deb [arch=amd64] https://download.docker.com/linux/ubuntu xenial stable',
      ...['libnvidia-container', 'nvidia-container-runtime', 'nvidia-docker'].map(
        (name) => `deb https://nvidia.github.io/${name}/ubuntu16.04/amd64 /`,
      ),
    ].join('\n');
    expect(isListOf2018(upstream)).toBe(true);
    expect(isListOf2018(nvidia)).toBe(true);
    expect(isListOf2018('')).toBe(false);
    expect(isListOf2018(`${upstream}\ndeb https://apt.example.com/ubuntu xenial main`)).toBe(false);
    expect(
      isListOf2018(
        'deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/ubuntu jammy stable',
      ),
    ).toBe(false);
  });
});

describe('a package specification', () => {
  it.each([
    ['docker-ce=17.12.1~ce-0~ubuntu', { name: 'docker-ce', version: '17.12.1~ce-0~ubuntu' }],
    ['docker-ce=5:24.0.7-1~ubuntu.22.04~jammy', { name: 'docker-ce', version: '5:24.0.7-1~ubuntu.22.04~jammy' }],
    ['nvidia-docker2=2.0.3+docker17.12.1-1', { name: 'nvidia-docker2', version: '2.0.3+docker17.12.1-1' }],
    ['docker-ce', { name: 'docker-ce', version: null }],
  ])('names a package and a version: %s', (text, spec) => {
    expect(packageSpec(text)).toEqual(spec);
  });

  it.each(['auto', '', '  '])('leaves the choice to the charm: %j', (text) => {
    expect(parsePackageSpec('docker-ce-package', text, ['docker-ce'])).toEqual({ ok: true, value: null });
  });

  it.each([
    ['docker-ce=', 'is no package'],
    ['-o=Dpkg::Pre-Invoke::=reboot', 'is no package'],
    ['docker-ce=1.0 --allow-unauthenticated', 'is no package'],
    ['Docker-CE', 'is no package'],
    ['docker-ce/jammy', 'is no package'],
    ['docker-ce=latest', 'is no package'],
    ['nginx=1.0', 'is not a package that it can choose'],
  ])('is refused with the option’s name and the accepted form: %s', (text, problem) => {
    const parsed = parsePackageSpec('docker-ce-package', text, ['docker-ce']);
    expect(parsed).toMatchObject({ ok: false, error: { option: 'docker-ce-package' } });
    expect(parsed.ok ? '' : parsed.error.problem).toContain(problem);
    expect(parsed.ok ? '' : parsed.error.accepted).toContain('docker-ce=VERSION');
  });

  it.each([
    ['9.1.85-1', true],
    ['1:2.0~rc1+x-0ubuntu1', true],
    ['latest', false],
    ['1.0 2', false],
    ['', false],
  ])('has a version by Debian’s grammar or none: %s', (text, is) => {
    expect(isVersion(text)).toBe(is);
  });
});
