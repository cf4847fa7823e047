import { fork } from 'node:child_process';
import { Server } from 'node:net';
import path from 'node:path';

export interface ThereAt {
  /** A process in the network. */
  readonly pid: number;
  readonly host: string;
  /** Any free one when 0. */
  readonly port: number;
}

/**
 * A server of this process that listens in the network of another one.
 *
 * A socket stays in the network that it was made in, also when it goes to another process.
 */
export function listenThere({ pid, host, port }: ThereAt): Promise<Server> {
  return new Promise((resolve, reject) => {
    const enter = ['--target', String(pid), '--net', '--', process.execPath];
    const child = fork(path.resolve('scripts/machine-listen.mjs'), [host, String(port)], {
      execPath: '/usr/bin/nsenter',
      execArgv: enter,
      env: {},
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', (_message, handle) => {
      if (handle instanceof Server) resolve(handle);
    });
    child.once('error', reject);
    child.once('exit', (exitCode) =>
      reject(new Error(`nothing listens at ${host}:${port} there: ${String(exitCode)}`)),
    );
  });
}
