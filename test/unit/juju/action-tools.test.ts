import { describe, expect, it } from 'vitest';
import { createActionTools, HookToolFailed, resultKey } from '../../../src/juju/juju.ts';
import { TinyJuju } from './tiny-juju.ts';

function aJuju(answers: Readonly<Record<string, string>> = {}) {
  const juju = new TinyJuju();
  for (const tool of ['action-set', 'action-fail', 'action-log']) juju.answers.set(tool, '');
  for (const [tool, answer] of Object.entries(answers)) juju.answers.set(tool, answer);
  return { juju, tools: createActionTools(juju.run) };
}

describe('the tools of actions', () => {
  it.each([
    ['{"untagged":false}', { untagged: false }],
    ['null', {}],
    ['', {}],
  ])('give the parameters that Juju answers as %s', async (answer, expected) => {
    const { tools } = aJuju({ 'action-get': answer });
    expect(await tools.parameters()).toEqual(expected);
  });

  it('refuse parameters that are no object', async () => {
    const { tools } = aJuju({ 'action-get': '[1]' });
    await expect(tools.parameters()).rejects.toThrow(HookToolFailed);
  });

  it('set nested results under keys with dots, each as one argument whatever it holds', async () => {
    const { juju, tools } = aJuju();
    await tools.setResults({ count: 3, before: { 'docker-io': '1; rm -rf /' }, 'is-done': true, text: 'a=b\nc' });
    expect(juju.argvsOf('action-set')).toEqual([
      ['action-set', '--', 'count=3', 'before.docker-io=1; rm -rf /', 'is-done=true', 'text=a=b\nc'],
    ]);
  });

  it('run nothing for no results', async () => {
    const { juju, tools } = aJuju();
    await tools.setResults({});
    expect(juju.calls).toEqual([]);
  });

  it('take a message that looks like a flag as a message', async () => {
    const { juju, tools } = aJuju();
    await tools.fail('--help');
    await tools.log('-v');
    expect(juju.calls.map(({ argv }) => argv)).toEqual([
      ['action-fail', '--', '--help'],
      ['action-log', '--', '-v'],
    ]);
  });

  it('shorten what the kernel would not take as an argument', async () => {
    const { juju, tools } = aJuju();
    await tools.setResults({ huge: 'x'.repeat(500_000), zero: 'a\0b' });
    const [, , huge = '', zero] = juju.argvsOf('action-set')[0] ?? [];
    expect(Buffer.byteLength(huge)).toBeLessThan(128 * 1024);
    expect(huge).toMatch(/x\.\.\. \(470000 characters more\)$/u);
    expect(zero).toBe('zero=a\u{fffd}b');
  });
});

describe('the key of a result', () => {
  it.each([
    ['docker.io', 'docker-io'],
    ['libstdc++6', 'libstdc-6'],
    ['Docker_CE', 'docker-ce'],
    ['++', 'unnamed'],
  ])('for %s is %s, which Juju takes', (name, key) => {
    expect(resultKey(name)).toBe(key);
    expect(key).toMatch(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u);
  });
});
