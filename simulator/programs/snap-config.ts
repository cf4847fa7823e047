import type { Answer, Machine } from '../contract.ts';
import { refused, said } from './answers.ts';
import { storeProblem } from './snap-assertions.ts';
import { isSwitchedOn, stateOf } from './state.ts';
import type { SnapRecord } from './state.ts';
import { startUnit } from './systemd.ts';

/** `snap set NAME k=v ...`: a value is JSON where it parses, else text; null removes the key. */
export function snapSet(machine: Machine, args: readonly string[]): Answer {
  const [name, ...pairs] = args;
  if (name === undefined || pairs.length === 0) {
    return refused(
      1,
      `error: the required arguments \`<snap>\` and \`<conf value> (at least 1 argument)\` were not provided`,
    );
  }
  const found = configured(machine, name);
  if (found === undefined) return refused(1, `error: snap "${name}" is not installed`);
  const changes: [string, unknown][] = [];
  for (const pair of pairs) {
    const [, key, value] = /^([^=]*)=(.*)$/su.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      return refused(1, `error: invalid configuration: "${pair}" (want key=value)`);
    const wrong = key.split('.').find((part) => !validKey.test(part) || !/[a-z]/u.test(part));
    if (wrong !== undefined) {
      return refused(
        1,
        `error: cannot perform the following tasks:\n- Run configure hook of "${name}" snap (invalid option name: ${JSON.stringify(wrong)})`,
      );
    }
    changes.push([key, asJson(value)]);
  }
  const store = isCore(name) ? changes.find(([key]) => key === 'proxy.store')?.[1] : undefined;
  const problem = store === undefined ? null : storeProblem(machine, typeof store === 'string' ? store : '');
  if (problem !== null)
    return refused(1, `error: cannot perform the following tasks:\n- Run configure hook of "core" snap (${problem})`);
  for (const [key, value] of changes) found.settings = changed(found.settings, key.split('.'), value);
  const unit = `snap.${name}.daemon.service`;
  if (isSwitchedOn(machine, 'snapSetRestarts') && stateOf(machine).units[unit] !== undefined) startUnit(machine, unit);
  return said();
}

/** `snap unset NAME k ...`. */
export function snapUnset(machine: Machine, args: readonly string[]): Answer {
  const [name, ...keys] = args;
  return snapSet(machine, [name ?? '', ...keys.map((key) => `${key}=null`)]);
}

/** `snap get [-d] NAME [k ...]`. A document without keys is `{}` for a snap that has no configuration. */
export function snapGet(machine: Machine, args: readonly string[], isDocument: boolean): Answer {
  const [name, ...keys] = args;
  if (name === undefined) return refused(1, 'error: the required argument `<snap>` was not provided');
  const found = configured(machine, name);
  if (found === undefined) return refused(1, `error: snap "${name}" is not installed`);
  const { settings } = found;
  if (keys.length === 0) {
    if (Object.keys(settings).length === 0 && !isDocument)
      return refused(1, `error: snap "${name}" has no configuration`);
    return said(`${JSON.stringify(settings, sorted, '\t')}\n`);
  }
  const missing = keys.find((key) => valueAt(settings, key) === undefined);
  if (missing !== undefined) return refused(1, `error: snap "${name}" has no "${missing}" configuration option`);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && !isDocument) {
    const value = valueAt(settings, only);
    return said(`${typeof value === 'string' ? value : JSON.stringify(value, sorted, '\t')}\n`);
  }
  return said(
    `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, valueAt(settings, key)])), sorted, '\t')}\n`,
  );
}

/** snapd's own settings are there whether or not the snap `core` is. */
function configured(machine: Machine, name: string): Pick<SnapRecord, 'settings'> | undefined {
  const { core, snaps } = stateOf(machine);
  return isCore(name) ? core : snaps[name];
}

function isCore(name: string): boolean {
  return name === 'core' || name === 'system';
}

function changed(settings: SnapRecord['settings'], keys: readonly string[], value: unknown): SnapRecord['settings'] {
  const [first = '', ...rest] = keys;
  const next = rest.length === 0 ? value : changed(asRecord(settings[first]), rest, value);
  const others = Object.entries(settings).filter(([key]) => key !== first);
  return Object.fromEntries(next === null ? others : [...others, [first, next]]);
}

function valueAt(settings: SnapRecord['settings'], key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => asRecord(value)[part], settings);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** snapd prints documents with their keys in order. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Besides, a letter has to be in it.
 *
 * Source: snapd, overlord/configstate/config
 */
const validKey = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
