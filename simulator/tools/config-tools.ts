import { applicationOf } from '../model/model.ts';
import { BadUsage, refuseMoreThan, ToolFailed } from './flags.ts';
import { quoted } from './format/go-text.ts';
import { everyFormat } from './tool.ts';
import type { ToolCall, Tools } from './tool.ts';
import type { Value } from './format/yaml-text.ts';

/** Configuration, the application's version, and the cloud's credentials. */
export const configTools: Tools = {
  'config-get': {
    usage: '[<key>]',
    summary: "Print the application's configuration, as it was when the hook began.",
    flags: () => [{ names: ['a', 'all'], help: 'Print all options, those without a value too' }],
    formats: everyFormat,
    prepare: (args, call) => {
      const isAll = args.booleans['all'] === true;
      const [key = ''] = args.words;
      if (isAll && key !== '') throw new BadUsage(`cannot use argument --all together with key ${quoted(key)}`);
      refuseMoreThan(1, args);
      const { config } = call.context;
      if (key !== '') return () => (Object.hasOwn(config, key) ? (config[key] ?? null) : null);
      return () => ({ ...(isAll ? emptyOptions(call) : {}), ...config });
    },
  },
  'application-version-set': {
    usage: '<new-version>',
    summary: 'Say which version of the application is running.',
    prepare: (args, { juju, context }) => {
      const [version] = args.words;
      if (version === undefined) throw new BadUsage('no version specified');
      refuseMoreThan(1, args);
      return () => {
        const application = applicationOf(juju.model, context.unit.application);
        if (application.version !== version) application.version = version;
        return undefined;
      };
    },
  },
  'credential-get': {
    usage: '',
    summary: "Print the cloud's specification with its credential; the application must be trusted.",
    formats: everyFormat,
    prepare: (args, { juju, context }) => {
      refuseMoreThan(0, args);
      return () => {
        if (!applicationOf(juju.model, context.unit.application).isTrusted)
          throw new ToolFailed('cannot access cloud credentials: permission denied');
        return cloudSpec(args.values['format'] === 'json');
      };
    },
  },
};

function emptyOptions({ juju, context }: ToolCall): Record<string, Value> {
  const { options } = juju.charmOf(applicationOf(juju.model, context.unit.application)).metadata;
  return Object.fromEntries(Object.keys(options).map((name) => [name, null]));
}

/** A cloud of machines that are there already, and that nobody needs a secret for. */
function cloudSpec(isJson: boolean): Value {
  if (isJson) {
    const credential = new Map<string, Value>([['auth-type', 'empty']]);
    return new Map<string, Value>([
      ['type', 'manual'],
      ['name', 'simulated'],
      ['region', 'default'],
      ['credential', credential],
    ]);
  }
  return new Map<string, Value>([
    ['type', 'manual'],
    ['name', 'simulated'],
    ['region', 'default'],
    ['endpoint', ''],
    ['identityendpoint', ''],
    ['storageendpoint', ''],
    [
      'credential',
      new Map<string, Value>([
        ['authtype', 'empty'],
        ['attributes', {}],
        ['redacted', false],
      ]),
    ],
    ['cacertificates', []],
    ['skiptlsverify', false],
    ['iscontrollercloud', false],
  ]);
}
