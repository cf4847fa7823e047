import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';

/** Where a model's API is served if nobody says otherwise. */
const usualApiPort = 8018;

/** The port at which the API of the folder's model was served last. */
export function apiPortOf(folder: string): number {
  try {
    return Number(/^(\d+)\n$/u.exec(readFileSync(fileIn(folder), 'utf8'))?.[1] ?? usualApiPort);
  } catch {
    return usualApiPort;
  }
}

export function rememberApiPort(folder: string, port: number): void {
  writeFileSync(fileIn(folder), `${port}\n`);
}

/** True when somebody takes connections at this port of loopback. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function fileIn(folder: string): string {
  return path.join(folder, 'api-port');
}
