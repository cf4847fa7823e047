import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import { quoted } from '../option-invalid.ts';
import type { OptionInvalid } from '../option-invalid.ts';

/** Where a container runtime comes from. */
export type RuntimeKind = 'apt' | 'upstream' | 'nvidia' | 'custom';

/** The runtime that the option `docker_runtime` asks for; `auto` leaves it to the charm. */
export function parseRuntimeOption(text: string): Result<RuntimeKind | 'auto', OptionInvalid> {
  const asked = text.trim();
  const known = kinds.find((kind) => kind === asked);
  if (known !== undefined) return ok(known);
  const problem = asked === '' ? 'it is empty' : `${quoted(asked)} is not known`;
  return err({ option: 'docker_runtime', problem, accepted: 'auto, apt, upstream, nvidia or custom' });
}

const kinds = ['auto', 'apt', 'upstream', 'nvidia', 'custom'] as const;
