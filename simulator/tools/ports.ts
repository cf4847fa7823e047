import { BadUsage } from './flags.ts';
import { quoted } from './format/go-text.ts';

/**
 * `80/tcp`, `8000-8010/udp` or `icmp` for what an open-port or close-port is given.
 *
 * @throws BadUsage in Juju's words
 */
export function parsePort(text: string): string {
  const [bounds = '', ...more] = text.toLowerCase().split('/');
  const protocol = more.length === 0 ? 'tcp' : more.join('/');
  if (bounds === 'icmp' && more.length === 0) return 'icmp';
  const [from = 0, to = from, excess] = bounds.split('-').map(parseNumber);
  if (excess !== undefined) throw new BadUsage(`invalid port range ${quoted(bounds)}`);
  if (!['tcp', 'udp', 'icmp'].includes(protocol))
    throw new BadUsage(`invalid protocol ${quoted(protocol)}, expected "tcp", "udp", or "icmp"`);
  if (protocol === 'icmp') throw new BadUsage(`protocol "icmp" doesn't support any ports; got "${from}"`);
  if (to > 65535 || from > 65535)
    throw new BadUsage(`port range bounds must be between 0 and 65535, got ${from}-${to}`);
  if (from > to) throw new BadUsage(`invalid port range ${from}-${to}/${protocol}`);
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}

/** The first of these ports that has a number in common with `port`, and the same protocol. */
export function clashOf(port: string, others: readonly string[]): string | undefined {
  const wanted = rangeOf(port);
  return others.find((other) => {
    const { from, to, protocol } = rangeOf(other);
    return protocol === wanted.protocol && from <= wanted.to && wanted.from <= to;
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly protocol: string;
}

function rangeOf(port: string): Range {
  const [, from = '0', to = from, protocol = 'icmp'] = /^(\d+)(?:-(\d+))?\/(.+)$/u.exec(port) ?? [];
  return { from: Number(from), to: Number(to), protocol };
}

function parseNumber(text: string): number {
  const problem = (why: string) =>
    new BadUsage(`invalid port ${quoted(text)}: strconv.Atoi: parsing ${quoted(text)}: ${why}`);
  if (!/^\d+$/u.test(text)) throw problem('invalid syntax');
  if (BigInt(text) > 9223372036854775807n) throw problem('value out of range');
  return Number(text);
}
