import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import type { OptionInvalid } from './option-invalid.ts';

/** Whether pods may ask for privileged containers. `auto` means no: only GPUs with kubelets before 1.9 needed them. */
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
        problem: `${JSON.stringify(text.slice(0, 40))} is not known`,
        accepted: 'auto, true or false',
      });
  }
}
