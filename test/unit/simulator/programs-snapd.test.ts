import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../simulator/programs/state.ts';
import { aMachine } from './a-machine.ts';

const signed = (headers: readonly string[]) =>
  `${headers.join('\n')}\nsign-key-sha3-384: abc\n\nAcLBUgQAAQoABgUCWGdQdwAA3rcQ\n`;
const account = signed(['type: account', 'authority-id: canonical', 'account-id: op']);
const store = (url: string) =>
  signed(['type: store', 'authority-id: canonical', 'store: my-store', 'operator-id: op', `url: ${url}`]);

describe('snapd', () => {
  it('is told of its store by an assertion, then by its configuration', async () => {
    const { run, write, machine } = await aMachine();
    expect((await run('snap', 'set', 'core', 'proxy.store=my-store')).stderr).toBe(
      'error: cannot perform the following tasks:\n- Run configure hook of "core" snap (cannot set proxy.store to "my-store" without a matching store assertion)\n',
    );
    write('/root/store.assert', `${account}\n${store('http://proxy.example')}`);
    expect(await run('snap', 'ack', '/root/store.assert')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await run('snap', 'set', 'core', 'proxy.store=my-store')).exitCode).toBe(0);
    expect((await run('snap', 'get', 'system', 'proxy.store')).stdout).toBe('my-store\n');
    expect(stateOf(machine).snapd.stores).toEqual({ 'my-store': 'http://proxy.example' });
    await run('snap', 'set', 'system', 'proxy.store=');
    expect((await run('snap', 'get', 'core', 'proxy.store')).stdout).toBe('\n');
    await run('snap', 'unset', 'core', 'proxy.store');
    expect((await run('snap', 'get', 'core', 'proxy.store')).exitCode).toBe(1);
  });

  it.each([
    ['no assertion', '<html>not found</html>'],
    ['nothing', ''],
    ['an assertion without a signature', 'type: account\nauthority-id: a\nsign-key-sha3-384: b\n'],
    ['an assertion without an authority', 'type: account\n\nAcLBUgQAAQoABgUCWGdQdwAA3rcQ\n'],
    ['a store of an unknown operator', store('http://proxy.example')],
  ])('takes no file with %s', async (_what, text) => {
    const { run, write, machine } = await aMachine();
    write('/root/x', text);
    const { exitCode, stderr } = await run('snap', 'ack', '/root/x');
    expect([exitCode, stderr.startsWith('error: cannot assert: ')]).toEqual([1, true]);
    expect(stateOf(machine).snapd.stores).toEqual({});
  });

  it('takes no store without an address', async () => {
    const { run, write } = await aMachine();
    write('/root/x', `${account}\n${store('')}`);
    await run('snap', 'ack', '/root/x');
    expect((await run('snap', 'set', 'core', 'proxy.store=my-store')).stderr).toContain('with url unset');
  });

  it('is restarted with the variables of its drop-ins', async () => {
    const { run, write, machine } = await aMachine();
    write('/etc/systemd/system/snapd.service.d/p.conf', '[Service]\nEnvironment=http_proxy=http://u:p@proxy:1\n');
    await run('systemctl', 'daemon-reload');
    expect((await run('systemctl', 'restart', 'snapd')).exitCode).toBe(0);
    expect(stateOf(machine).snapd.environment).toEqual({ http_proxy: 'http://xxxxx:xxxxx@proxy:1' });
    expect((await run('systemctl', 'is-active', 'snapd')).stdout).toBe('active\n');
  });
});
