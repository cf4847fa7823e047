import { describe, expect, it } from 'vitest';
import { configData, configValue } from '../../../simulator/cli/text/config-data.ts';
import { keyValues } from '../../../simulator/cli/key-values.ts';
import { createProgress } from '../../../simulator/cli/text/progress.ts';
import { timingText } from '../../../simulator/cli/text/timing-text.ts';
import { unitData } from '../../../simulator/cli/text/unit-data.ts';
import { yamlText } from '../../../simulator/cli/text/yaml-text.ts';
import type { CharmMetadata } from '../../../simulator/contract.ts';
import { application, machine, model, relation, unit } from './cli-model.ts';

const metadata: CharmMetadata = {
  name: 'easyrsa',
  isSubordinate: false,
  endpoints: {},
  resources: {},
  options: {
    port: { type: 'int', default: 80, description: 'Where to listen' },
    'ca-common-name': { type: 'string', default: '' },
    debug: { type: 'boolean' },
  },
};

describe('juju config', () => {
  it('prints every option with its value and where that comes from', () => {
    expect(yamlText(configData(application('easyrsa', { settings: { port: 8080 } }), metadata)))
      .toBe(`application: easyrsa
application-config:
  trust:
    default: false
    description: Does this application have access to trusted credentials
    source: default
    type: bool
    value: false
charm: easyrsa
settings:
  ca-common-name:
    default: ""
    description: ""
    source: default
    type: string
    value: ""
  debug:
    description: ""
    source: unset
    type: boolean
  port:
    default: 80
    description: Where to listen
    source: user
    type: int
    value: 8080
`);
  });

  it.each([
    ['port', {}, '80\n'],
    ['port', { port: 8080 }, '8080\n'],
    ['debug', {}, '\n'],
    ['debug', { debug: false }, 'false\n'],
  ])('prints the bare value of %s with settings %j', (key, settings, expected) => {
    expect(configValue(application('easyrsa', { settings }), metadata, key)).toBe(expected);
  });

  it('refuses an unknown key in the words of Juju', () => {
    expect(() => configValue(application('easyrsa'), metadata, 'x')).toThrow(
      'key "x" not found in "easyrsa" application config or charm settings.',
    );
  });
});

describe('key=value arguments', () => {
  it('keep blanks and further equals signs in the value', () => {
    expect(keyValues(['labels=a=b c=d', 'empty='], '/')).toEqual({ labels: 'a=b c=d', empty: '' });
  });

  it.each(['novalue', '=x'])('are refused in the form %s', (arg) => {
    expect(() => keyValues([arg], '/')).toThrow(`expected "key=value", got "${arg}"`);
  });
});

describe('juju show-unit', () => {
  it('prints the unit with both sides of its relations', () => {
    const db = {
      ...relation(3, 'etcd:db', 'master:etcd', 'etcd'),
      inScope: ['etcd/0', 'etcd/1', 'master/0'],
      bags: { 'master/0': { data: { b: '2', a: '1' }, version: 1 }, 'etcd/0': { data: { port: '2379' }, version: 1 } },
    };
    const shown = unitData(
      model({
        applications: [application('master', { charm: 'cs:master', version: '1.10.1' }), application('etcd')],
        units: [unit('master/0', { ports: ['6443/tcp'] }), unit('etcd/0'), unit('etcd/1')],
        machines: [machine('0', '10.1.1.5')],
        relations: [db],
      }),
      'master/0',
    );
    expect(yamlText({ 'master/0': shown })).toBe(`master/0:
  workload-version: 1.10.1
  machine: "0"
  opened-ports:
  - 6443/tcp
  public-address: 10.1.1.5
  charm: cs:master
  leader: true
  life: alive
  relation-info:
  - relation-id: 3
    endpoint: etcd
    related-endpoint: db
    application-data: {}
    local-unit:
      in-scope: true
      data:
        a: "1"
        b: "2"
    related-units:
      etcd/0:
        in-scope: true
        data:
          port: "2379"
      etcd/1:
        in-scope: true
        data: {}
`);
  });

  it('refuses an unknown unit', () => {
    expect(() => unitData(model({}), 'etcd/7')).toThrow('unit "etcd/7" not found');
  });
});

