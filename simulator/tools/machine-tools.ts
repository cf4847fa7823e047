import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sortPorts } from '../agent/apply-writes.ts';
import { agentFolder } from '../agent/juju.ts';
import { applicationOf, unitsOf } from '../model/model.ts';
import type { Unit } from '../model/model.ts';
import { endsOf } from '../model/relations.ts';
import { visibleUnits } from '../model/scopes.ts';
import { BadUsage, parseArguments, refuseMoreThan, ToolFailed } from './flags.ts';
import type { Value } from './format.ts';
import { clashOf, parsePort } from './ports.ts';
import { printed, silentTool, valueTool } from './tool.ts';
import type { Tool, ToolCall } from './tool.ts';

/** Ports, addresses, resources, and what the model is heading for. */
export const machineTools: Readonly<Record<string, Tool>> = {
  'open-port': silentTool(
    { values: { endpoints: 'endpoints' } },
    (args, { juju, context }) => {
      const port = parsePort(args.words);
      const own = [...context.unit.ports.filter((each) => !context.closed.has(each)), ...context.opened];
      if (!own.includes(port)) refuseClash(port, own, context.unit, Object.values(juju.model.units));
      context.closed.delete(port);
      if (!context.unit.ports.includes(port)) context.opened.add(port);
    },
    'open-port',
  ),
  'close-port': silentTool(
    { values: { endpoints: 'endpoints' } },
    (args, { context }) => {
      const port = parsePort(args.words);
      context.opened.delete(port);
      if (context.unit.ports.includes(port)) context.closed.add(port);
    },
    'close-port',
  ),
  'opened-ports': valueTool({ booleans: { endpoints: 'endpoints' } }, (args, { context }) => {
    refuseMoreThan(0, args);
    const ports = sortPorts([...context.unit.ports.filter((each) => !context.closed.has(each)), ...context.opened]);
    return args.booleans['endpoints'] === true ? ports.map((port) => `${port} (*)`) : ports;
  }),
  'unit-get': valueTool({}, (args, { juju, context }) => {
    const [setting] = args.words;
    if (setting === undefined) throw new BadUsage('no setting specified');
    refuseMoreThan(1, args);
    const machine = juju.model.machines[context.unit.machine];
    if (setting === 'private-address') return machine?.address ?? null;
    if (setting === 'public-address') return machine?.publicAddress ?? null;
    throw new BadUsage(`unknown setting "${setting}"`);
  }),
  'network-get': valueTool(
    {
      values: { r: 'relation', relation: 'relation' },
      booleans: {
        'bind-address': 'bind-address',
        'ingress-address': 'ingress-address',
        'egress-subnets': 'egress-subnets',
        'primary-address': 'primary-address',
      },
    },
    (args, call) => {
      const [binding] = args.words;
      if (binding === undefined || binding === '') throw new BadUsage('no arguments specified');
      refuseMoreThan(1, args);
      return networkOf(call, binding, Object.keys(args.booleans), args.values['format'] ?? 'smart');
    },
  ),
  'resource-get': (call) => {
    const args = parseArguments(call.argv, {});
    const [name] = args.words;
    if (name === undefined || name === '') throw new BadUsage('missing required resource name');
    refuseMoreThan(1, args);
    return printed(fetchResource(call, name));
  },
  'goal-state': valueTool(
    {},
    (args, call) => {
      refuseMoreThan(0, args);
      return goalState(call);
    },
    'yaml',
  ),
};

function refuseClash(port: string, own: readonly string[], unit: Unit, units: readonly Unit[]): void {
  const refused = (other: string, holder: string) =>
    new ToolFailed(`cannot open ${port} (unit "${unit.name}"): port range conflicts with ${other} (unit "${holder}")`);
  const ownClash = clashOf(port, own);
  if (ownClash !== undefined) throw refused(ownClash, unit.name);
  for (const neighbour of units) {
    if (neighbour.machine !== unit.machine || neighbour.name === unit.name) continue;
    const clash = clashOf(port, neighbour.ports);
    if (clash !== undefined) throw refused(clash, neighbour.name);
  }
}

function networkOf({ juju, context }: ToolCall, binding: string, wanted: readonly string[], format: string): Value {
  const application = applicationOf(juju.model, context.unit.application);
  const { endpoints } = juju.charmOf(application).metadata;
  if (endpoints[binding] === undefined && binding !== 'juju-info') {
    throw new ToolFailed(`no network config found for binding "${binding}"`);
  }
  const address = juju.model.machines[context.unit.machine]?.address ?? '';
  if (wanted.includes('primary-address')) {
    if (wanted.length > 1) throw new ToolFailed('--primary-address must be the only flag specified');
    return address;
  }
  const bare: Record<string, Value> = {
    'bind-address': address,
    'egress-subnets': [`${address}/32`],
    'ingress-address': address,
  };
  const [first] = wanted;
  if (first !== undefined && wanted.length === 1) return bare[first] ?? null;
  if (first !== undefined) return Object.fromEntries(wanted.map((flag) => [flag, bare[flag] ?? null]));
  const isJson = format === 'json';
  const cidr = `${address.split('.').slice(0, 2).join('.')}.0.0/16`;
  const mac = `00:16:3e:${address
    .split('.')
    .slice(1)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`;
  const oneAddress = { hostname: '', value: address, cidr, ...(isJson ? {} : { address }) };
  const legacy = isJson ? {} : { macaddress: mac, interfacename: 'eth0' };
  return {
    'bind-addresses': [{ 'mac-address': mac, 'interface-name': 'eth0', addresses: [oneAddress], ...legacy }],
    'egress-subnets': [`${address}/32`],
    'ingress-addresses': [address],
  };
}

/** The unit has the newest content of the resource; the answer is where. */
function fetchResource({ juju, context }: ToolCall, name: string): string {
  const application = applicationOf(juju.model, context.unit.application);
  const definition = juju.charmOf(application).metadata.resources[name];
  const source = definition === undefined ? null : juju.resourceFile(application, name);
  if (definition === undefined || source === null) {
    throw new ToolFailed(`could not download resource: resource "${application.name}/${name}" not found`);
  }
  const folder = path.join(agentFolder(juju.machine(context.unit.machine), context.unit.name), 'resources');
  const target = path.join(folder, definition.filename);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(target) || !readFileSync(target).equals(readFileSync(source))) copyFileSync(source, target);
  return target;
}

function goalState({ juju, context }: ToolCall): Value {
  const { model } = juju;
  const time = (since: number) => new Date(since * 1000).toISOString().slice(0, 19).replace('T', ' ').concat('Z');
  const state = (unit: Unit) => ({
    status: unit.life === 'alive' ? unit.workload.status : unit.life,
    since: time(unit.workload.since),
  });
  const relations: Record<string, Record<string, Value>> = {};
  for (const relation of Object.values(model.relations)) {
    const ends = endsOf(relation, context.unit.application);
    if (ends === null || relation.endpoints.length === 1 || ends.own.isImplicit) continue;
    const entry = (relations[ends.own.name] ??= {});
    const isJoined = visibleUnits(model, relation, context.unit).length > 0;
    entry[ends.other.application] = { status: isJoined ? 'joined' : 'joining', since: time(juju.now()) };
    for (const unit of unitsOf(model, ends.other.application)) entry[unit.name] = state(unit);
  }
  return {
    relations,
    units: Object.fromEntries(unitsOf(model, context.unit.application).map((unit) => [unit.name, state(unit)])),
  };
}
