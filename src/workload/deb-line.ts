import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';
import type { AptSource } from './apt-source.ts';

/** Where a repository is, without the key that signs it. */
export type RepositoryPlace = Pick<AptSource, 'url' | 'suite' | 'components' | 'architectures'>;

/**
 * The repository of a line of apt's sources, with `{ARCH}` and `{CODE}` replaced by the machine's.
 *
 * Options other than `arch` and `signed-by` are refused: `trusted=yes` would make the key worthless. `signed-by` is
 * read over, since the charm keeps the keyring itself.
 *
 * Source: https://manpages.debian.org/bookworm/apt/sources.list.5.en.html (one-line style)
 */
export function parseDebLine(
  option: string,
  text: string,
  machine: { readonly architecture: string; readonly codename: string },
): Result<RepositoryPlace, OptionInvalid> {
  const invalid = (problem: string) => err({ option, problem, accepted });
  const line = text.trim().replaceAll('{ARCH}', machine.architecture).replaceAll('{CODE}', machine.codename);
  if (/\p{Cc}/u.test(line)) return invalid('it has a line break or a control character');
  const [, options = '', url = '', suite = '', rest = ''] =
    /^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)(?:\s+(.*))?$/u.exec(line) ?? [];
  if (url === '') return invalid('it is not "deb URL SUITE COMPONENT"');
  if (!placeOfUrl.test(url)) return invalid('its URL is neither https: nor file:, or has a user name in it');
  if (!/^[\w./~+-]+$/u.test(suite)) return invalid(`${quoted(suite)} is no suite`);
  const components = rest.split(/\s+/u).filter((each) => each !== '');
  if (suite.endsWith('/') !== (components.length === 0))
    return invalid('a suite that ends with a slash has no components, any other has');
  if (components.some((each) => !/^[\w./+-]+$/u.test(each))) return invalid('it has a component that is none');
  const architectures = architecturesIn(options);
  if (architectures === null) return invalid('it has options other than arch and signed-by');
  return ok({ url, suite, components, architectures });
}

/** Null for any other option. */
function architecturesIn(options: string): readonly string[] | null {
  let found: readonly string[] = [];
  for (const option of options.split(/\s+/u).filter((each) => each !== '')) {
    const [, name, value = ''] = /^([a-z-]+)=(\S+)$/u.exec(option) ?? [];
    if (name === 'arch' && /^[a-z0-9,-]+$/u.test(value)) found = value.split(',').filter((each) => each !== '');
    else if (name !== 'signed-by') return null;
  }
  return found;
}

const placeOfUrl = /^(?:https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~%+/-]*)?|file:\/(?:\/\/)?[\w.~%+/-]+)$/u;
const accepted = 'a source such as deb [arch={ARCH}] https://apt.example.com/ubuntu {CODE} stable';
