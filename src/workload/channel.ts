import { err, ok } from '../host/host.ts';
import type { Result } from '../host/host.ts';
import { quoted } from './option-invalid.ts';
import type { OptionInvalid } from './option-invalid.ts';

/** A snap channel: a track, a risk, or both, and a branch behind a risk. */
export function parseChannel(option: string, text: string): Result<string, OptionInvalid> {
  const channel = text.trim();
  if (channel !== '' && channelForm.test(channel)) return ok(channel);
  const problem = channel === '' ? 'it is empty' : `${quoted(channel)} is no snap channel`;
  return err({
    option,
    problem,
    accepted: 'TRACK/RISK such as 1.10/stable, with a risk of stable, candidate, beta or edge, and optionally /BRANCH',
  });
}

const name = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const channelForm = new RegExp(`^(?:${name}|(?:${name}/)?(?:stable|candidate|beta|edge)(?:/${name})?)$`, 'u');
