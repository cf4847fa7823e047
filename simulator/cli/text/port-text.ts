import type { Seen, Unit } from '../../model/model.ts';
import { naturalOrder } from '../../model/natural-order.ts';

/** The unit's open ports, on all endpoints or on some, protocols and numbers in order. */
export function openPorts({ ports, endpointPorts }: Seen<Unit>): string[] {
  return [...new Set([...ports, ...Object.values(endpointPorts).flat()])].sort(byProtocol);
}

/** Ports as the status table shows them: in 2.9 `80/tcp,443/tcp`, later `80,443/tcp 53/udp` with ranges. */
export function portText(ports: readonly string[], isGrouped: boolean): string {
  if (!isGrouped) return ports.join(',');
  const byName = new Map<string, Range[]>();
  for (const port of ports) {
    const [numbers = '', protocol = ''] = port.split('/');
    const [from = '', to = from] = numbers.split('-');
    if (protocol !== '')
      byName.set(protocol, [...(byName.get(protocol) ?? []), { from: Number(from), to: Number(to) }]);
    else byName.set(port, []);
  }
  return [...byName]
    .map(([protocol, ranges]) => (ranges.length === 0 ? protocol : `${joined(ranges)}/${protocol}`))
    .join(' ');
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Neighbours are one range. */
function joined(ranges: readonly Range[]): string {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

function byProtocol(a: string, b: string): number {
  const [protocolA = '', protocolB = ''] = [a, b].map((port) => port.split('/')[1] ?? port);
  return protocolA === protocolB ? naturalOrder(a, b) : naturalOrder(protocolA, protocolB);
}
