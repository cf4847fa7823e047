import { spawn } from 'node:child_process';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Exit codes that are answers; any other one throws. Only 0 when left out. */
  readonly ok?: readonly number[];
}

/** The program has run behind a prefix that takes it to another machine, with nothing but a PATH in its environment. */
export function runThere(
  enter: readonly string[],
  argv: readonly string[],
  { stdin = '', ok = [0] }: RunOptions = {},
): Promise<Ran> {
  const [program = '', ...first] = enter;
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: '/root',
  };
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...argv], { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'] });
    const chunks = { stdout: new Array<Buffer>(), stderr: new Array<Buffer>() };
    child.stdout.on('data', (chunk: Buffer) => void chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => void chunks.stderr.push(chunk));
    // A program that does not read what it is given is no failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.once('error', reject);
    child.once('close', (exitCode) => {
      const ran = {
        exitCode: exitCode ?? -1,
        stdout: Buffer.concat(chunks.stdout).toString('utf8'),
        stderr: Buffer.concat(chunks.stderr).toString('utf8'),
      };
      if (ok.includes(ran.exitCode)) resolve(ran);
      else reject(new Error(`${argv.join(' ')} ended with ${ran.exitCode}: ${ran.stdout}${ran.stderr}`));
    });
  });
}
