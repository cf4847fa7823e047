import { stringify } from 'yaml';
import { BadUsage } from './flags.ts';

export type Value = null | string | boolean | number | readonly Value[] | { readonly [key: string]: Value };

/** Flags of every tool that formats what it prints. */
export const formatFlags = { format: 'format', o: 'output', output: 'output' } as const;

/**
 * The bytes that Juju prints for a value.
 *
 * @throws BadUsage for a format that Juju does not have
 */
export function formatValue(value: Value, format: string): string {
  switch (format) {
    case 'smart':
      return smart(value);
    case 'json':
      return `${json(value)}\n`;
    case 'yaml':
      return value === null ? '' : yaml(value);
    default:
      throw new BadUsage(`invalid value "${format}" for option --format: unknown format "${format}"`);
  }
}

function smart(value: Value): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value === 'boolean') return value ? 'True\n' : 'False\n';
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value.map((each) => `${each}\n`).join('');
  return yaml(value);
}

/** Keys sorted and `<>&` escaped, as Go does. */
function json(value: Value): string {
  return JSON.stringify(sorted(value)).replace(/[<>&]/gu, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

function yaml(value: Value): string {
  if (typeof value === 'number') return `${yamlNumber(value)}\n`;
  return stringify(sorted(value), {
    indentSeq: false,
    singleQuote: null,
    version: '1.1',
    lineWidth: 80,
    aliasDuplicateObjects: false,
  });
}

/** Numbers are floats by the time they get here, and Go's shortest form has an exponent from a million on. */
function yamlNumber(value: number): string {
  if (Math.abs(value) < 1e6) return String(value);
  return value.toExponential().replace(/e\+(\d)$/u, 'e+0$1');
}

function sorted(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
