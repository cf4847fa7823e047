import { openPorts, sortPorts } from '../agent/run/port-view.ts';
import { applicationOf } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import type { Arguments } from './flags.ts';
import { willClose, willOpen } from './port-changes.ts';
import { clashOf, parsePort } from './ports.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';

const usage = '<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp';
const endpointsFlag = {
  names: ['endpoints'],
  value: '""',
  help: 'Endpoints, separated by commas; all when left out',
} as const;

/** What this unit wants to be reached at. */
export const portTools: Tools = {
  'open-port': {
    usage,
    summary: 'Open a port or a range of ports, once the hook has succeeded.',
    isFormatDeprecated: true,
    flags: () => [endpointsFlag],
    prepare: (args, call) => {
      const port = portOf(args);
      return () => {
        refuseClash(port, call);
        willOpen(call.context, port, endpointsOf(args));
        return undefined;
      };
    },
  },
  'close-port': {
    usage,
    summary: 'Close a port or a range of ports, once the hook has succeeded.',
    isFormatDeprecated: true,
    flags: () => [endpointsFlag],
    prepare: (args, call) => {
      const port = portOf(args);
      return () => {
        willClose(call.context, port, endpointsOf(args), charmEndpoints(call));
        return undefined;
      };
    },
  },
  'opened-ports': {
    usage: '',
    summary: 'List the ports that this unit has open, what this hook opened and closed considered.',
    flags: () => [{ names: ['endpoints'], help: 'Print the endpoints, too' }],
    formats: everyFormat,
    prepare: (args, { context }) => {
      refuseMoreThan(0, args);
      return () => listPorts(openPorts(context), args.booleans['endpoints'] === true);
    },
  },
};

function portOf(args: Arguments): string {
  const [text] = args.words;
  if (text === undefined) throw new BadUsage('no port or range specified');
  const port = parsePort(text);
  refuseMoreThan(1, args);
  return port;
}

function endpointsOf({ values }: Arguments): string[] {
  const names = (values['endpoints'] ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && name !== '*');
}

function charmEndpoints({ juju, context }: ToolCall): string[] {
  const { metadata } = juju.charmOf(applicationOf(juju.model, context.unit.application));
  return [...Object.keys(metadata.endpoints), ...(metadata.extraBindings ?? [])];
}

function refuseClash(port: string, { juju, context }: ToolCall): void {
  const { unit } = context;
  const refused = (other: string, holder: string, more = '') =>
    new ToolFailed(
      `cannot open ${port} (unit "${unit.name}"): port range conflicts with ${other} (unit "${holder}")${more}`,
    );
  const { all, byEndpoint } = openPorts(context);
  const own = [...all, ...Object.values(byEndpoint).flat()];
  const clash = clashOf(
    port,
    own.filter((each) => each !== port),
  );
  if (clash !== undefined)
    throw refused(clash, unit.name, savedPorts(unit).includes(clash) ? '' : ' requested earlier');
  for (const neighbour of Object.values(juju.model.units)) {
    if (neighbour.machine !== unit.machine || neighbour.name === unit.name) continue;
    const theirs = clashOf(port, savedPorts(neighbour));
    if (theirs !== undefined) throw refused(theirs, neighbour.name);
  }
}

function savedPorts({ ports, endpointPorts }: Unit): string[] {
  return [...ports, ...Object.values(endpointPorts).flat()];
}

function listPorts({ all, byEndpoint }: ReturnType<typeof openPorts>, isWithEndpoints: boolean): string[] {
  const endpointsOfPort = new Map<string, string[]>(all.map((port) => [port, ['*']]));
  for (const [endpoint, ports] of Object.entries(byEndpoint).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const port of ports) endpointsOfPort.set(port, [...(endpointsOfPort.get(port) ?? []), endpoint]);
  }
  const sorted = sortPorts([...endpointsOfPort.keys()]);
  return isWithEndpoints ? sorted.map((port) => `${port} (${endpointsOfPort.get(port)?.join(', ') ?? ''})`) : sorted;
}
