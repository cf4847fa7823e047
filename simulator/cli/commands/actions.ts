import { formatted } from '../text/formats.ts';
import { metadataOf } from '../metadata.ts';
import { tableLines } from '../text/table.ts';
import { withModel } from '../with-simulation.ts';
import { sortedDeep, yamlText } from '../text/yaml-text.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

export interface ActionsRequest {
  readonly application: string;
  readonly hasSchema: boolean;
  readonly format: 'default' | 'json' | 'tabular' | 'yaml';
}

/** The actions of the application's charm are printed. */
export async function actions(world: CliWorld, place: ModelPlace, request: ActionsRequest): Promise<void> {
  const { application, hasSchema, format } = request;
  await withModel(world, place, ({ model }) => {
    const declared = metadataOf(place, model, application).actions ?? {};
    const names = Object.keys(declared).sort();
    if (names.length === 0) {
      world.stderr(`No actions defined for ${application}.\n`);
      return;
    }
    if (hasSchema) {
      const schemas = sortedDeep(Object.fromEntries(names.map((name) => [name, declared[name]?.schema ?? {}])));
      world.stdout(format === 'json' ? formatted(schemas, 'json') : yamlText(schemas));
      return;
    }
    const described = names.map((name) => [name, declared[name]?.description ?? ''] as const);
    if (format === 'json' || format === 'yaml') {
      world.stdout(formatted(Object.fromEntries(described), format));
      return;
    }
    const rows = described.map(([name, description]) => [name, description.split('\n')[0] ?? '']);
    world.stdout(`${tableLines({ headings: ['Action', 'Description'], rows }).join('\n')}\n`);
  });
}
