import type { CharmMetadata, OptionDefinition } from '../../contract.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Application, OptionValue, Seen } from '../../model/model.ts';

/** What `juju config APP` prints, as a value: every option with its value and where that comes from. */
export function configData(application: Seen<Application>, metadata: CharmMetadata): Record<string, unknown> {
  const settings = Object.keys(metadata.options)
    .sort()
    .map((name) => [name, settingOf(metadata.options[name], application.settings[name])] as const);
  return {
    application: application.name,
    'application-config': { trust: trustOf(application) },
    charm: metadata.name,
    settings: Object.fromEntries(settings),
  };
}

/**
 * What `juju config APP KEY` prints: the bare value, an empty line when unset.
 *
 * @throws JujuRefused when there is no such option
 */
export function configValue(application: Seen<Application>, metadata: CharmMetadata, key: string): string {
  const definition = metadata.options[key];
  const value = application.settings[key];
  if (definition === undefined && value === undefined) {
    if (key === 'trust') return `${application.isTrusted}\n`;
    throw new JujuRefused(`key "${key}" not found in "${application.name}" application config or charm settings.`);
  }
  return `${String(value ?? definition?.default ?? '')}\n`;
}

function trustOf({ isTrusted }: Seen<Application>): Record<string, unknown> {
  return {
    default: false,
    description: 'Does this application have access to trusted credentials',
    source: isTrusted ? 'user' : 'default',
    type: 'bool',
    value: isTrusted,
  };
}

function settingOf(definition: OptionDefinition | undefined, value: OptionValue | undefined): Record<string, unknown> {
  const standard = definition?.default;
  const source = value !== undefined && value !== standard ? 'user' : standard === undefined ? 'unset' : 'default';
  const effective = value ?? standard;
  return {
    ...(standard === undefined ? {} : { default: standard }),
    description: definition?.description ?? '',
    source,
    type: definition?.type ?? 'string',
    ...(effective === undefined ? {} : { value: effective }),
  };
}
