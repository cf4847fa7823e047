import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eitherWritten,
  mergeDaemonJson,
  parseDaemonJson,
  renderDaemonJson,
} from '../../../../src/workload/dockerd/daemon-json.ts';
import { desiredDaemonMembers } from '../../../../src/workload/dockerd/daemon-members.ts';
import { servesPods } from '../../../../src/workload/dockerd/serves-pods.ts';

const network = { subnet: '10.1.54.1/24', mtu: 1410 };
const other = { subnet: '10.2.9.1/24', mtu: 1410 };
const members = (facts: Partial<Parameters<typeof desiredDaemonMembers>[0]>) =>
  desiredDaemonMembers({ network: null, isNvidia: false, servesPods: true, ...facts });
const bridge = members({ network });

/** The file after the charm has merged into it, and what it will remember. */
function merge(
  found: Record<string, unknown>,
  wanted: ReturnType<typeof members>,
  written: Record<string, readonly unknown[]> = {},
) {
  const merged = mergeDaemonJson(found, wanted, written);
  return merged.ok ? merged.value : { taken: merged.error.member.name, theirs: merged.error.theirs };
}

describe('/etc/docker/daemon.json', () => {
  it('gets the bridge and the MTU of an SDN plugin, beside what is there, in its order', () => {
    const { config } = { config: {}, ...merge({ debug: true, mtu: 1410, 'log-driver': 'journald' }, bridge) };
    expect(JSON.stringify(config)).toBe(
      JSON.stringify({ debug: true, mtu: 1410, 'log-driver': 'journald', bip: '10.1.54.1/24' }),
    );
  });

  it('keeps as theirs what others wrote, also where it is what the charm needs', () => {
    const first = merge({ mtu: 1410 }, bridge);
    expect(first).toMatchObject({ written: { bip: ['10.1.54.1/24'] } });
    expect(merge({ mtu: 1410, bip: '10.1.54.1/24' }, [], { bip: ['10.1.54.1/24'] })).toEqual({
      config: { mtu: 1410 },
      written: {},
    });
  });

  it('follows another network of the plugin', () => {
    expect(
      merge({ bip: '10.1.54.1/24', mtu: 1410 }, members({ network: other }), { bip: ['10.1.54.1/24'], mtu: [1410] }),
    ).toEqual({
      config: { bip: '10.2.9.1/24', mtu: 1410 },
      written: { bip: ['10.2.9.1/24'], mtu: [1410] },
    });
  });

  it('is refused where somebody else has another value for what the charm needs', () => {
    expect(merge({ bip: '172.17.0.1/16' }, bridge)).toEqual({ taken: 'bip', theirs: '172.17.0.1/16' });
    expect(merge({ bip: '172.17.0.1/16' }, bridge, { bip: ['10.1.54.1/24'] })).toMatchObject({ taken: 'bip' });
  });

  it('keeps what somebody changed since, when the charm needs it no longer', () => {
    expect(merge({ bip: '172.17.0.1/16' }, [], { bip: ['10.1.54.1/24'] })).toEqual({
      config: { bip: '172.17.0.1/16' },
      written: {},
    });
  });

  it("takes NVIDIA's runtime as its packages write it", () => {
    const theirs = {
      runtimes: { nvidia: { args: [], path: '/usr/bin/nvidia-container-runtime' }, kata: { path: 'k' } },
    };
    const wanted = members({ isNvidia: true });
    expect(merge(theirs, wanted)).toEqual({
      config: { ...theirs, 'default-runtime': 'nvidia' },
      written: { 'default-runtime': ['nvidia'] },
    });
    expect(merge({ runtimes: { nvidia: { path: 'runc' } } }, wanted)).toMatchObject({ taken: 'runtimes.nvidia' });
  });

  it("loses NVIDIA's runtime with the last of its kind, and keeps the others", () => {
    const value = { path: 'nvidia-container-runtime', runtimeArgs: [] };
    const written = { 'runtimes.nvidia': [value], 'default-runtime': ['nvidia'] };
    const found = { runtimes: { nvidia: value }, 'default-runtime': 'nvidia' };
    expect(merge(found, [], written)).toEqual({ config: {}, written: {} });
    expect(merge({ runtimes: { nvidia: value, kata: {} } }, [], written)).toMatchObject({
      config: { runtimes: { kata: {} } },
    });
  });

  it('leaves the default runtime alone where containerd serves the pods', () => {
    expect(members({ isNvidia: true, servesPods: false }).map(({ name }) => name)).toEqual(['runtimes.nvidia']);
  });

  it('knows its own members after it was killed on either side of a write', () => {
    const [before, after] = [{ bip: ['10.1.54.1/24'] }, { bip: ['10.2.9.1/24'], mtu: [1410] }];
    const written = eitherWritten(before, after);
    for (const bip of ['10.1.54.1/24', '10.2.9.1/24']) {
      expect(merge({ bip, mtu: 1410 }, members({ network: other }), written)).toEqual({
        config: { bip: '10.2.9.1/24', mtu: 1410 },
        written: after,
      });
      expect(merge({ bip, mtu: 1410 }, [], written)).toMatchObject({ config: {} });
    }
  });

  it('comes back to what it was when the charm needs nothing any more', () => {
    const config = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => !['bip', 'mtu', '__proto__'].includes(name)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(config, (found) => {
        const first = mergeDaemonJson(found, bridge, {});
        const again = first.ok ? mergeDaemonJson(first.value.config, bridge, first.value.written) : first;
        expect(again).toEqual(first);
        const last = first.ok ? mergeDaemonJson(first.value.config, [], first.value.written) : first;
        expect(last.ok && JSON.stringify(last.value.config)).toBe(JSON.stringify(found));
      }),
    );
  });
});

