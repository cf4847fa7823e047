import { readFileSync } from 'node:fs';
import path from 'node:path';
import { JujuRefused } from '../model/model.ts';

/**
 * `key=value` arguments as a record; a value `@FILE` is what the file holds.
 *
 * @throws JujuRefused for an argument without `=`
 */
export function keyValues(args: readonly string[], cwd: string): Record<string, string> {
  return Object.fromEntries(
    args.map((arg) => {
      const at = arg.indexOf('=');
      if (at < 1) throw new JujuRefused(`expected "key=value", got "${arg}"`);
      const value = arg.slice(at + 1);
      return [arg.slice(0, at), value.startsWith('@') ? readText(path.resolve(cwd, value.slice(1))) : value];
    }),
  );
}

/**
 * What a file holds.
 *
 * @throws JujuRefused when it cannot be read
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new JujuRefused(`open ${file}: no such file or directory`);
  }
}

/** For commander: an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** For commander: an option that may be given several times, or once with commas. */
export function collectList(value: string, before: readonly string[]): readonly string[] {
  return [...before, ...value.split(',').filter((part) => part !== '')];
}
