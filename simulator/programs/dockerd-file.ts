import * as z from 'zod';
import { isAtLeast } from './docker-version.ts';
import { directiveKind, isDirective } from './dockerd-flags.ts';
import { goJsonProblem } from './go-json.ts';

/** The directives in a text of /etc/docker/daemon.json, or why this version of dockerd refuses it. */
export function readDockerdFile(
  version: string,
  text: string,
): { readonly directives: Readonly<Record<string, unknown>> } | { readonly problem: string } {
  // From 23.0 on an empty file is as none.
  if (text.trim() === '') return isAtLeast(version, 23) ? { directives: {} } : { problem: 'EOF' };
  const syntax = goJsonProblem(text);
  if (syntax !== null) return { problem: syntax };
  const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
  if (!parsed.success) {
    return {
      problem: `json: cannot unmarshal ${goKind(JSON.parse(text))} into Go value of type map[string]interface {}`,
    };
  }
  const directives = flattened(parsed.data);
  const unknown = Object.keys(directives).filter((key) => !isDirective(version, key));
  if (unknown.length > 0)
    return { problem: `the following directives don't match any configuration option: ${unknown.join(', ')}` };
  for (const [key, value] of Object.entries(directives)) {
    const wanted = goTypes[directiveKind(version, key) ?? ''];
    if (wanted !== undefined && value !== null && !wanted.is(key, value))
      return {
        problem: `json: cannot unmarshal ${goKind(value)} into Go struct field Config.${key} of type ${wanted.name(key)}`,
      };
  }
  return { directives };
}

/** Maps are taken apart, for example `proxies`, but for some. Source: moby, daemon/config/config.go, flatOptions */
function flattened(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
      const inner = z.record(z.string(), z.unknown()).safeParse(value);
      return inner.success && !whole.includes(key) ? Object.entries(inner.data) : [[key, value]];
    }),
  );
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const goTypes: Readonly<
  Record<string, { readonly name: (key: string) => string; readonly is: (key: string, value: unknown) => boolean }>
> = {
  bool: { name: () => 'bool', is: (_key, value) => typeof value === 'boolean' },
  int: { name: () => 'int', is: (_key, value) => typeof value === 'number' && Number.isInteger(value) },
  text: {
    name: () => 'string',
    is: (key, value) => typeof value === 'string' || (key === 'default-shm-size' && typeof value === 'number'),
  },
  list: {
    name: (key) => (maps.includes(key) ? 'map[string]string' : '[]string'),
    is: (key, value) =>
      maps.includes(key) ? typeof value === 'object' && !Array.isArray(value) : Array.isArray(value),
  },
};

const maps: readonly string[] = [
  'cluster-store-opts',
  'default-network-opts',
  'default-ulimits',
  'features',
  'log-opts',
  'runtimes',
];
const whole: readonly string[] = ['builder', ...maps];
