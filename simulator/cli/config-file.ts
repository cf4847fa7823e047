import { parse } from 'yaml';
import * as z from 'zod';
import { JujuRefused } from '../model/model.ts';
import { readText } from './key-values.ts';

export interface ConfigFile {
  readonly values: Readonly<Record<string, string>>;
  /** Options that the file sets to nothing. */
  readonly reset: readonly string[];
}

/**
 * The options of a file of `--file` or `--config`: below the application's name, or what `juju config APP` printed.
 *
 * @throws JujuRefused when the file is neither
 */
export function readConfigFile(file: string, application: string): ConfigFile {
  const decoded = shape.safeParse(parseYaml(file));
  if (!decoded.success) throw new JujuRefused(`cannot parse settings data: ${file} is not a map of options`);
  const options = optionsOf(decoded.data, application);
  if (options === null) throw new JujuRefused(`no settings found for "${application}"`);
  const entries = Object.entries(options);
  return {
    values: Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))),
    reset: entries.flatMap(([name, value]) => (value === null ? [name] : [])),
  };
}

function optionsOf(file: Readonly<Record<string, unknown>>, application: string): Options | null {
  const printed = printedShape.safeParse(file);
  if (printed.success) return userSettings(printed.data.settings);
  const named = optionsShape.safeParse(file[application]);
  return named.success ? named.data : null;
}

type Options = z.infer<typeof optionsShape>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const optionsShape = z.record(z.string(), scalar);
const shape = z.record(z.string(), z.unknown());
const printedShape = z.object({
  settings: z.record(z.string(), z.object({ value: scalar.optional(), source: z.string().optional() })),
});

/** Only what a user had set is set again. */
function userSettings(settings: z.infer<typeof printedShape>['settings']): Options {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, { value, source = 'user' }]) =>
      value === undefined || source !== 'user' ? [] : [[name, value]],
    ),
  );
}

function parseYaml(file: string): unknown {
  const text = readText(file);
  try {
    return parse(text);
  } catch (error) {
    throw new JujuRefused(`cannot parse ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
