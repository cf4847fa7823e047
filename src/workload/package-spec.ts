import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/** What apt is told to install: a package, and its version where one was asked for. */
export interface PackageSpec {
  readonly name: string;
  /** Null: the newest. */
  readonly version: string | null;
}

/**
 * The packages that an option names, one of the names of `about` each; null where it leaves the choice to the charm
 * (`auto`, or empty).
 *
 * Source: https://www.debian.org/doc/debian-policy/ch-controlfields.html (5.6.1 names, 5.6.12 versions)
 */
export function parsePackageSpec(
  option: string,
  text: string,
  about: readonly string[],
): Result<PackageSpec | null, OptionInvalid> {
  const spec = text.trim();
  if (spec === '' || spec === 'auto') return ok(null);
  const parsed = packageSpec(spec);
  const accepted = `auto, or a package such as ${about[0] ?? 'NAME'} or ${about[0] ?? 'NAME'}=VERSION`;
  if (parsed === null) return err({ option, problem: `${quoted(spec)} is no package of apt`, accepted });
  if (about.includes(parsed.name)) return ok(parsed);
  return err({ option, problem: `${quoted(parsed.name)} is not a package that it can choose`, accepted });
}

/** The package and version that the text names as apt does, `NAME` or `NAME=VERSION`; null if it is no such text. */
export function packageSpec(text: string): PackageSpec | null {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  const version = split < 0 ? null : text.slice(split + 1);
  if (!packageName.test(name) || (version !== null && !isVersion(version))) return null;
  return { name, version };
}

/** True for a version by Debian's grammar: `[EPOCH:]UPSTREAM[-REVISION]`. */
export function isVersion(text: string): boolean {
  return version.test(text);
}

/** The text by which apt is told. */
export function aptArgument({ name, version: wanted }: PackageSpec): string {
  return wanted === null ? name : `${name}=${wanted}`;
}

const packageName = /^[a-z0-9][a-z0-9+.-]+$/u;
const version = /^(?:\d+:)?\d[A-Za-z0-9.+~-]*$/u;
