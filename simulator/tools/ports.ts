import { BadUsage, refuseMoreThan } from './flags.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly protocol: string;
}

/**
 * `80/tcp`, `8000-8010/udp` or `icmp` for what an open-port or close-port is given.
 *
 * @throws BadUsage in Juju's words
 */
export function parsePort(words: readonly string[]): string {
  const [text] = words;
  if (text === undefined) throw new BadUsage('no port or range specified');
  refuseMoreThan(1, { words, values: {}, booleans: {} });
  const spec = text.toLowerCase();
  if (spec === 'icmp') return 'icmp';
  const [bounds = '', protocol = 'tcp', ...rest] = spec.split('/');
  if (rest.length > 0 || !['tcp', 'udp', 'icmp'].includes(protocol)) {
    throw new BadUsage(`invalid protocol "${protocol}", expected "tcp", "udp", or "icmp"`);
  }
  const [from = 0, to = from] = bounds.split('-').map(parseNumber);
  if (from < 0 || to > 65535 || from > 65535) {
    throw new BadUsage(`port range bounds must be between 0 and 65535, got ${from}-${to}`);
  }
  if (from > to) throw new BadUsage(`invalid port range ${from}-${to}/${protocol}`);
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}

/** The first of these ports that has a number in common with `port`. */
export function clashOf(port: string, others: readonly string[]): string | undefined {
  const wanted = rangeOf(port);
  return others.find((other) => {
    const { from, to, protocol } = rangeOf(other);
    return protocol === wanted.protocol && from <= wanted.to && wanted.from <= to;
  });
}

function rangeOf(port: string): Range {
  const [, from = '0', to = from, protocol = 'icmp'] = /^(\d+)(?:-(\d+))?\/(.+)$/u.exec(port) ?? [];
  return { from: Number(from), to: Number(to), protocol };
}

function parseNumber(text: string): number {
  if (!/^\d+$/u.test(text))
    throw new BadUsage(`invalid port "${text}": strconv.Atoi: parsing "${text}": invalid syntax`);
  return Number(text);
}
