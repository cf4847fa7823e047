import { cniFolders, nvidiaRuntime } from './containerd-config.ts';

/** containerd's configuration as it takes effect: the values of each table, as containerd prints them. */
export type ContainerdAccount = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * What `containerd config dump` prints, by table and key. A table's name has no quotes: `plugins.io.containerd.grpc.v1.cri`;
 * the values above all tables are in the table ''.
 *
 * No reader of TOML at large: containerd prints a table's name, or a key and its whole value, on a line of its own.
 */
export function parseContainerdAccount(printed: string): ContainerdAccount {
  const tables = new Map<string, Map<string, string>>([['', new Map()]]);
  let table = '';
  for (const line of printed.split('\n').map((each) => each.trim())) {
    const name = /^\[\[?([^[\]]+)\]?\]$/u.exec(line)?.[1];
    if (name !== undefined) table = name.replace(/["']/gu, '');
    const values = tables.get(table) ?? new Map<string, string>();
    tables.set(table, values);
    const [, key, value] = /^([A-Za-z0-9_-]+)\s*=\s*(.*)$/u.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  return tables;
}

/**
 * What a configuration lacks for kubelet to work with it and with what this charm installs, in words for the operator;
 * empty when nothing.
 */
export function lackingForKubelet(
  account: ContainerdAccount,
  { hasNvidia }: { readonly hasNvidia: boolean },
): readonly string[] {
  const disabled = textsIn(account.get('')?.get('disabled_plugins'));
  const obstacle = disabled.find((plugin) => criPlugins.includes(plugin));
  if (obstacle !== undefined) return [`the CRI plugin (disabled_plugins has ${obstacle})`];

  const cri = criTables.find((name) => account.has(`${name}.containerd`)) ?? criTables[0];
  const valueOf = (table: string, key: string) => account.get(`${cri}.${table}`)?.get(key);
  const defaultRuntime = textsIn(valueOf('containerd', 'default_runtime_name'))[0] ?? 'runc';
  const lacking: string[] = [];
  for (const runtime of new Set([defaultRuntime, ...(hasNvidia ? [nvidiaRuntime.name] : [])])) {
    if (!account.has(`${cri}.containerd.runtimes.${runtime}`)) lacking.push(`a runtime ${runtime}`);
    else if (valueOf(`containerd.runtimes.${runtime}.options`, 'SystemdCgroup') !== 'true')
      lacking.push(`SystemdCgroup = true for the runtime ${runtime}`);
  }
  // containerd 2.1 and later have a list of folders as well.
  const programs = [...textsIn(valueOf('cni', 'bin_dir')), ...textsIn(valueOf('cni', 'bin_dirs'))];
  if (!programs.includes(cniFolders.programs)) lacking.push(`bin_dir = "${cniFolders.programs}" for cni`);
  if (textsIn(valueOf('cni', 'conf_dir'))[0] !== cniFolders.configuration)
    lacking.push(`conf_dir = "${cniFolders.configuration}" for cni`);
  return lacking;
}

/** The texts of a TOML text or list of texts, in either kind of quotes. */
function textsIn(value = ''): string[] {
  return [...value.matchAll(/"([^"]*)"|'([^']*)'/gu)].map(([, double, single]) => double ?? single ?? '');
}

/** `cri` in files of form 1; in containerd 2 the plugin has parts. */
const criPlugins: readonly string[] = [
  'cri',
  'io.containerd.grpc.v1.cri',
  'io.containerd.cri.v1.runtime',
  'io.containerd.cri.v1.images',
];
/** Of containerd 2 and of containerd 1. */
const criTables = ['plugins.io.containerd.cri.v1.runtime', 'plugins.io.containerd.grpc.v1.cri'] as const;
