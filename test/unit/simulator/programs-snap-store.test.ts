import { describe, expect, it } from 'vitest';
import { aMachine } from './a-machine.ts';

const assertions = 'type: account\n\nsig\n\ntype: store\nstore: abc\n\nsig\n';

describe("snapd's store", () => {
  it('is taken once snapd was given its assertion, and taken away again', async () => {
    const { run, write } = await aMachine();
    const refused = await run('snap', 'set', 'core', 'proxy.store=abc');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('cannot set proxy.store to "abc" without a matching store assertion');
    write('/run/store.assert', assertions);
    expect(await run('snap', 'ack', '/run/store.assert')).toMatchObject({ exitCode: 0 });
    expect(await run('snap', 'set', 'core', 'proxy.store=abc')).toMatchObject({ exitCode: 0 });
    expect((await run('snap', 'get', 'system', 'proxy.store')).stdout).toBe('abc\n');
    expect(await run('snap', 'set', 'core', 'proxy.store=')).toMatchObject({ exitCode: 0 });
  });

  it.each(['/run/none', '/etc/hostname'])('is not made known by %s', async (file) => {
    const { run } = await aMachine();
    expect((await run('snap', 'ack', file)).exitCode).toBe(1);
  });
});
