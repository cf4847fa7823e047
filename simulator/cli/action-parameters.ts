import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { JujuRefused } from '../model/model.ts';
import { readText } from './key-values.ts';
import { UsageWrong } from './usage-wrong.ts';

export type Parameters = Readonly<Record<string, unknown>>;

export interface ParameterSources {
  /** `key.key=value` arguments. */
  readonly args: readonly string[];
  /** A YAML file; null for none. Arguments win over it. */
  readonly file: string | null;
  /** Values of arguments are strings; else YAML. */
  readonly areStrings: boolean;
}

/**
 * The parameters of an action as they were typed: dots nest, values are YAML.
 *
 * @throws UsageWrong for an argument that is none
 * @throws JujuRefused for a file that is no map
 */
export function readParameters({ args, file, areStrings }: ParameterSources, cwd: string): Parameters {
  const parameters = file === null ? {} : readFile(path.resolve(cwd, file));
  for (const arg of args) {
    const at = arg.indexOf('=');
    const keys = arg.slice(0, Math.max(0, at)).split('.');
    if (at < 1 || keys.includes('')) throw new UsageWrong(`argument "${arg}" must be of the form key.key.key...=value`);
    const text = arg.slice(at + 1);
    put(parameters, keys, areStrings ? text : valueOf(text));
  }
  return parameters;
}

function readFile(file: string): Record<string, unknown> {
  const decoded = z
    .record(z.string(), z.unknown())
    .nullable()
    .safeParse(parse(readText(file), { version: '1.1' }));
  if (!decoded.success) throw new JujuRefused(`params must contain a YAML map with string keys`);
  return { ...decoded.data };
}

/** YAML 1.1, as Juju reads it: `y` is true, and `10` a number. */
function valueOf(text: string): unknown {
  try {
    const value: unknown = parse(text, { version: '1.1' });
    return value ?? null;
  } catch {
    return text;
  }
}

function put(parameters: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  const [key = '', ...below] = keys;
  if (below.length === 0) {
    parameters[key] = value;
    return;
  }
  const there = z.record(z.string(), z.unknown()).safeParse(parameters[key]);
  const inner = there.success ? { ...there.data } : {};
  put(inner, below, value);
  parameters[key] = inner;
}
