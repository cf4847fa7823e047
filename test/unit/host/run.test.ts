import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CommandFailed, createRun, hostPath, secret } from '../../../src/host/host.ts';
import type { RunCommand } from '../../../src/host/host.ts';
import { aFolder, aMachine, failureOf } from './stand-ins.ts';

const shell = '/bin/sh';

async function failedCommand(promise: Promise<unknown>): Promise<CommandFailed> {
  const error = await failureOf(promise);
  if (!(error instanceof CommandFailed)) throw error;
  return error;
}

describe('a program', () => {
  it('gets its arguments as they are, whatever a shell would make of them', async () => {
    const { run, script } = aMachine();
    script('show', 'printf "<%s>" "$@"');
    const argv = ['show', 'a b', '$HOME', '`id`', "it's", '*', ''] as const;
    expect((await run(argv)).stdout).toBe("<a b><$HOME><`id`><it's><*><>");
  });

  it('gets the environment it is given and no other', async () => {
    const run = createRun({ root: '', env: { PATH: '/usr/bin:/bin', GIVEN: '1' } });
    const { stdout } = await run(['env'], { env: { ADDED: '2' } });
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['ADDED', 'GIVEN', 'PATH']);
  });

  it('reads an empty input unless it is given one', async () => {
    const { run } = aMachine();
    expect((await run(['/bin/cat'])).stdout).toBe('');
    expect((await run(['/bin/cat'], { stdin: 'text' })).stdout).toBe('text');
    expect((await run(['/bin/cat'], { stdin: secret('hidden') })).stdout).toBe('hidden');
  });

  it('may end without reading its input', async () => {
    const { run, script } = aMachine();
    script('deaf', 'exec <&-; exit 3');
    const error = await failedCommand(run(['deaf'], { stdin: 'x'.repeat(1_000_000) }));
    expect(error.exitCode).toBe(3);
  });

  it('gets paths of the machine under the root, while errors and traces show them as production has them', async () => {
    const folder = aFolder();
    const traced: RunCommand[] = [];
    const run = createRun({ root: folder, env: { PATH: '/bin' }, onCommand: (command) => traced.push(command) });
    const argv = [shell, '-c', 'echo "$1"; exit 9', 'sh', hostPath('/root/.kube/config', '--kubeconfig=')] as const;
    const error = await failedCommand(run(argv));
    expect(error.stdout).toBe(`--kubeconfig=${folder}/root/.kube/config`);
    expect(error.argv.at(-1)).toBe('--kubeconfig=/root/.kube/config');
    expect(traced).toMatchObject([{ argv: error.argv, exitCode: 9 }]);
  });

  it('shows no credentials of addresses and settings in errors and traces, while the program gets them', async () => {
    const traced: RunCommand[] = [];
    const run = createRun({ root: '', env: { PATH: '/bin' }, onCommand: (command) => traced.push(command) });
    const script = 'test "$1" = http://user:hidden@proxy && echo "no $1, $2" >&2; exit 9';
    const error = await failedCommand(run([shell, '-c', script, 'sh', 'http://user:hidden@proxy', 'token=hidden']));
    expect(error.stderr).toBe('no http://***@proxy, token=***');
    expect(JSON.stringify([error, error.message, traced])).not.toContain('hidden');
  });

  it('runs in the folder it is told', async () => {
    const folder = aFolder();
    expect((await aMachine().run([shell, '-c', 'pwd'], { cwd: folder })).stdout).toBe(folder);
  });

  it('succeeds with each exit code that is allowed', async () => {
    const { run } = aMachine();
    const end = await run([shell, '-c', 'echo out; echo err >&2; exit 5'], { okExitCodes: [0, 5] });
    expect(end).toMatchObject({ exitCode: 5, stdout: 'out', stderr: 'err' });
  });

  it('that leaves a child behind which holds its output open is not waited for', async () => {
    const { run } = aMachine();
    const end = await run([shell, '-c', '/bin/sleep 20 & echo $!']);
    expect(end).toMatchObject({ exitCode: 0 });
    process.kill(Number(end.stdout));
  });
});

