import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../simulator/contract.ts';
import { startGateway } from '../../../simulator/gateway/gateway.ts';
import type { Gateway, GatewayCall } from '../../../simulator/gateway/gateway.ts';

const good = (stdout = ''): Answer => ({ exitCode: 0, stdout, stderr: '' });

let folder: string;
let gateway: Gateway;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gateway-'));
});
afterEach(async () => {
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

async function gatewayWith(onCall: (call: GatewayCall) => Promise<Answer>): Promise<void> {
  gateway = await startGateway(onCall);
  await gateway.writeStubs({ folder, names: ['config-get', 'apt-get'], token: 'right' });
}

function call(
  argv: readonly string[] = [],
  options: { readonly stdin?: string; readonly env?: Record<string, string>; readonly program?: string } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const child = execFile(
      path.join(folder, options.program ?? 'config-get'),
      argv,
      { env: options.env ?? {}, cwd: folder, maxBuffer: 10_000_000 },
      (error, stdout, stderr) =>
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr }),
    );
    if (options.stdin !== undefined) child.stdin?.end(options.stdin);
  });
}

describe('a stub', () => {
  it.each([
    { what: 'no argument at all', argv: [] },
    { what: 'blanks and quotes', argv: ['a b', ' ', `'"\\$x`, '*'] },
    { what: 'newlines', argv: ['one\ntwo\n', '\n'] },
    { what: 'empty arguments', argv: ['', '--', '', ''] },
    { what: 'non-ASCII characters', argv: ['größe', '日本語', '\u{1f600}'] },
    { what: 'an argument of 100 kB', argv: ['x'.repeat(100_000)] },
  ])('passes on $what', async ({ argv }) => {
    await gatewayWith(async (received) => good(JSON.stringify(received.argv)));
    const answer = await call(argv);
    expect(JSON.parse(answer.stdout)).toEqual(argv);
  });

  it('abandons its call when it is killed', async () => {
    let sayStarted = (): void => undefined;
    const started = new Promise<void>((resolve) => (sayStarted = resolve));
    let sayAbandoned = (_isEarly: boolean): void => undefined;
    const abandoned = new Promise<boolean>((resolve) => (sayAbandoned = resolve));
    await gatewayWith(async ({ abandoned: signal }) => {
      const isEarly = signal.aborted;
      signal.addEventListener('abort', () => sayAbandoned(isEarly));
      sayStarted();
      return new Promise(() => undefined);
    });
    const child = spawn(path.join(folder, 'config-get'), { env: {}, stdio: 'ignore' });
    await started;
    child.kill('SIGKILL');
    expect(await abandoned).toBe(false);
  });

  it('tells its name, its folder, its context and its token', async () => {
    await gatewayWith(async ({ program, cwd, contextId, token }) =>
      good(JSON.stringify({ program, cwd, contextId, token })),
    );
    const answer = await call([], { program: 'apt-get', env: { JUJU_CONTEXT_ID: 'etcd/0-install-1' } });
    expect(JSON.parse(answer.stdout)).toEqual({
      program: 'apt-get',
      cwd: folder,
      contextId: 'etcd/0-install-1',
      token: 'right',
    });
  });

  it.each([0, 1, 2, 255])('exits %i when told so', async (exitCode) => {
    await gatewayWith(async () => ({ exitCode, stdout: 'out\n', stderr: 'err\n\n' }));
    expect(await call()).toEqual({ exitCode, stdout: 'out\n', stderr: 'err\n\n' });
  });

  it('prints a megabyte with characters of several bytes', async () => {
    const text = 'zeile ü\n'.repeat(120_000);
    await gatewayWith(async () => good(text));
    expect((await call()).stdout === text).toBe(true);
  });

  it('sends 300 kB of standard input when asked', async () => {
    const text = 'key: größe\\n\n'.repeat(24_000);
    await gatewayWith(async ({ stdin }) => good(String((await stdin()) === text)));
    expect((await call([], { stdin: text })).stdout).toBe('true');
  });

  it('sends an empty standard input as an empty text', async () => {
    await gatewayWith(async ({ stdin }) => good(JSON.stringify(await stdin())));
    expect((await call([], { stdin: '' })).stdout).toBe('""');
  });

  it('gives the same standard input when it is asked for twice', async () => {
    await gatewayWith(async ({ stdin }) => good(`${await stdin()}${await stdin()}`));
    expect((await call([], { stdin: 'text ' })).stdout).toBe('text text ');
  });

  it('does not wait for standard input that nobody asks for', async () => {
    await gatewayWith(async () => good('done'));
    // Its standard input stays open: a stub that read it would never end.
    expect((await call()).stdout).toBe('done');
  });

  it('says that a NUL byte cannot be printed', async () => {
    await gatewayWith(async () => good('a\0b'));
    expect(await call()).toMatchObject({ exitCode: 70, stdout: '' });
  });

  it('answers thirty calls at once, each with its own', async () => {
    await gatewayWith(async ({ argv }) => good(argv[0]));
    const names = Array.from({ length: 30 }, (_, n) => `call ${n}`);
    const answers = await Promise.all(names.map((name) => call([name])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(names);
  });

  it('fails with the text of an error that the simulator threw', async () => {
    await gatewayWith(async () => {
      throw new Error('no such unit');
    });
    const answer = await call();
    expect(answer).toMatchObject({ exitCode: 70, stderr: 'config-get: simulator fault: Error: no such unit\n' });
  });
});

describe('a gateway', () => {
  it('refuses a stub with another token without asking anybody', async () => {
    let calls = 0;
    await gatewayWith(async () => {
      calls += 1;
      return good();
    });
    const address = (await readFile(path.join(folder, '.gateway'), 'utf8')).replace('right', 'wrong');
    await writeFile(path.join(folder, '.gateway'), address);
    const answer = await call();
    expect(answer).toMatchObject({ exitCode: 77, stderr: 'the simulator refused the call: wrong token\n' });
    expect(calls).toBe(0);
  });

  it('keeps the token where only its user can read it', async () => {
    await gatewayWith(async () => good());
    expect((await stat(path.join(folder, '.gateway'))).mode & 0o777).toBe(0o600);
  });

  it('makes a waiting stub fail when it closes', async () => {
    const arrived = deferred();
    await gatewayWith(async () => {
      arrived.resolve();
      return new Promise<Answer>(() => undefined);
    });
    const answer = call();
    await arrived.promise;
    await gateway.close();
    expect(await answer).toMatchObject({
      exitCode: 69,
      stdout: '',
      stderr: 'config-get: the simulator stopped in the middle of this call\n',
    });
  });

  it('makes a stub fail that is called after it closed', async () => {
    await gatewayWith(async () => good());
    const { address } = gateway;
    await gateway.close();
    expect(await call()).toMatchObject({
      exitCode: 69,
      stderr: `config-get: the simulator does not run at ${address}\n`,
    });
  });

  it('goes on after a stub was killed', async () => {
    const arrived = deferred();
    await gatewayWith(async ({ argv, stdin }) => {
      if (argv[0] !== 'hang') return good('alive');
      arrived.resolve();
      await stdin();
      return good();
    });
    const child = spawn(path.join(folder, 'config-get'), ['hang'], { env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    await arrived.promise;
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect((await call()).stdout).toBe('alive');
  });

  it('leaves in the folder only the names of the last writing and what is not its own', async () => {
    await gatewayWith(async () => good('still there'));
    await writeFile(path.join(folder, 'tar'), '');
    await gateway.writeStubs({ folder, names: ['config-get', 'snap'], token: 'right' });
    expect((await readdir(folder)).sort()).toEqual(['.gateway', '.stub', 'config-get', 'snap', 'tar']);
    expect((await call()).stdout).toBe('still there');
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
