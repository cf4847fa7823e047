import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Answer, ProgramCall, RealKubectl } from '../../contract.ts';
import { refused } from '../answers.ts';

/**
 * A real kubectl has run with these arguments, in a home of the machine's, and has seen no other network than the
 * model's.
 *
 * It is killed when nobody waits for its answer any more. Paths among the arguments lie under the machine's root
 * already. Standard input is asked for where an argument names it: a caller need not have closed its own.
 */
export async function runRealKubectl(call: ProgramCall, { program, proxy }: RealKubectl): Promise<Answer> {
  const { machine, argv, cwd, abandoned } = call;
  const stdin = argv.some((arg) => readsStdin.test(arg)) ? await call.stdin() : '';
  const env = { HOME: path.join(machine.root, 'root'), HTTPS_PROXY: proxy };
  return new Promise((resolve) => {
    const child = spawn(program, argv, {
      cwd,
      env,
      stdio: 'pipe',
      ...(abandoned ? { signal: abandoned } : {}),
      killSignal: 'SIGKILL',
    });
    const output = { stdout: new Array<Buffer>(), stderr: new Array<Buffer>() };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => void output[name].push(chunk));
    child.on('error', (error) => resolve(refused(127, `kubectl: ${error.message}`)));
    child.on('close', (code) => {
      const text = (name: 'stderr' | 'stdout') => Buffer.concat(output[name]).toString('utf8');
      resolve({ exitCode: code ?? killedCode, stdout: text('stdout'), stderr: text('stderr') });
    });
    // One that refuses its arguments reads nothing.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

/** `-`, `-f-`, `--filename=-`, `/dev/stdin` */
const readsStdin = /^(?:-|-[fR]+=?-|--[a-z-]+=-|.*\/dev\/stdin)$/u;
const killedCode = 137;