describe('the bytes of daemon.json', () => {
  it.each([
    ['', '{\n    "a": 1\n}\n'],
    ['{\n  "b": 2\n}', '{\n  "a": 1\n}\n'],
    ['{\n\t"b": 2\n}\n', '{\n\t"a": 1\n}\n'],
    ['{"b":2}', '{"a":1}\n'],
  ])('are indented as those of %j', (before, after) => {
    expect(renderDaemonJson({ a: 1 }, before)).toBe(after);
  });

  it('are none when nothing is left', () => {
    expect(renderDaemonJson({}, '{"bip": "x"}')).toBeNull();
  });

  it.each(['', ' \n', '\uFEFF{}', '{}'])('may be %j', (text) => {
    expect(parseDaemonJson(text)).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['{"a": hush}', 'it is no JSON: line 1, column 7'],
    ['{\n  "a": 1,\n}', 'it is no JSON: line 3, column 1'],
    ['{"a": 1', 'it is no JSON: line 1, column 8'],
    ['{"a" 1}', 'it is no JSON: line 1, column 6'],
    ['{"a": 1}}', 'it is no JSON: line 1, column 9'],
    ['{"a": [1 2]}', 'it is no JSON: line 1, column 10'],
    ["{'hush': 1}", 'it is no JSON: line 1, column 2'],
    ['{"a": [}', 'it is no JSON: line 1, column 8'],
    ['["hush"]', 'it is no JSON object: line 1, column 1'],
    ['7', 'it is no JSON object: line 1, column 1'],
  ])('are refused where %j stops being an object, without repeating any of it', (text, error) => {
    expect(parseDaemonJson(text)).toEqual({ ok: false, error });
  });

  it('are refused at the place where they were spoilt, or after it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (config, at) => {
        const text = JSON.stringify(config);
        const place = at % text.length;
        const parsed = parseDaemonJson(`${text.slice(0, place)}\u0001${text.slice(place)}`);
        // Two numbers or words may be cut where the next one is read.
        const column = Number(/column (\d+)/u.exec(parsed.ok ? '' : parsed.error)?.[1]);
        expect(column).toBeGreaterThan(0);
        expect(column).toBeLessThanOrEqual(place + 1);
      }),
    );
  });
});

describe('kubelet', () => {
  it.each([
    ['1.10.2', '1.30/stable', true],
    ['1.23.17', '', true],
    ['1.24.0', '1.10/stable', false],
    [null, '1.10/stable', true],
    [null, '1.24', false],
    [null, 'latest/stable', true],
    [null, 'edge', true],
    ['unreadable', '1.30/stable', false],
  ])('%s of channel %s runs its pods through dockerd: %s', (version, channel, isServed) => {
    expect(servesPods(version, channel)).toBe(isServed);
  });
});
