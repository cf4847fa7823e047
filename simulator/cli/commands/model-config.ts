import { formatted } from '../text/formats.ts';
import { keyValues } from '../key-values.ts';
import { modelConfigOf } from '../../model/model-config.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Model, Seen } from '../../model/model.ts';
import { tableLines } from '../text/table.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

export interface ModelConfigRequest {
  readonly values: readonly string[];
  readonly reset: readonly string[];
  readonly format: 'json' | 'tabular' | 'yaml';
}

/** The options of the model, or one, are printed; or options are set. */
export async function modelConfig(world: CliWorld, place: ModelPlace, request: ModelConfigRequest): Promise<void> {
  const { values, reset } = request;
  const isChange = reset.length > 0 || values.some((value) => value.includes('='));
  if (isChange) {
    await changeModel(world, place, (simulation) => {
      if (reset.length > 0) simulation.resetModelConfig(reset);
      if (values.length > 0) simulation.setModelConfig(keyValues(values, world.cwd));
    });
    return;
  }
  if (values.length > 1) throw new JujuRefused('can only retrieve a single value, or all values');
  await withModel(world, place, ({ model }) => show(world, model, request));
}

function show(world: CliWorld, model: Seen<Model>, { values: [key], format }: ModelConfigRequest): void {
  const options = Object.entries(modelConfigOf(model)).map(([name, setting]) => ({ name, ...setting }));
  if (key !== undefined) {
    const found = options.find(({ name }) => name === key);
    if (found === undefined) throw new JujuRefused(`key "${key}" not found in "${model.name}" model.`);
    world.stdout(`${String(found.value)}\n`);
    return;
  }
  if (format !== 'tabular') {
    const shown = options.map(({ name, value, source }) => [name, { Value: value, Source: source }] as const);
    world.stdout(formatted(Object.fromEntries(shown), format));
    return;
  }
  const lines = tableLines({
    headings: ['Attribute', 'From', 'Value'],
    rows: options.map(({ name, value, source }) => [name, source, String(value)]),
  });
  world.stdout(`${lines.join('\n')}\n`);
}
