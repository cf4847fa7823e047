import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput } from '../../../simulator/cli/output.ts';

/** A stream whose reader takes one text and goes, and what it has read. */
function aReader(): { readonly stream: Writable; readonly texts: string[] } {
  const texts: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (texts.length === 0) texts.push(chunk.toString());
      else return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      done();
    },
  });
  return { stream, texts };
}

describe('output whose reader has gone', () => {
  it('goes nowhere, and is no error', async () => {
    const { stream, texts } = aReader();
    const output = createOutput(stream);
    for (const text of ['one', 'two', 'three']) {
      output.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(texts).toEqual(['one']);
    expect(output.isRead()).toBe(false);
  });

  it('is read until then', () => {
    const output = createOutput(aReader().stream);
    output.write('one');
    expect(output.isRead()).toBe(true);
  });
});
