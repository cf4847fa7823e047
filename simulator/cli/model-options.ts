import { jujuFeatures } from '../model/juju-features.ts';
import type { Model, OptionValue, Seen } from '../model/model.ts';

/** An option of the model, its value and where that comes from. */
export interface ModelOption {
  readonly name: string;
  readonly value: OptionValue;
  readonly source: 'default' | 'model';
}

/** What `juju model-config` shows: what was set, and the defaults of what the simulator looks at. */
export function modelOptions({ config, juju }: Seen<Model>): ModelOption[] {
  const standard: Readonly<Record<string, OptionValue>> = { ...defaults, 'agent-version': jujuFeatures[juju].version };
  const names = [...new Set([...Object.keys(standard), ...Object.keys(config)])].sort();
  return names.map((each) => {
    const set = config[each];
    return { name: each, value: set ?? standard[each] ?? '', source: set === undefined ? 'default' : 'model' };
  });
}

const defaults: Readonly<Record<string, OptionValue>> = {
  'automatically-retry-hooks': true,
  'update-status-hook-interval': '5m',
};
