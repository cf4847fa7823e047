import { applicationOf } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { relationFlag } from './relation-flag.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

const wishes = ['bind-address', 'ingress-address', 'egress-subnets'] as const;

/** Where this unit is reached. */
export const networkTools: Tools = {
  'unit-get': {
    usage: '<private-address | public-address>',
    summary: 'Print an address of this unit; network-get knows more.',
    formats: everyFormat,
    prepare: (args, { juju, context }) => {
      const [setting] = args.words;
      if (setting === undefined) throw new BadUsage('no setting specified');
      if (setting !== 'private-address' && setting !== 'public-address')
        throw new BadUsage(`unknown setting ${quoted(setting)}`);
      refuseMoreThan(1, args);
      return () => {
        const machine = juju.model.machines[context.unit.machine];
        const address = setting === 'private-address' ? machine?.address : machine?.publicAddress;
        if (address === undefined || address === '') throw new ToolFailed(`${setting.replace('-', ' ')} not found`);
        return address;
      };
    },
  },
  'network-get': {
    usage: '<binding>',
    summary: 'Print the addresses that an endpoint is bound to, and those to tell others.',
    flags: (call) => [
      relationFlag(call),
      { names: ['bind-address'], help: 'The address to listen at' },
      { names: ['ingress-address'], help: 'The address to tell others' },
      { names: ['egress-subnets'], help: 'The networks that traffic comes from' },
      { names: ['primary-address'], help: 'The first bind address (deprecated)' },
    ],
    formats: everyFormat,
    prepare: (args, call) => {
      const [binding = ''] = args.words;
      if (binding === '') throw new BadUsage('no arguments specified');
      refuseMoreThan(1, args);
      const wanted = wishes.filter((wish) => args.booleans[wish] === true);
      const isPrimary = args.booleans['primary-address'] === true;
      return () => {
        if (isPrimary && wanted.length > 0) throw new ToolFailed('--primary-address must be the only flag specified');
        const address = addressOf(call, binding);
        if (isPrimary) return address;
        return wanted.length === 0 ? everything(address, args.values['format'] === 'json') : answersOf(wanted, address);
      };
    },
  },
};

function addressOf({ juju, context }: ToolCall, binding: string): string {
  const { endpoints, extraBindings = [] } = juju.charmOf(applicationOf(juju.model, context.unit.application)).metadata;
  const isKnown = Object.hasOwn(endpoints, binding) || extraBindings.includes(binding) || binding === 'juju-info';
  if (!isKnown) throw new ToolFailed(`no network config found for binding ${quoted(binding)}`);
  return juju.model.machines[context.unit.machine]?.address ?? '';
}

function answersOf(wanted: readonly (typeof wishes)[number][], address: string): Value {
  const answers = { 'bind-address': address, 'ingress-address': address, 'egress-subnets': [`${address}/32`] };
  const [first] = wanted;
  if (first !== undefined && wanted.length === 1) return answers[first];
  return Object.fromEntries(wanted.map((wish) => [wish, answers[wish]]));
}

/** JSON leaves out the keys that YAML has for the sake of old charms. */
function everything(address: string, isJson: boolean): Value {
  const mac = macOf(address);
  const oneAddress = new Map<string, Value>([
    ['hostname', ''],
    ['value', address],
    ['cidr', `${address.split('.').slice(0, 2).join('.')}.0.0/16`],
    ...(isJson ? [] : [['address', address] as const]),
  ]);
  const device = new Map<string, Value>([
    ['mac-address', mac],
    ['interface-name', 'eth0'],
    ['addresses', [oneAddress]],
    ...(isJson ? [] : [['macaddress', mac] as const, ['interfacename', 'eth0'] as const]),
  ]);
  return new Map<string, Value>([
    ['bind-addresses', [device]],
    ['egress-subnets', [`${address}/32`]],
    ['ingress-addresses', [address]],
  ]);
}

function macOf(address: string): string {
  const parts = address.split('.').slice(1);
  return `00:16:3e:${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join(':')}`;
}
