import type { Hardware } from '../contract.ts';
import { UsageWrong } from './usage-wrong.ts';

/**
 * Hardware as it is typed: `gpus=2 driver=535.104.05`.
 *
 * @throws UsageWrong for a word that is none, or a value that it cannot have
 */
export function parseHardware(words: readonly string[]): Hardware {
  if (words.length === 0) throw new UsageWrong(`no hardware specified: any of ${Object.keys(readers).join(', ')}`);
  return words.reduce<Hardware>((all, word) => ({ ...all, ...parseWord(word) }), {});
}

function parseWord(word: string): Hardware {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/u.exec(word) ?? [];
  const reader = readers[name];
  if (reader === undefined)
    throw new UsageWrong(
      `"${word}" is not hardware: it is one of ${Object.keys(readers).join(', ')}, each with a value`,
    );
  const read = reader.read(value);
  if (read === null) throw new UsageWrong(`invalid value "${value}" for ${name}: it is ${reader.accepts}`);
  return read;
}

interface Reader {
  readonly accepts: string;
  readonly read: (value: string) => Hardware | null;
}

const count = (name: 'amd' | 'audio' | 'gpus' | 'nics'): Reader => ({
  accepts: 'a number from 0 to 16',
  read: (value) => (/^\d{1,2}$/u.test(value) && Number(value) <= 16 ? { [name]: Number(value) } : null),
});

const version = /^\d{3}(?:\.\d{1,3}){1,2}$/u;

const readers: Readonly<Record<string, Reader>> = {
  gpus: count('gpus'),
  nics: count('nics'),
  audio: count('audio'),
  amd: count('amd'),
  bus: {
    accepts: 'pci or none',
    read: (value) => (value === 'pci' || value === 'none' ? { bus: value === 'pci' } : null),
  },
  driver: {
    accepts: 'a version such as 535.104.05, or none',
    read: (value) => (value === 'none' ? { driver: null } : version.test(value) ? { driver: value } : null),
  },
  libraries: {
    accepts: 'a version such as 535.104.05',
    read: (value) => (version.test(value) ? { libraries: value } : null),
  },
  'driver-loads': {
    accepts: 'yes, reboot or no',
    read: (value) => (value === 'yes' || value === 'reboot' || value === 'no' ? { driverLoads: value } : null),
  },
};
