import { goDuration, parseGoDuration } from './go-duration.ts';
import { jujuFeatures } from './juju-features.ts';
import type { JujuTrack } from './juju-features.ts';
import { JujuRefused } from './model.ts';
import type { Model, OptionValue, Seen } from './model.ts';

export interface ModelSetting {
  readonly value: OptionValue;
  readonly source: 'default' | 'model';
}

/** Every setting of the model, as `juju model-config` lists them. */
export function modelConfigOf(model: Seen<Model>): Readonly<Record<string, ModelSetting>> {
  const effective: Record<string, ModelSetting> = {};
  for (const [key, { standard }] of Object.entries(keysOf(model.juju))) {
    const set = model.config[key];
    effective[key] = set === undefined ? { value: standard, source: 'default' } : { value: set, source: 'model' };
  }
  return effective;
}

/**
 * The model has these settings.
 *
 * @throws JujuRefused, with nothing set, when one is unknown, read-only, or not of its type
 */
export function setModelConfig(model: Model, values: Readonly<Record<string, string>>): void {
  const typed = Object.entries(values).map(([key, text]) => [key, typedValue(key, keyOf(model, key), text)] as const);
  for (const [key, value] of typed) if (model.config[key] !== value) model.config[key] = value;
}

/** @throws JujuRefused, with nothing reset, when one is unknown or read-only */
export function resetModelConfig(model: Model, keys: readonly string[]): void {
  for (const key of keys) keyOf(model, key);
  for (const key of keys) delete model.config[key];
}

/** The text of a setting that is one; empty when it is not. */
export function modelText(model: Seen<Model>, key: string): string {
  const value = model.config[key] ?? keysOf(model.juju)[key]?.standard;
  return typeof value === 'string' ? value : '';
}

/** Whether failed hooks are run again by themselves. */
export function retriesHooks(model: Model): boolean {
  return model.config['automatically-retry-hooks'] !== false;
}

/** Seconds between two runs of update-status on a unit. */
export function updateStatusSeconds(model: Model): number {
  return parseGoDuration(modelText(model, 'update-status-hook-interval')) ?? 300;
}

interface Key {
  readonly type: 'bool' | 'duration' | 'int' | 'string';
  readonly standard: OptionValue;
  readonly isReadOnly?: boolean;
}

function keyOf(model: Model, key: string): Key {
  const found = keysOf(model.juju)[key];
  if (found === undefined)
    throw new JujuRefused(`key "${key}" is not defined in the current model configuration: possible misspelling`);
  if (found.isReadOnly === true) throw new JujuRefused(`"${key}" must be set via "upgrade-model"`);
  return found;
}

function typedValue(key: string, { type }: Key, text: string): OptionValue {
  switch (type) {
    case 'string':
      return text;
    case 'bool':
      if (/^(1|t|true)$/iu.test(text)) return true;
      if (/^(0|f|false)$/iu.test(text)) return false;
      throw new JujuRefused(`${key}: expected bool, got string("${text}")`);
    case 'int':
      if (!/^[+-]?\d+$/u.test(text)) throw new JujuRefused(`${key}: expected number, got string("${text}")`);
      return Number(text);
    case 'duration':
      return interval(text);
  }
}

/** Between one minute and one hour, as Juju takes it. */
function interval(text: string): string {
  const seconds = parseGoDuration(text);
  if (seconds === null)
    throw new JujuRefused(
      `invalid update status hook interval in model configuration: time: invalid duration "${text}"`,
    );
  if (seconds < 60) throw new JujuRefused(`update status frequency ${goDuration(seconds)} cannot be less than 1m0s`);
  if (seconds > 3600)
    throw new JujuRefused(`update status frequency ${goDuration(seconds)} cannot be greater than 1h0m0s`);
  return text;
}

const localAddresses = '127.0.0.1,localhost,::1';
const texts: Readonly<Record<string, string>> = {
  'agent-stream': 'released',
  'apt-ftp-proxy': '',
  'apt-http-proxy': '',
  'apt-https-proxy': '',
  'apt-mirror': '',
  'apt-no-proxy': '',
  'cloudinit-userdata': '',
  'container-image-stream': 'released',
  'container-networking-method': '',
  'default-space': '',
  'egress-subnets': '',
  'extra-info': '',
  'firewall-mode': 'instance',
  'ftp-proxy': '',
  'http-proxy': '',
  'https-proxy': '',
  'image-stream': 'released',
  'juju-ftp-proxy': '',
  'juju-http-proxy': '',
  'juju-https-proxy': '',
  'juju-no-proxy': localAddresses,
  'logging-config': '<root>=INFO',
  'lxd-snap-channel': '5.0/stable',
  'max-action-results-age': '336h',
  'max-action-results-size': '5G',
  'max-status-history-age': '336h',
  'max-status-history-size': '5G',
  'no-proxy': localAddresses,
  'provisioner-harvest-mode': 'destroyed',
  'resource-tags': '',
  'snap-http-proxy': '',
  'snap-https-proxy': '',
  'snap-store-assertions': '',
  'snap-store-proxy': '',
  'snap-store-proxy-url': '',
};
const switches: Readonly<Record<string, boolean>> = {
  'automatically-retry-hooks': true,
  development: false,
  'disable-network-management': false,
  'disable-telemetry': false,
  'enable-os-refresh-update': true,
  'enable-os-upgrade': true,
  'ignore-machine-addresses': false,
  'proxy-ssh': false,
  'ssl-hostname-verification': true,
  'test-mode': false,
};

const known = new Map<JujuTrack, Readonly<Record<string, Key>>>();

/** Keys by name, in alphabetical order. */
function keysOf(juju: JujuTrack): Readonly<Record<string, Key>> {
  const made = known.get(juju) ?? makeKeys(juju);
  known.set(juju, made);
  return made;
}

function makeKeys(juju: JujuTrack): Readonly<Record<string, Key>> {
  const { version, hasSeries, hasBases, hasMetrics } = jujuFeatures[juju];
  const keys: [string, Key][] = [
    ['agent-version', { type: 'string', standard: version, isReadOnly: true }],
    ['update-status-hook-interval', { type: 'duration', standard: '5m' }],
    ['net-bond-reconfigure-delay', { type: 'int', standard: 17 }],
    ...Object.entries(texts).map(([key, standard]): [string, Key] => [key, { type: 'string', standard }]),
    ...Object.entries(switches).map(([key, standard]): [string, Key] => [key, { type: 'bool', standard }]),
  ];
  if (hasSeries) keys.push(['default-series', { type: 'string', standard: '' }]);
  if (hasBases) keys.push(['default-base', { type: 'string', standard: '' }]);
  if (hasMetrics) keys.push(['transmit-vendor-metrics', { type: 'bool', standard: true }]);
  return Object.fromEntries(keys.sort(([a], [b]) => (a < b ? -1 : 1)));
}
