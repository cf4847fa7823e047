import type { DockerFlag } from './flags.ts';

/** A directive that dockerd would be given twice, which it refuses to start with. */
export interface DirectiveConflict {
  readonly flag: DockerFlag;
  /** The directive in daemon.json. */
  readonly directive: string;
}

/**
 * The directives that are both flags and members of daemon.json.
 *
 * `runtimes` may be both in newer ones, which merge them; `mergesRuntimes` says whether this dockerd does.
 *
 * Source: moby, daemon/config/config.go: findConfigurationConflicts, configValuesSet
 */
export function directiveConflicts(
  flags: readonly DockerFlag[],
  config: Readonly<Record<string, unknown>>,
  { mergesRuntimes }: { readonly mergesRuntimes: boolean },
): readonly DirectiveConflict[] {
  const given = directivesOf(config);
  const found = new Map<string, DirectiveConflict>();
  for (const flag of flags) {
    const { directive } = flag;
    if (directive === 'runtimes' && mergesRuntimes) continue;
    if (given.has(directive) && !found.has(directive)) found.set(directive, { flag, directive });
  }
  return [...found.values()];
}

/** dockerd looks into objects, as into `proxies`, apart from those that are one directive each. */
function directivesOf(config: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const names = Object.entries(config).flatMap(([name, value]) => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value) && !whole.includes(name);
    return isGroup ? Object.keys(value) : [name];
  });
  return new Set(names);
}

const whole: readonly string[] = [
  'builder',
  'cluster-store-opts',
  'default-network-opts',
  'default-ulimits',
  'features',
  'log-opts',
  'runtimes',
];
