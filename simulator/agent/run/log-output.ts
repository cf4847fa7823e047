import { unitTag } from '../../model/model.ts';
import type { Juju } from '../juju.ts';

/** Every line that a hook or an action wrote is in the log, under its name: stdout at DEBUG, stderr at WARNING. */
export function logOutput(
  juju: Juju,
  from: { readonly unit: string; readonly name: string },
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): void {
  const line = { entity: unitTag(from.unit), module: `unit.${from.unit}.${from.name}` };
  for (const message of recordsOf(stdout)) juju.log({ ...line, level: 'DEBUG', message });
  for (const message of recordsOf(stderr)) juju.log({ ...line, level: 'WARNING', message });
}

/** Lines, split where they are longer than Juju's buffer. */
function recordsOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line) => (line.length * 3 <= maxBytes ? [line] : pieces(Buffer.from(line))));
}

function pieces(line: Buffer): string[] {
  const found: string[] = [];
  for (let start = 0; start === 0 || start < line.length; start += maxBytes) {
    found.push(line.subarray(start, start + maxBytes).toString('utf8'));
  }
  return found;
}

const maxBytes = 4096;
