import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { secret, withoutCredentials } from '../../../src/host/host.ts';

it('a secret shows itself to reveal only', () => {
  const hidden = secret('hunter2');
  const holder = { hidden, list: [hidden] };
  const shown = [
    String(hidden),
    `${hidden.toString()}`,
    JSON.stringify(holder),
    inspect(holder),
    format('%s %o', hidden, hidden),
  ];
  expect(shown.join()).not.toContain('hunter2');
  expect(JSON.stringify(holder)).toBe('{"hidden":"***","list":["***"]}');
  expect(hidden.reveal()).toBe('hunter2');
});

it.each([
  ['--http-proxy=http://user:p@ss@proxy.example:3128', '--http-proxy=http://***@proxy.example:3128'],
  ['--log-opt=splunk-token=abc,splunk-url=https://s', '--log-opt=splunk-token=***,splunk-url=https://s'],
  ['Get "https://me@registry.example/v2/": refused', 'Get "https://***@registry.example/v2/": refused'],
  ['https://registry.example/image@sha256:1', 'https://registry.example/image@sha256:1'],
  ['--password-stdin', '--password-stdin'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});
