import type { HookContext } from '../hook-context.ts';

/** What a unit has open. */
export interface OpenPorts {
  /** On all endpoints. */
  readonly all: readonly string[];
  /** On some endpoints only. */
  readonly byEndpoint: Readonly<Record<string, readonly string[]>>;
}

/** What the unit has open once this hook has succeeded; sorted as `opened-ports` lists it. */
export function openPorts({ unit, opened, closed, openedOn, closedOn }: HookContext): OpenPorts {
  const byEndpoint: Record<string, string[]> = {};
  const pairs = [
    ...Object.entries(unit.endpointPorts).flatMap(([endpoint, ports]) => ports.map((port) => `${endpoint} ${port}`)),
    ...openedOn,
  ];
  for (const pair of new Set(pairs.filter((each) => !closedOn.has(each)))) {
    const [endpoint = '', port = ''] = pair.split(' ');
    byEndpoint[endpoint] = sortPorts([...(byEndpoint[endpoint] ?? []), port]);
  }
  const all = sortPorts([...new Set([...unit.ports.filter((port) => !closed.has(port)), ...opened])]);
  return { all, byEndpoint };
}

/** Ports in the order icmp, tcp, udp, and by number within. */
export function sortPorts(ports: readonly string[]): string[] {
  const key = (port: string) => {
    const [, from = '0', to = from, protocol = ''] = /^(\d+)(?:-(\d+))?\/(.+)$/u.exec(port) ?? [];
    return [protocol, from.padStart(5, '0'), to.padStart(5, '0')].join(' ');
  };
  return [...ports].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
