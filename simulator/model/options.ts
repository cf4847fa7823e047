import { createHash } from 'node:crypto';
import type { CharmMetadata, OptionDefinition } from '../contract.ts';
import { JujuRefused } from './model.ts';
import type { Application, OptionValue } from './model.ts';

/**
 * The application's settings have these values, as `juju config APP k=v` types them.
 *
 * @throws JujuRefused, with nothing set, when one is unknown or not of its type; `isLenient` takes unknown ones as they are
 */
export function setOptions(
  application: Application,
  { options }: CharmMetadata,
  values: Readonly<Record<string, string>>,
  isLenient: boolean,
): void {
  const typed: Record<string, OptionValue> = {};
  for (const [name, text] of Object.entries(values)) {
    const definition = options[name];
    if (definition === undefined && !isLenient) throw new JujuRefused(`unknown option "${name}"`);
    typed[name] = definition === undefined ? text : typedValue(name, definition, text);
  }
  Object.assign(application.settings, typed);
}

/** @throws JujuRefused when one is unknown */
export function resetOptions(application: Application, { options }: CharmMetadata, names: readonly string[]): void {
  for (const name of names) {
    if (options[name] === undefined && application.settings[name] === undefined) {
      throw new JujuRefused(`unknown option "${name}"`);
    }
  }
  for (const name of names) delete application.settings[name];
}

/** The application's settings are those that the charm knows, with a value of its type; the others are dropped. */
export function dropUnknownOptions({ settings }: Application, { options }: CharmMetadata): void {
  for (const [name, value] of Object.entries(settings)) {
    const definition = options[name];
    if (definition === undefined || !isTyped(definition, value)) delete settings[name];
  }
}

/** What `config-get` answers: settings over defaults. */
export function effectiveOptions(application: Application, { options }: CharmMetadata): Record<string, OptionValue> {
  const effective: Record<string, OptionValue> = {};
  for (const [name, { default: standard }] of Object.entries(options)) {
    if (standard !== undefined) effective[name] = standard;
  }
  return { ...effective, ...application.settings };
}

/** Differs from an earlier one when config-changed is due. */
export function settingsHash(application: Application, metadata: CharmMetadata): string {
  const settings = Object.entries(effectiveOptions(application, metadata)).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([application.charm, application.charmRevision, settings]);
  return createHash('sha256').update(text).digest('hex');
}

function isTyped({ type }: OptionDefinition, value: OptionValue): boolean {
  switch (type) {
    case 'string':
    case 'secret':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
  }
}

function typedValue(name: string, { type }: OptionDefinition, text: string): OptionValue {
  const refused = () => new JujuRefused(`option "${name}" expected ${type}, got "${text}"`);
  switch (type) {
    case 'string':
      return text;
    case 'int':
      if (!/^[+-]?\d+$/u.test(text)) throw refused();
      return Number(text);
    case 'float':
      if (text.trim() === '' || Number.isNaN(Number(text))) throw refused();
      return Number(text);
    case 'boolean':
      if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
      if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
      throw refused();
    case 'secret':
      if (!text.startsWith('secret:')) throw refused();
      return text;
  }
}
