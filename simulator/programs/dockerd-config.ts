import { isIP } from 'node:net';
import type { Machine } from '../contract.ts';
import { parseDockerdFlags } from './dockerd-arguments.ts';
import type { FlagValues } from './dockerd-arguments.ts';
import { readDockerdFile } from './dockerd-file.ts';
import { dockerdFlag } from './dockerd-flags.ts';
import { goText } from './go-text.ts';
import { readMachineFile } from './machine-files.ts';

/** What dockerd's flags and its file come to, or why it does not start, with its exit code. */
export type DockerdConfig =
  | { readonly directives: Readonly<Record<string, unknown>>; readonly flags: readonly string[] }
  | { readonly problem: string; readonly exitCode: number };

/** What a dockerd of this version makes of its arguments and of its configuration file. */
export function dockerdConfig(machine: Machine, version: string, argv: readonly string[]): DockerdConfig {
  const given = parseDockerdFlags(version, argv);
  if ('problem' in given) return given;
  const { values } = given;
  const file = String(values.get('config-file') ?? '/etc/docker/daemon.json');
  const text = readMachineFile(machine, file);
  const fail = (problem: string) => ({
    problem: `unable to configure the Docker daemon with file ${file}: ${problem}`,
    exitCode: 1,
  });
  if (text === null && values.has('config-file')) return fail(`open ${file}: no such file or directory`);
  const read = text === null ? { directives: {} } : readDockerdFile(version, text);
  if ('problem' in read) return fail(read.problem);
  const clash = conflicts(version, values, read.directives);
  if (clash.length > 0)
    return fail(
      `the following directives are specified both as a flag and in the configuration file: ${clash.join(', ')}`,
    );
  const directives = { ...read.directives, ...fromFlags(version, values, read.directives) };
  const wrong = invalid(directives);
  if (wrong !== null)
    return text === null
      ? { problem: wrong, exitCode: 1 }
      : fail(`merged configuration validation from file and command line flags failed: ${wrong}`);
  return { directives, flags: [...values.keys()] };
}

function conflicts(version: string, values: FlagValues, file: Readonly<Record<string, unknown>>): readonly string[] {
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const { directive = name } = dockerdFlag(version, name) ?? {};
      // Runtimes of both are put together.
      if (!(directive in file) || directive === 'runtimes') return [];
      return [
        `${directive}: (from flag: ${goText(directive, value)}, from file: ${goText(directive, file[directive])})`,
      ];
    });
}

function fromFlags(
  version: string,
  values: FlagValues,
  file: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...values].map(([name, value]): [string, unknown] => {
      const { directive = name, kind = 'text' } = dockerdFlag(version, name) ?? {};
      if (directive === 'runtimes') return [directive, { ...asRecord(file['runtimes']), ...runtimesIn(value) }];
      if (kind === 'bool') return [directive, /^(?:1|t)/iu.test(String(value))];
      return [directive, kind === 'int' ? Number(value) : value];
    }),
  );
}

function runtimesIn(value: string | readonly string[]): Readonly<Record<string, unknown>> {
  const all = typeof value === 'string' ? [value] : value;
  return Object.fromEntries(
    all.map((each) => [each.slice(0, each.indexOf('=')), { path: each.slice(each.indexOf('=') + 1) }]),
  );
}

/** What dockerd looks at once file and flags are one. Source: moby, daemon/config/config.go, Validate */
function invalid(directives: Readonly<Record<string, unknown>>): string | null {
  const {
    mtu,
    labels,
    dns,
    'log-level': level,
    'exec-opts': execOptions,
    runtimes,
    'default-runtime': runtime,
  } = directives;
  if (typeof level === 'string' && !/^(?:panic|fatal|error|warn|info|debug|trace)$/iu.test(level))
    return `invalid logging level: ${level}`;
  if (typeof mtu === 'number' && mtu < 0) return `invalid default MTU: ${mtu}`;
  const badLabel = texts(labels).find((label) => !label.includes('='));
  if (badLabel !== undefined) return `bad attribute format: ${badLabel}`;
  const badDns = texts(dns).find((address) => isIP(address) === 0);
  if (badDns !== undefined) return `${badDns} is not an ip address`;
  const badOption = texts(execOptions).find((option) => !/^[^=]+=.+$/u.test(option));
  if (badOption !== undefined) return `invalid exec-opt (${badOption}): must be formatted 'opt=value'`;
  if ('runc' in asRecord(runtimes)) return `runtime name 'runc' is reserved`;
  if (typeof runtime === 'string' && runtime !== 'runc' && !(runtime in asRecord(runtimes)))
    return `specified default runtime '${runtime}' does not exist`;
  return null;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
