import { describe, expect, it } from 'vitest';
import { findRuntime } from '../../../../src/workload/runtime/known-packages.ts';
import { planPackages } from '../../../../src/workload/runtime/plan-packages.ts';
import { runtimePackages } from '../../../../src/workload/runtime/runtime-packages.ts';
import type { RuntimePins } from '../../../../src/workload/runtime/runtime-options.ts';
import { nvidiaOffer } from '../../../../src/workload/runtime/runtime-table.ts';

type Kind = 'apt' | 'upstream' | 'nvidia' | 'custom';

const noPins: RuntimePins = { dockerCe: null, nvidiaDocker: null, nvidiaRuntime: null };
const pin = (name: string, version: string) => ({ name, version });
const wanted = (kind: Kind, pins: Partial<RuntimePins> = {}, versionId = '22.04') =>
  runtimePackages(
    kind,
    { kind, pins: { ...noPins, ...pins }, custom: null },
    nvidiaOffer({ release: { id: 'ubuntu', versionId }, architecture: 'amd64' }),
  );
const plan = (
  kind: Kind,
  installed: Readonly<Record<string, string>>,
  options: {
    readonly pins?: Partial<RuntimePins>;
    readonly held?: readonly string[];
    readonly byOthers?: readonly string[];
  } = {},
) => {
  const { held = [], byOthers = [] } = options;
  const found = Object.fromEntries(
    Object.entries(installed).map(([name, version]) => [
      name,
      { version, isHeld: held.includes(name) || byOthers.includes(name) },
    ]),
  );
  return planPackages({
    kind,
    wanted: wanted(kind, options.pins),
    installed: found,
    found: findRuntime(found, null),
    held,
  });
};

const apt = { 'docker.io': '24.0.7-0ubuntu4' };
const upstream = { 'docker-ce': '5:24.0.7-1', 'docker-ce-cli': '5:24.0.7-1', 'containerd.io': '1.7.20-1' };
const nvidia = { ...upstream, 'nvidia-container-toolkit': '1.17.8-1', 'nvidia-container-toolkit-base': '1.17.8-1' };

describe('the packages of a runtime', () => {
  it('follow the version that docker-ce is pinned to', () => {
    expect(wanted('upstream', { dockerCe: pin('docker-ce', '5:24.0.7-1') })).toEqual([
      pin('docker-ce', '5:24.0.7-1'),
      pin('docker-ce-cli', '5:24.0.7-1'),
      { name: 'containerd.io', version: null },
    ]);
  });

  it('are one for a docker-ce of before 18.09', () => {
    expect(wanted('upstream', { dockerCe: pin('docker-ce', '17.12.1~ce-0~ubuntu') })).toHaveLength(1);
  });

  it('are NVIDIA’s four at one version where the toolkit is pinned', () => {
    const names = wanted('nvidia', { nvidiaRuntime: pin('nvidia-container-toolkit', '1.13.2-1') }).filter(
      ({ version }) => version === '1.13.2-1',
    );
    expect(names.map(({ name }) => name)).toEqual([
      'nvidia-container-toolkit',
      'nvidia-container-toolkit-base',
      'libnvidia-container-tools',
      'libnvidia-container1',
    ]);
  });

  it('are nvidia-docker2 on 16.04', () => {
    expect(wanted('nvidia', {}, '16.04').map(({ name }) => name)).toContain('nvidia-docker2');
  });
});

describe('what apt has to do', () => {
  it('is everything on an empty machine', () => {
    expect(plan('upstream', {})).toEqual({
      install: ['docker-ce', 'docker-ce-cli', 'containerd.io'],
      remove: [],
      heldByOthers: [],
    });
  });

  it.each([
    ['apt', apt],
    ['upstream', upstream],
    ['nvidia', nvidia],
  ] as const)('is nothing where %s is complete, whatever is newer', (kind, installed) => {
    expect(plan(kind, installed)).toEqual({ install: [], remove: [], heldByOthers: [] });
  });

  it('is the part that is missing', () => {
    expect(plan('upstream', { ...upstream, 'docker-ce-cli': '5:24.0.7-1', 'containerd.io': '1' }).install).toEqual([]);
    const { 'docker-ce-cli': _gone, ...rest } = upstream;
    expect(plan('upstream', rest).install).toEqual(['docker-ce-cli']);
  });

  it('is the pinned version, also an older one', () => {
    const pins = { dockerCe: pin('docker-ce', '5:20.10.24~3-0') };
    expect(plan('upstream', upstream, { pins }).install).toEqual([
      'docker-ce=5:20.10.24~3-0',
      'docker-ce-cli=5:20.10.24~3-0',
    ]);
  });

  it('takes away what a docker-ce of before 18.09 conflicts with', () => {
    const pins = { dockerCe: pin('docker-ce', '17.12.1~ce-0~ubuntu') };
    expect(plan('upstream', upstream, { pins })).toMatchObject({
      install: ['docker-ce=17.12.1~ce-0~ubuntu'],
      remove: ['docker-ce-cli', 'containerd.io'],
    });
  });

  it('replaces one group by another', () => {
    expect(plan('upstream', apt)).toMatchObject({
      install: ['docker-ce', 'docker-ce-cli', 'containerd.io'],
      remove: ['docker.io'],
    });
    expect(plan('apt', nvidia)).toMatchObject({ install: ['docker.io'], remove: Object.keys(nvidia) });
    expect(plan('apt', { 'docker-engine': '17.05' })).toMatchObject({ remove: ['docker-engine'] });
  });

  it('leaves Docker as it is when only NVIDIA’s part goes', () => {
    expect(plan('upstream', nvidia)).toMatchObject({
      install: ['docker-ce=5:24.0.7-1'],
      remove: ['nvidia-container-toolkit', 'nvidia-container-toolkit-base'],
    });
    expect(plan('nvidia', upstream)).toMatchObject({ install: ['nvidia-container-toolkit'], remove: [] });
  });

  it('names what somebody else holds, if it would change or go', () => {
    expect(plan('upstream', apt, { byOthers: ['docker.io'] }).heldByOthers).toEqual(['docker.io']);
    expect(plan('upstream', apt, { held: ['docker.io'] }).heldByOthers).toEqual([]);
    expect(plan('upstream', upstream, { byOthers: ['docker-ce'] }).heldByOthers).toEqual([]);
  });
});

describe('the runtime that is found', () => {
  const found = (names: readonly string[], recorded: Parameters<typeof findRuntime>[1] = null) =>
    findRuntime(Object.fromEntries(names.map((name) => [name, { version: '1', isHeld: false }])), recorded);

  it.each([
    [[], null],
    [['docker.io'], 'apt'],
    [['docker-ce'], 'upstream'],
    [['docker-ce', 'nvidia-docker2'], 'nvidia'],
    [['docker-ce', 'libnvidia-container1'], 'upstream'],
    [['docker-engine'], 'upstream'],
  ] as const)('of %j is %s', (names, kind) => {
    expect(found(names)?.kind ?? null).toBe(kind);
  });

  it('is custom where that was recorded and all of it is there', () => {
    const recorded = { kind: 'custom', packages: ['moby-cli', 'docker-ce'] } as const;
    expect(found(['docker-ce', 'moby-cli'], recorded)?.kind).toBe('custom');
    expect(found(['docker-ce'], recorded)?.kind).toBe('upstream');
  });
});