describe('progress', () => {
  function shown(isTerminal: boolean, act: (view: ReturnType<typeof createProgress>) => void): string {
    let text = '';
    const view = createProgress({ write: (more) => (text += more), isTerminal, columns: 60, now: () => 5000 });
    act(view);
    view.stop();
    return text;
  }

  it('is one plain line for each finished hook when there is no terminal', () => {
    const text = shown(false, (view) => {
      view.show({ kind: 'hook-started', unit: 'kubernetes-worker/0', hook: 'install' });
      view.show({ kind: 'hook-finished', unit: 'kubernetes-worker/0', hook: 'install', durationMs: 1890, exitCode: 0 });
      view.show({ kind: 'hook-finished', unit: 'etcd/0', hook: 'start', durationMs: 4, exitCode: 1 });
      view.show({ kind: 'note', text: 'Settled.' });
    });
    expect(text).toBe('kubernetes-worker/0  install  1.9s\netcd/0  start  0.0s  failed: exit status 1\nSettled.\n');
  });

  it('tells a hook whose writes the controller refused from one that succeeded', () => {
    const event = { kind: 'hook-finished', unit: 'a/0', hook: 'start', durationMs: 100, exitCode: 0 } as const;
    expect(shown(false, (view) => view.show({ ...event, isRefused: false }))).toBe('a/0  start  0.1s\n');
    expect(shown(false, (view) => view.show({ ...event, isRefused: true }))).toBe(
      'a/0  start  0.1s  failed: the controller refused what it wrote\n',
    );
  });

  it('wipes on a terminal what it drew of running hooks, and leaves the finished ones', () => {
    const text = shown(true, (view) => {
      view.show({ kind: 'hook-started', unit: 'a/0', hook: 'install' });
      view.show({ kind: 'hook-started', unit: 'b/0', hook: 'install' });
      view.show({ kind: 'hook-finished', unit: 'a/0', hook: 'install', durationMs: 100, exitCode: 0 });
    });
    expect(onTerminal(text)).toEqual(['a/0  install  0.1s']);
  });

  it('keeps every line within the terminal', () => {
    const text = shown(true, (view) => view.show({ kind: 'hook-started', unit: 'u'.repeat(100), hook: 'install' }));
    expect(text.split('\n').every((line) => line.length < 60)).toBe(true);
  });
});

describe('the account of time', () => {
  it('counts hooks, tools and programs of the given units only', () => {
    const call = (isTool: boolean) => ({ program: 'x', argv: [], exitCode: 0, isTool });
    const hook = {
      hook: 'install',
      startedAt: 0,
      startedAtMs: 0,
      exitCode: 0,
      signal: null,
      stdout: '',
      stderr: '',
      committed: true,
    };
    const text = timingText(
      [
        { ...hook, unit: 'w/0', durationMs: 1500, calls: [call(true), call(false), call(false)] },
        { ...hook, unit: 'w/0', hook: 'start', durationMs: 500, calls: [call(true)] },
        { ...hook, unit: 'etcd/0', durationMs: 9000, calls: [] },
      ],
      ['w/0'],
      11_000,
    );
    expect(text).toBe(`Unit  Hooks  Time  Hook tools  Programs
w/0       2  2.0s           2         2

Slowest hooks  Hook     Time
w/0            install  1.5s
w/0            start    0.5s

All 3 hooks of the model: 11.0s.
`);
  });
});

/** The lines that a terminal shows after these characters. */
function onTerminal(text: string): string[] {
  const lines: string[] = [];
  for (const piece of text.split(/(\n|\u001b\[1A\u001b\[2K)/)) {
    if (piece === '\u001b[1A\u001b[2K') lines.pop();
    else if (piece !== '\n' && piece !== '') lines.push(piece);
  }
  return lines;
}
