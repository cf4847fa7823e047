import { UsageWrong } from '../usage-wrong.ts';
import { yamlText } from './yaml-text.ts';

/**
 * For commander: an option `--format` that takes these.
 *
 * @throws UsageWrong for another one
 */
export function formatParser<T extends string>(known: readonly T[]): (value: string) => T {
  return (value) => {
    const found = known.find((each) => each === value);
    if (found === undefined)
      throw new UsageWrong(`invalid value "${value}" for option --format: unknown format "${value}"`);
    return found;
  };
}

/** The value as one line of JSON, or as YAML. */
export function formatted(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'yaml' ? yamlText(value) : `${goJson(value)}\n`;
}

/** Go escapes what HTML would take for its own. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/gu, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
