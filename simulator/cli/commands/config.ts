import path from 'node:path';
import { configData, configValue } from '../text/config-data.ts';
import { readConfigFile } from '../config-file.ts';
import { formatted } from '../text/formats.ts';
import { keyValues } from '../key-values.ts';
import { metadataOf } from '../metadata.ts';
import { JujuRefused } from '../../model/model.ts';
import type { Simulation } from '../../simulation.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

export interface ConfigRequest {
  readonly application: string;
  /** One key, or `key=value` settings, or nothing. */
  readonly values: readonly string[];
  readonly reset: readonly string[];
  readonly file: string | null;
  readonly format: 'json' | 'yaml';
}

/** All options, or one, are printed; or options are set and the hooks that follow have run. */
export async function config(world: CliWorld, place: ModelPlace, request: ConfigRequest): Promise<void> {
  const { values, reset, file } = request;
  const isChange = reset.length > 0 || file !== null || values.some((value) => value.includes('='));
  if (isChange) {
    await changeModel(world, place, (simulation) => change(world, simulation, request));
    return;
  }
  if (values.length > 1) throw new JujuRefused('can only retrieve a single value, or all values');
  await withModel(world, place, ({ model }) => show(world, place, model, request));
}

function show(
  world: CliWorld,
  place: ModelPlace,
  model: Simulation['model'],
  { application, values: [key], format }: ConfigRequest,
): void {
  const metadata = metadataOf(place, model, application);
  const found = model.applications[application];
  if (found === undefined) return;
  world.stdout(key === undefined ? formatted(configData(found, metadata), format) : configValue(found, metadata, key));
}

function change(world: CliWorld, simulation: Simulation, { application, values, reset, file }: ConfigRequest): void {
  const given = keyValues(values, world.cwd);
  const twice = reset.find((key) => given[key] !== undefined);
  if (twice !== undefined) throw new JujuRefused(`cannot set and reset key "${twice}" simultaneously`);
  const read = file === null ? { values: {}, reset: [] } : readConfigFile(path.resolve(world.cwd, file), application);
  const gone = [...reset, ...read.reset];
  const { trust, ...options } = { ...read.values, ...given };
  if (gone.includes('trust')) simulation.setTrust(application, false);
  const resetOptions = gone.filter((key) => key !== 'trust');
  if (resetOptions.length > 0) simulation.resetConfig(application, resetOptions);
  if (Object.keys(options).length > 0) simulation.setConfig(application, options);
  if (trust !== undefined) simulation.setTrust(application, trust === 'true');
}
