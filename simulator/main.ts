import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountText } from './cli/text/account-text.ts';
import { runCli } from './cli/cli.ts';
import { createOutput } from './cli/output.ts';
import { describeMachine } from './programs/programs.ts';
import { openSimulation } from './simulation.ts';

/** The folder with the charm's sources, above the program's own. */
function projectFolder(from: string): string {
  const above = path.dirname(from);
  return existsSync(path.join(from, 'metadata.yaml')) || above === from ? from : projectFolder(above);
}

const stdout = createOutput(process.stdout);

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: stdout.write,
  stderr: createOutput(process.stderr).write,
  isTerminal: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb',
  // A terminal that does not know its size says 0.
  columns: process.stdout.columns > 0 ? process.stdout.columns : 80,
  cwd: process.cwd(),
  env: process.env,
  project: projectFolder(path.dirname(fileURLToPath(import.meta.url))),
  openSimulation,
  accountOf: (machine) => accountText(describeMachine(machine)),
  pause: (ms) => new Promise((resolve) => setTimeout(() => resolve(stdout.isRead()), ms)),
});
