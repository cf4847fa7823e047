import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { adoptSnaps } from '../../../src/worker/snaps/fetch-snaps.ts';
import { holdSnaps } from '../../../src/worker/snaps/hold-snaps.ts';
import { createServices } from '../../../src/worker/services.ts';
import type { WantedSnap } from '../../../src/worker/snaps/wanted-snaps.ts';
import { aMachine } from '../host/stand-ins.ts';
import { portsOn } from './a-ports.ts';
import { aRecord } from './a-record.ts';

const names = ['kubectl', 'kubelet', 'kube-proxy'];

/** A machine whose snapd has this version and these snaps, of which those with a star are held. */
function aSnapd(version: string, installed: readonly string[]) {
  const test = aMachine();
  const rows = installed.map((name) => `${name.replace('*', '')} 1 2 3 4 classic${name.includes('*') ? ',held' : ''}`);
  test.program('snap', {
    version: [{ out: `snapd   ${version}\n` }],
    list: [{ out: ['Name', ...rows, ''].join('\n') }],
    refresh: [{}],
  });
  const warnings: string[] = [];
  const record = aRecord();
  const ports = portsOn({ machine: test.machine, record, warn: (text) => void warnings.push(text) });
  const holds = () => test.calls().filter(([, verb]) => verb === 'refresh');
  return { ports, record, warnings, holds, calls: test.calls };
}

describe('holding snaps', () => {
  it('is done once for those that nobody holds, and recorded; an operator keeps his own holds', async () => {
    const snapd = aSnapd('2.58.3', ['kubectl', 'kubelet*', 'kube-proxy']);
    expect(await holdSnaps(snapd.ports, names)).toBeNull();
    expect(snapd.holds()).toEqual([['snap', 'refresh', '--hold', 'kubectl', 'kube-proxy']]);
    expect(snapd.record.now().heldSnaps).toEqual(['kube-proxy', 'kubectl']);
    expect(await holdSnaps(snapd.ports, ['kubectl', 'kube-proxy'])).toBeNull();
    expect(snapd.holds()).toHaveLength(1);
  });

  it.each(['2.57.6', '2.32.9'])(
    'is left to the operator where snapd %s cannot, and the log says so',
    async (version) => {
      const snapd = aSnapd(version, names);
      expect(await holdSnaps(snapd.ports, names)).toBeNull();
      expect(snapd.warnings).toEqual([expect.stringMatching(/^snapd 2\.\d+ cannot hold snaps/u)]);
      expect(snapd.record.now().heldSnaps).toEqual([]);
      expect(snapd.calls().map(([, verb]) => verb)).toEqual(['version']);
    },
  );
});

describe('a snap without a record', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const wanted = (changes: Partial<WantedSnap>): WantedSnap => ({
    name: 'kubelet',
    source: { kind: 'store', channel: '1.10/stable' },
    label: 'the source',
    sha256: null,
    isInstalled: true,
    isCurrent: false,
    isRecorded: false,
    ...changes,
  });

  it.each<[string, Partial<WantedSnap>, boolean]>([
    ['that is installed counts as fetched from the channel', {}, true],
    ['that is not installed does not', { isInstalled: false }, false],
    ['that holds what the attached file holds counts as fetched from it', { sha256: digest }, true],
    ['that holds something else does not', { sha256: 'other' }, false],
  ])('%s', async (_title, changes, isAdopted) => {
    const { machine, root } = aMachine();
    for (const folder of ['snap/kubelet', 'var/lib/snapd/snaps'])
      mkdirSync(path.join(root, folder), { recursive: true });
    symlinkSync('x1', path.join(root, 'snap/kubelet/current'));
    writeFileSync(path.join(root, 'var/lib/snapd/snaps/kubelet_x1.snap'), 'abc');
    const record = aRecord();
    await adoptSnaps({ machine, record }, [wanted(changes)]);
    expect(record.now().snaps).toEqual(isAdopted ? { kubelet: { source: 'the source' } } : {});
  });
});

describe('a service that somebody else has started anew', () => {
  it.each([
    ['is not restarted where it has read what it should', 'as wanted', []],
    ['is restarted where it has read something else', 'of old', ['restart']],
  ])('%s', async (_title, fingerprint, verbs) => {
    const test = aMachine();
    test.script(
      'systemctl',
      `[ "$1" != show ] || printf 'Id=snap.kubelet.daemon.service\\nLoadState=loaded\\nActiveState=active\\nSubState=running\\nInvocationID=2\\n'`,
    );
    const service = 'snap.kubelet.daemon';
    const record = aRecord({ services: { [service]: { fingerprint, invocationId: '1' } } });
    const services = createServices({ machine: test.machine, record, stored: { [service]: 'as wanted' } });
    await services.startedByOthers(service);
    await services.settle();
    expect(test.calls().flatMap(([, verb = '']) => (verb === 'show' ? [] : [verb]))).toEqual(verbs);
    expect(record.now().services[service]).toEqual({ fingerprint: 'as wanted', invocationId: '2' });
    await services.filesMended(service);
    expect(record.now().services[service]?.fingerprint).toBe('as wanted');
  });
});
