import { configValue, configYaml } from '../config-yaml.ts';
import { keyValues } from '../key-values.ts';
import { metadataOf } from '../metadata.ts';
import { JujuRefused } from '../../model/model.ts';
import { settle, withSimulation } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

export interface ConfigRequest {
  readonly application: string;
  /** One key, or `key=value` settings, or nothing. */
  readonly values: readonly string[];
  readonly reset: readonly string[];
}

/** All options, or one, are printed; or options are set and the hooks that follow have run. */
export async function config(
  world: CliWorld,
  place: ModelPlace,
  { application, values, reset }: ConfigRequest,
): Promise<void> {
  const isChange = reset.length > 0 || values.some((value) => value.includes('='));
  if (!isChange && values.length > 1) throw new JujuRefused('can only retrieve a single value, or all values');
  await withSimulation(world, place, {}, async (simulation) => {
    if (isChange) {
      if (reset.length > 0) simulation.resetConfig(application, reset);
      if (values.length > 0) simulation.setConfig(application, keyValues(values, world.cwd));
      await settle(world, simulation);
      return;
    }
    const metadata = metadataOf(place, simulation.model, application);
    const found = simulation.model.applications[application];
    if (found === undefined) return;
    const [key] = values;
    world.stdout(key === undefined ? configYaml(found, metadata) : configValue(found, metadata, key));
  });
}
