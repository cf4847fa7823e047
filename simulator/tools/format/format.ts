import { isList, isMap, isStruct, timeText, yamlText } from './yaml-text.ts';
import type { Value } from './yaml-text.ts';

export type Format = 'json' | 'smart' | 'yaml';

/** A list that nothing was ever put into: JSON calls it `null`. */
export const nilList: unique symbol = Symbol('nil list');
/** A map that nothing was ever put into: JSON calls it `null`. */
export const nilMap: unique symbol = Symbol('nil map');

/** What a tool answers before it is formatted. */
export type Answered = Value | typeof nilList | typeof nilMap;

/** The bytes that Juju prints for a value. */
export function formatValue(value: Answered, format: Format): string {
  if (value === nilList || value === nilMap) return formatNil(value, format);
  switch (format) {
    case 'smart':
      return smart(value);
    case 'json':
      return `${jsonText(value)}\n`;
    case 'yaml':
      return value === null ? '' : yamlText(value);
  }
}

function formatNil(value: typeof nilList | typeof nilMap, format: Format): string {
  return format === 'json' ? 'null\n' : formatValue(value === nilList ? [] : {}, format);
}

function smart(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True\n' : 'False\n';
  const isTexts = isList(value) && value.every((each) => typeof each === 'string');
  if (typeof value !== 'string' && !isTexts) return yamlText(value);
  const text = typeof value === 'string' ? value : value.join('\n');
  return text === '' ? '' : `${text}\n`;
}

/** Compact, a record's keys sorted, and what HTML would take amiss escaped: as Go does it. */
function jsonText(value: Value): string {
  if (value instanceof Date) return `"${timeText(value)}"`;
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isMap(value)) return typeof value === 'string' ? jsonString(value) : JSON.stringify(value);
  const entries: [string, Value][] = isStruct(value)
    ? [...value.entries()]
    : Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${jsonString(key)}:${jsonText(each)}`).join(',')}}`;
}

function jsonString(text: string): string {
  const signs = [...text].map((sign) => {
    if (/[<>&\u2028\u2029\b\f]/u.test(sign)) return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return JSON.stringify(sign).slice(1, -1);
  });
  return `"${signs.join('')}"`;
}
