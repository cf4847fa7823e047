import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/**
 * Whether pods may ask for privileged containers.
 *
 * `auto` means no: in the charm of 2018 it meant yes on a GPU node whose kubelet is older than 1.9, and this charm
 * configures none older than 1.10. For the same reason an explicit `false` never takes a GPU away.
 */
export function parseAllowPrivileged(text: string): Result<'true' | 'false', OptionInvalid> {
  switch (text.trim().toLowerCase()) {
    case 'true':
      return ok('true');
    case 'false':
    case 'auto':
      return ok('false');
    default:
      return err({
        option: 'allow-privileged',
        problem: `${quoted(text)} is not known`,
        accepted: 'auto, true or false',
      });
  }
}
