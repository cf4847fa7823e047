import { parseGoDuration } from '../model/go-duration.ts';
import type { SecretRotation } from '../model/model.ts';
import { BadUsage } from './flags.ts';
import type { Arguments, Flag } from './flags.ts';
import { quoted } from './format/go-text.ts';

const rotations: readonly SecretRotation[] = ['never', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'];

/** What secret-add and secret-set take. */
export const secretWriteFlags: readonly Flag[] = [
  { names: ['label'], value: '""', help: 'A name that only the owner uses' },
  { names: ['description'], value: '""', help: 'What the secret is for' },
  { names: ['rotate'], value: 'never', help: `How often it is to be changed: ${rotations.join('|')}` },
  { names: ['expire'], value: '""', help: 'When it expires: a time (RFC 3339) or a duration' },
  { names: ['owner'], value: 'application', help: 'Whose it is: application|unit' },
  { names: ['file'], value: '""', help: 'A YAML file of keys and values' },
];

export interface SecretWish {
  readonly label?: string;
  readonly description?: string;
  readonly rotation?: SecretRotation;
  /** Seconds since the epoch. */
  readonly expiresAt?: number;
  readonly owner: 'application' | 'unit';
  readonly file: string;
}

/** What the flags say. @throws BadUsage in Juju's words */
export function secretWish({ values }: Arguments, now: number): SecretWish {
  const { label, description, rotate, expire, owner = 'application', file = '' } = values;
  const rotation = rotations.find((each) => each === rotate);
  if (rotate !== undefined && rotation === undefined) throw new BadUsage(`rotate policy ${quoted(rotate)} not valid`);
  if (owner !== 'application' && owner !== 'unit') throw new BadUsage(`secret owner ${quoted(owner)} not valid`);
  return {
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(rotation === undefined ? {} : { rotation }),
    ...(expire === undefined || expire === '' ? {} : { expiresAt: expiryOf(expire, now) }),
    owner,
    file,
  };
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/u;

function expiryOf(text: string, now: number): number {
  if (rfc3339.test(text)) {
    const at = Date.parse(text) / 1000;
    if (Number.isNaN(at)) throw new BadUsage(`expire time or duration ${quoted(text)} not valid`);
    if (at <= now) throw new BadUsage(`expire time ${quoted(text)} in the past not valid`);
    return at;
  }
  const seconds = parseGoDuration(text.replace(/^[-+]/u, ''));
  if (seconds === null) throw new BadUsage(`expire time or duration ${quoted(text)} not valid`);
  if (text.startsWith('-') || seconds === 0)
    throw new BadUsage(`negative or zero expire duration ${quoted(text)} not valid`);
  return now + seconds;
}
