import { format, inspect } from 'node:util';
import { expect, it } from 'vitest';
import { secret } from '../../../src/host/host.ts';

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
