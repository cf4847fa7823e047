import type { HookContext } from '../agent/hook-context.ts';
import { openPorts } from '../agent/run/port-view.ts';

/** The port will be open, on all endpoints when none is given; elsewhere it then needs no word of its own. */
export function willOpen(context: HookContext, port: string, endpoints: readonly string[]): void {
  const { unit, opened, closed, openedOn, closedOn } = context;
  if (endpoints.length === 0) {
    closed.delete(port);
    if (!unit.ports.includes(port)) opened.add(port);
    closeOn(context, port, Object.keys(openPorts(context).byEndpoint));
    return;
  }
  if (openPorts(context).all.includes(port)) return;
  for (const endpoint of endpoints) {
    closedOn.delete(`${endpoint} ${port}`);
    if (unit.endpointPorts[endpoint]?.includes(port) !== true) openedOn.add(`${endpoint} ${port}`);
  }
}

/** The port will be closed, everywhere when no endpoint is given; `every` are the charm's endpoints. */
export function willClose(
  context: HookContext,
  port: string,
  endpoints: readonly string[],
  every: readonly string[],
): void {
  const isOnAll = openPorts(context).all.includes(port);
  if (endpoints.length > 0 && !isOnAll) {
    closeOn(context, port, endpoints);
    return;
  }
  context.opened.delete(port);
  if (context.unit.ports.includes(port)) context.closed.add(port);
  const left = endpoints.length === 0 ? [] : every.filter((each) => !endpoints.includes(each));
  closeOn(context, port, Object.keys(openPorts(context).byEndpoint));
  if (left.length > 0) willOpen(context, port, left);
}

function closeOn({ unit, openedOn, closedOn }: HookContext, port: string, endpoints: readonly string[]): void {
  for (const endpoint of endpoints) {
    openedOn.delete(`${endpoint} ${port}`);
    if (unit.endpointPorts[endpoint]?.includes(port) === true) closedOn.add(`${endpoint} ${port}`);
  }
}
