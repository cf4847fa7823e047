import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The charm and the simulator are in build/, made from the sources as they are. */
export default async function buildCharm(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs']);
}
