import { parseDocument } from 'yaml';
import type { ScalarTag, Tags } from 'yaml';
import type * as z from 'zod';
import { JujuRefused } from '../model/model.ts';

/**
 * The content of a YAML text as Juju's parser reads it: `yes`, `no`, `on` and `off` are booleans, too.
 *
 * With `mapAsMap`, maps are instances of `Map`, whose keys are seen as they are written.
 *
 * @throws JujuRefused, beginning with `what`, when it is no YAML
 */
export function parseGoYaml(text: string, what: string, options: { readonly mapAsMap?: boolean } = {}): unknown {
  const document = parseDocument(text, goYaml);
  const [error] = document.errors;
  if (error !== undefined) throw new JujuRefused(`${what}: yaml: ${error.message.split('\n')[0] ?? error.message}`);
  const content: unknown = document.toJS(options);
  return content ?? null;
}

const olderBoolean: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: () => false,
  test: /^(?:[yY]|yes|Yes|YES|on|On|ON|[nN]|no|No|NO|off|Off|OFF)$/u,
  resolve: (text) => /^(?:y|on)/iu.test(text),
};

/** How Go's parser differs from the default one. */
export const goYaml = {
  merge: true,
  uniqueKeys: false,
  customTags: (tags: Tags): Tags => [...tags, olderBoolean],
} as const;

/**
 * `value` in the shape, with a refusal that Juju gives for another one: `metadata: name: expected string, got nothing`.
 *
 * @throws JujuRefused
 */
export function decodeAs<T extends z.ZodType>(shape: T, value: unknown, what: string): z.infer<T> {
  const decoded = shape.safeParse(value);
  if (decoded.success) return decoded.data;
  throw new JujuRefused(`${what}: ${complaint(decoded.error.issues, value)}`);
}

/** A value as Juju shows it in a complaint: `nothing`, or `int(5)`. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `string(${JSON.stringify(value)})`;
  if (typeof value === 'boolean') return `bool(${value})`;
  if (typeof value === 'number') return `${Number.isInteger(value) ? 'int' : 'float64'}(${value})`;
  if (Array.isArray(value)) return '[]interface {}';
  return 'map[interface {}]interface {}';
}

function complaint(issues: readonly z.core.$ZodIssue[], whole: unknown): string {
  const [issue] = issues;
  if (issue === undefined) return 'unexpected value';
  const value = issue.path.reduce(inside, whole);
  const place = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  if (issue.code === 'custom') return `${place}${issue.message}`;
  if (issue.code === 'invalid_type')
    return `${place}expected ${goNames[issue.expected] ?? issue.expected}, got ${shownValue(value)}`;
  return `${place}unexpected value ${typeof value === 'string' ? JSON.stringify(value) : shownValue(value)}`;
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

const goNames: Readonly<Record<string, string>> = {
  array: 'list',
  boolean: 'bool',
  record: 'map',
  object: 'map',
  number: 'number',
};
