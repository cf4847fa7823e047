import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/**
 * The arguments in `kubelet-extra-args` or `proxy-extra-args`, by key, in the order of the text.
 *
 * The first `=` splits, a bare flag is `true`, the last of equal keys wins. Each becomes a setting of a snap, so a key
 * is refused that snapd would refuse.
 */
export function parseExtraArgs(option: string, text: string): Result<Readonly<Record<string, string>>, OptionInvalid> {
  const args = new Map<string, string>();
  for (const item of text.split(/\s+/u).filter((each) => each !== '')) {
    const split = item.indexOf('=');
    const key = split < 0 ? item : item.slice(0, split);
    const value = split < 0 ? 'true' : item.slice(split + 1);
    const problem = problemOf(key, value);
    if (problem !== null) return err({ option, problem, accepted });
    args.set(key, value);
  }
  return ok(Object.fromEntries(args));
}

function problemOf(key: string, value: string): string | null {
  const shown = quoted(key);
  if (key === '') return 'an argument has no key';
  if (key.startsWith('-')) return `${shown} starts with a dash`;
  if (!snapKey.test(key)) return `${shown} is no key of a snap setting`;
  if (/\p{Cc}/u.test(value)) return `the value of ${shown} has control characters`;
  // snapd reads values as JSON, and null would unset the key.
  return value === 'null' ? `the value of ${shown} is null` : null;
}

/** snapd: lower-case letters and digits with single dashes between, at least one letter. */
const snapKey = /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const accepted =
  'FLAG or KEY=VALUE without leading dashes, separated by spaces, keys of lower-case letters, digits and single dashes; for example: v=4 serialize-image-pulls=false';
