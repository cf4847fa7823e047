import { formatted } from '../text/formats.ts';
import { metadataOf } from '../metadata.ts';
import { tableLines } from '../text/table.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The resources of the application are printed. */
export async function resources(
  world: CliWorld,
  place: ModelPlace,
  name: string,
  format: 'json' | 'tabular' | 'yaml',
): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const declared = Object.keys(metadataOf(place, model, name).resources).sort();
    const attached = model.applications[name]?.resources ?? {};
    if (declared.length === 0 && format === 'tabular') {
      world.stderr('No resources to display.\n');
      return;
    }
    const rows = declared.map((resource) => {
      const revision = attached[resource]?.revision ?? null;
      return { resource, suppliedBy: revision === null ? 'charmstore' : 'admin', revision: `${revision ?? 0}` };
    });
    if (format !== 'tabular') {
      const shown = rows.map(({ resource, suppliedBy, revision }) => ({
        name: resource,
        origin: suppliedBy === 'admin' ? 'upload' : 'store',
        revision,
      }));
      world.stdout(formatted({ resources: shown }, format));
      return;
    }
    const lines = tableLines({
      headings: ['Resource', 'Supplied by', 'Revision'],
      rows: rows.map(({ resource, suppliedBy, revision }) => [resource, suppliedBy, revision]),
    });
    world.stdout(`${lines.join('\n')}\n`);
  });
}
