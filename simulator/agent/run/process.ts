import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As the process wrote them; they may be no text. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why it could not be started at all. */
  readonly problem: string | null;
}

export interface HookProcess {
  readonly ended: Promise<ProcessEnd>;
  /** SIGKILL to the whole process group. */
  kill(): void;
  /** SIGKILL to the process and not to its children, as Juju does it. */
  killAlone(): void;
}

/** What children that outlive the hook may still write. */
const drainMs = 100;

/** The file runs in its own process group, with this environment and nothing to read. */
export function startProcess(
  file: string,
  options: {
    readonly argv?: readonly string[];
    readonly cwd: string;
    readonly env: Record<string, string>;
    /** The process is the file's first child: the file only starts it, waits, and ends as it has ended. */
    readonly isPrefixed?: boolean;
  },
): HookProcess {
  const { argv = [], cwd, env, isPrefixed = false } = options;
  const devNull = openSync('/dev/null', 'r');
  const child = spawn(file, argv, { cwd, env, detached: true, stdio: [devNull, 'pipe', 'pipe'] });
  closeSync(devNull);
  const chunks = { stdout: new Array<Buffer>(), stderr: new Array<Buffer>() };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => void chunks[name].push(chunk));
  }
  const output = () => ({ stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      const reason =
        code === 'EACCES' ? 'permission denied' : code === 'ENOENT' ? 'no such file or directory' : error.message;
      resolve({ exitCode: null, signal: null, ...output(), problem: `fork/exec ${file}: ${reason}` });
    });
    child.once('exit', (exitCode, signal) => {
      const finish = () => {
        clearTimeout(timer);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ exitCode, signal, ...output(), problem: null });
      };
      const timer = setTimeout(finish, drainMs);
      child.once('close', finish);
    });
  });
  return {
    ended,
    kill: () => sendKill(child.pid === undefined ? undefined : -child.pid),
    killAlone: () => {
      const pid = child.exitCode === null && child.signalCode === null ? child.pid : undefined;
      sendKill(isPrefixed && pid !== undefined ? (firstChildOf(pid) ?? pid) : pid);
    },
  };
}

function firstChildOf(pid: number): number | undefined {
  try {
    const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ');
    return first === '' ? undefined : Number(first);
  } catch {
    return undefined;
  }
}

function sendKill(target: number | undefined): void {
  if (target === undefined) return;
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // It is over already.
  }
}
