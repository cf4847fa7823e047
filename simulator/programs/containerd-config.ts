import type { Machine } from '../contract.ts';
import { isAtLeast } from './docker-version.ts';
import { listMachineFolder, readMachineFile } from './machine-files.ts';
import { parseToml } from './toml.ts';
import type { TomlTable } from './toml.ts';

/** What containerd takes from its file, or why it refuses it. */
export type ContainerdConfig =
  | {
      readonly isCriServed: boolean;
      readonly isSystemdCgroup: boolean;
      readonly defaultRuntime: string;
      readonly runtimes: readonly string[];
    }
  | { readonly problem: string };

/** What a containerd of this version makes of a configuration file; without the file it has its defaults. */
export function containerdConfig(machine: Machine, version: string, file: string): ContainerdConfig {
  const hasCri = isAtLeast(version, 1, 1);
  const text = readMachineFile(machine, file);
  const read = text === null ? { value: {} } : withImports(machine, file, text);
  if ('problem' in read) return { problem: `containerd: failed to load TOML: ${file}: ${read.problem}` };
  const wrong = generalProblem(version, read.value);
  if (wrong !== null) return { problem: `containerd: failed to load TOML from ${file}: ${wrong}` };
  const cri = criOf(read.value);
  const containerd = tableAt(cri, 'containerd');
  const runtimes: TomlTable = { runc: {}, ...tableAt(containerd, 'runtimes') };
  const defaultRuntime = textOr(containerd['default_runtime_name'], 'runc');
  const options = tableAt(tableAt(runtimes, defaultRuntime), 'options');
  return {
    // A plugin whose configuration it refuses is left out, and containerd runs without it.
    isCriServed: hasCri && !isDisabled(read.value) && defaultRuntime in runtimes,
    isSystemdCgroup: options['SystemdCgroup'] === true || cri['systemd_cgroup'] === true,
    defaultRuntime,
    runtimes: Object.keys(runtimes).sort(),
  };
}

/** What the file says, with what it imports; what is imported goes over it. */
function withImports(machine: Machine, file: string, text: string): ReturnType<typeof parseToml> {
  const read = parseToml(text);
  if ('problem' in read) return read;
  let value = read.value;
  for (const pattern of textsIn(read.value['imports'])) {
    for (const other of matching(machine, file, pattern)) {
      const more = parseToml(readMachineFile(machine, other) ?? '');
      if ('problem' in more) return { problem: more.problem };
      value = mergedTables(value, more.value);
    }
  }
  return { value };
}

/** Source: containerd, services/server/config: versions, and names of plugins from version 2 on */
function generalProblem(containerd: string, config: TomlTable): string | null {
  const version = Number(config['version'] ?? 1);
  const newest = isAtLeast(containerd, 2) ? 3 : isAtLeast(containerd, 1, 3) ? 2 : 1;
  if (version > newest)
    return `expected containerd config version equal to or less than \`${newest}\`, got \`${version}\``;
  const { disabled_plugins: disabled = [], plugins = {} } = config;
  if (!Array.isArray(disabled)) return "(1, 1): Can't convert disabled_plugins to slice";
  if (!isTable(plugins)) return "(1, 1): Can't convert plugins to tree";
  if (version < 2) return null;
  const badName = textsIn(disabled).find((name) => name.split('.').length < 4);
  if (badName !== undefined) return `invalid disabled plugin URI ${JSON.stringify(badName)} expect io.containerd.x.vx`;
  const badKey = Object.keys(plugins).find((name) => name.split('.').length < 4);
  return badKey === undefined ? null : `invalid plugin key URI ${JSON.stringify(badKey)} expect io.containerd.x.vx`;
}

function criOf(config: TomlTable): TomlTable {
  const plugins = tableAt(config, 'plugins');
  return Number(config['version'] ?? 1) < 2
    ? tableAt(plugins, 'cri')
    : mergedTables(tableAt(plugins, 'io.containerd.grpc.v1.cri'), tableAt(plugins, 'io.containerd.cri.v1.runtime'));
}

function isDisabled(config: TomlTable): boolean {
  const names = textsIn(config['disabled_plugins']);
  if (Number(config['version'] ?? 1) < 2) return names.includes('cri');
  return names.includes('io.containerd.grpc.v1.cri') || names.includes('io.containerd.cri.v1.runtime');
}

function matching(machine: Machine, file: string, pattern: string): readonly string[] {
  const full = pattern.startsWith('/') ? pattern : `${file.slice(0, file.lastIndexOf('/'))}/${pattern}`;
  const folder = full.slice(0, full.lastIndexOf('/'));
  const name = full.slice(folder.length + 1);
  const expression = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
  return listMachineFolder(machine, folder)
    .filter((each) => expression.test(each))
    .map((each) => `${folder}/${each}`);
}

function mergedTables(a: TomlTable, b: TomlTable): TomlTable {
  const result: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = result[key];
    result[key] = isTable(before) && isTable(value) ? mergedTables(before, value) : value;
  }
  return result;
}

function tableAt(table: TomlTable, key: string): TomlTable {
  const value = table[key];
  return isTable(value) ? value : {};
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
