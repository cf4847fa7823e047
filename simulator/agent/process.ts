import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started at all. */
  readonly problem: string | null;
}

export interface HookProcess {
  readonly ended: Promise<ProcessEnd>;
  /** SIGKILL to the whole process group. */
  kill(): void;
}

/** What children that outlive the hook may still write. */
const drainMs = 100;

/** The file runs without arguments, in its own process group, with this environment and nothing to read. */
export function startProcess(
  file: string,
  options: { readonly cwd: string; readonly env: Record<string, string> },
): HookProcess {
  const devNull = openSync('/dev/null', 'r');
  const child = spawn(file, [], { ...options, detached: true, stdio: [devNull, 'pipe', 'pipe'] });
  closeSync(devNull);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      const reason =
        code === 'EACCES' ? 'permission denied' : code === 'ENOENT' ? 'no such file or directory' : error.message;
      resolve({ exitCode: null, signal: null, ...output, problem: `fork/exec ${file}: ${reason}` });
    });
    child.once('exit', (exitCode, signal) => {
      const finish = () => {
        clearTimeout(timer);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ exitCode, signal, ...output, problem: null });
      };
      const timer = setTimeout(finish, drainMs);
      child.once('close', finish);
    });
  });
  return {
    ended,
    kill: () => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is over already.
      }
    },
  };
}