describe('a program that fails', () => {
  it('says how it ended and what it printed last', async () => {
    const { run } = aMachine();
    const script = 'i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo out $i; echo err $i >&2; done; exit 7';
    const error = await failedCommand(run([shell, '-c', script]));
    expect(error).toMatchObject({
      kind: 'CommandFailed',
      exitCode: 7,
      signal: null,
      timedOut: false,
      isMissing: false,
    });
    expect(error.stdout.split('\n')).toEqual(Array.from({ length: 20 }, (_, index) => `out ${index + 11}`));
    expect(error.stderr.split('\n').at(-1)).toBe('err 30');
    expect(error.message).toMatch(/ ended with exit code 7: err 30$/);
    expect(error.context).toMatchObject({ exitCode: 7, stderr: error.stderr, argv: error.argv });
  });

  it('names the signal that ended it', async () => {
    const error = await failedCommand(aMachine().run([shell, '-c', 'kill -TERM $$']));
    expect(error).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('is missing when it is not on the PATH that is given, wherever else it may be', async () => {
    const error = await failedCommand(aMachine().run(['sleep', '0']));
    expect(error).toMatchObject({ isMissing: true, exitCode: null, message: 'sleep 0 is not on this machine' });
  });

  it('keeps nobody waiting when it is missing', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    await failedCommand(aMachine().run(['sleep', '0'], { timeoutMs: 600_000 }));
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('is not missing when it may not be executed, or when its folder is', async () => {
    const { run, bin } = aMachine();
    writeFileSync(path.join(bin, 'plain'), 'text', { mode: 0o644 });
    expect(await failedCommand(run(['plain']))).toMatchObject({ isMissing: false, exitCode: null });
    const elsewhere = await failedCommand(run([shell, '-c', ':'], { cwd: path.join(bin, 'none') }));
    expect(elsewhere).toMatchObject({ isMissing: false });
    expect(elsewhere.message).toContain('could not be started in');
  });

  it('is killed when its time is over', async () => {
    const { run, root, script } = aMachine();
    script('hang', `echo begun; echo $$ > ${root}/pid; trap '' TERM; while :; do :; done`);
    const error = await failedCommand(run(['hang'], { timeoutMs: 300 }));
    expect(error).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: null, stdout: 'begun' });
    expect(error.context['reason']).toBe('timeout');
    const pid = Number(readFileSync(path.join(root, 'pid'), 'utf8'));
    expect(existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('hang')).toBe(
      false,
    );
  });

  it('is killed when it prints more than is allowed', async () => {
    const { run } = aMachine();
    const error = await failedCommand(
      run([shell, '-c', 'trap "" PIPE; echo 0123456789; while :; do :; done'], { maxOutputBytes: 5 }),
    );
    expect(error).toMatchObject({ timedOut: false, signal: 'SIGKILL' });
    expect(error.message).toContain('printed more than 5 bytes');
  });

  it('is still a failure when it prints too much and ends by itself', async () => {
    const { run } = aMachine();
    const error = await failedCommand(run([shell, '-c', 'echo 0123456789'], { maxOutputBytes: 5 }));
    expect(error.message).toContain('printed more than 5 bytes');
  });

  it('tells nothing of a secret input, even where the program repeats it', async () => {
    const { run, script } = aMachine();
    const input = secret('{"token": "s3cr3t-token",\n"password": "hunter22222"}');
    const refusal = 'echo "refused: hunter22222" >&2; echo "bad token s3cr3t-token" >&2; exit 1';
    script('repeat', `/bin/cat; ${refusal}`);
    const error = await failedCommand(run(['repeat'], { stdin: input }));
    const shown = [
      error.message,
      error.stack ?? '',
      JSON.stringify(error.context),
      inspect(error, { depth: 9 }),
    ].join();
    expect(shown).not.toMatch(/s3cr3t-token|hunter22222/);
    expect(error.stderr).toContain('bad token ***');
  });

  it('tells nothing of what is hidden in a larger input', async () => {
    const { run, script } = aMachine();
    script('repeat', '/bin/cat >&2; exit 1');
    const [key, input] = [secret('s3cr3t-key'), secret('{"items": [{"data": {"key": "s3cr3t-key"}}]}')];
    const error = await failedCommand(run(['repeat', 'words around it'], { stdin: input, hidden: [key] }));
    expect(inspect(error, { depth: 9 })).not.toContain('s3cr3t-key');
    script('repeat', 'echo "the patch {\\"key\\":\\"s3cr3t-key\\"} is refused" >&2; exit 1');
    const patched = await failedCommand(run(['repeat'], { stdin: input, hidden: [key] }));
    expect(patched.stderr).toBe('the patch {"key":"***"} is refused');
  });

  it('has an argument of megabytes cut in its message', async () => {
    const error = await failedCommand(aMachine().run([shell, '-c', 'exit 1', 'x'.repeat(100_000)]));
    expect(error.message.length).toBeLessThan(700);
  });

  it('is traced like one that succeeds', async () => {
    const traced: RunCommand[] = [];
    const run = createRun({ root: '', env: { PATH: '/none' }, onCommand: (command) => traced.push(command) });
    await run([shell, '-c', ':']);
    await failedCommand(run(['absent']));
    expect(traced).toMatchObject([
      { argv: [shell, '-c', ':'], exitCode: 0 },
      { argv: ['absent'], exitCode: null },
    ]);
  });
});

describe('hostPath', () => {
  it('never leaves the root', async () => {
    const folder = aFolder();
    mkdirSync(path.join(folder, 'inner'));
    const run = createRun({ root: path.join(folder, 'inner'), env: {} });
    const { stdout } = await run([shell, '-c', 'echo "$1"', 'sh', hostPath('/../../etc/passwd')]);
    expect(stdout).toBe(`${folder}/inner/etc/passwd`);
  });

  it('refuses a relative path', async () => {
    await expect(aMachine().run(['x', hostPath('etc/passwd')])).rejects.toMatchObject({ kind: 'Impossible' });
  });
});
