import { describe, expect, it } from 'vitest';
import { kubectl } from '../../../simulator/programs/kubectl/kubectl.ts';
import { programs } from '../../../simulator/programs/programs.ts';
import { runRealKubectl } from '../../../simulator/programs/kubectl/real-kubectl.ts';
import { aMachine } from './a-machine.ts';

const proxy = 'socks5://127.0.0.1:1';

/** A call on a machine on which another program of this computer plays kubectl, to see what it was run with. */
async function aCall(program: string, argv: readonly string[], given: { readonly stdin?: () => Promise<string> } = {}) {
  const { machine, run } = await aMachine();
  await run('snap', 'install', 'kubectl', '--channel=1.10/stable', '--classic');
  const call = { machine, program: 'kubectl', argv, cwd: machine.root, stdin: given.stdin ?? (async () => 'stdin') };
  return { call, real: { program, proxy } };
}

describe('a real kubectl', () => {
  it('has a home on the machine, the way to the cluster, and nothing else in its environment', async () => {
    const { call, real } = await aCall('/usr/bin/env', []);
    const { stdout } = await runRealKubectl(call, real);
    const lines = stdout.trimEnd().split('\n').sort();
    expect(lines).toEqual([`HOME=${call.machine.root}/root`, `HTTPS_PROXY=${proxy}`]);
  });

  it('runs where the caller is, with the arguments as they are', async () => {
    const { call, real } = await aCall('/bin/sh', [
      '-c',
      'pwd; printf "%s\\n" "$@"; echo no >&2; exit 3',
      '',
      'a b',
      '',
    ]);
    expect(await runRealKubectl(call, real)).toEqual({
      exitCode: 3,
      stdout: `${call.machine.root}\na b\n\n`,
      stderr: 'no\n',
    });
  });

  it('reads standard input where an argument names it, and does not ask for it elsewhere', async () => {
    const { call, real } = await aCall('/bin/cat', ['-']);
    expect(await runRealKubectl(call, real)).toMatchObject({ exitCode: 0, stdout: 'stdin' });
    const never = await aCall('/bin/true', ['get', '-o', 'json'], { stdin: () => new Promise(() => undefined) });
    expect(await runRealKubectl(never.call, never.real)).toMatchObject({ exitCode: 0 });
  });

  it('is killed when nobody waits for it any more', async () => {
    const { call, real } = await aCall('/bin/sleep', ['1000']);
    const abandoned = new AbortController();
    const running = runRealKubectl({ ...call, abandoned: abandoned.signal }, real);
    abandoned.abort();
    expect((await running).exitCode).not.toBe(0);
  });

  it('is there while the snap is installed, and meets the faults of the machine', async () => {
    const { call, real } = await aCall('/bin/echo', ['hello']);
    const { machine } = call;
    const there = { ...machine, world: { ...machine.world, kubectl: real } };
    expect(await kubectl({ ...call, machine: there })).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
    there.faults.push({ program: 'kubectl', kind: 'offline', times: 1 });
    const found = programs['kubectl'];
    const answers = [await found?.({ ...call, machine: there }), await found?.({ ...call, machine: there })];
    expect(answers.map((answer) => answer?.exitCode)).toEqual([1, 0]);
    await programs['snap']?.({ ...call, machine: there, program: 'snap', argv: ['remove', 'kubectl'] });
    expect(await kubectl({ ...call, machine: there })).toMatchObject({ exitCode: 127 });
  });

  it('says so when the program is not there', async () => {
    const { call, real } = await aCall('/no/such/kubectl', []);
    expect(await runRealKubectl(call, real)).toMatchObject({
      exitCode: 127,
      stderr: expect.stringContaining('ENOENT') as unknown,
    });
  });
});
