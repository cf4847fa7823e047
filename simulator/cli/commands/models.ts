import { formatted } from '../text/formats.ts';
import { jujuFeatures } from '../../model/juju-features.ts';
import { JujuRefused } from '../../model/model.ts';
import { tableLines } from '../text/table.ts';
import { sinceText } from '../text/time-text.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/** The one model of the folder is printed as a list of models. */
export async function models(world: CliWorld, place: ModelPlace): Promise<void> {
  await withModel(world, place, ({ model }) => {
    const [machines, units] = [model.machines, model.units].map((things) => `${Object.keys(things).length}`);
    const lines = tableLines({
      headings: ['Model', 'Cloud/Region', 'Type', 'Status', 'Machines', 'Units', 'Access', 'Last connection'],
      rightAligned: ['Machines', 'Units'],
      rows: [
        [`${model.name}*`, 'localhost/localhost', 'lxd', 'available', machines ?? '', units ?? '', 'admin', 'just now'],
      ],
    });
    world.stdout(`Controller: simulator\n\n${lines.join('\n')}\n`);
  });
}

/**
 * The model is printed.
 *
 * @throws JujuRefused when the folder's model has another name
 */
export async function showModel(
  world: CliWorld,
  place: ModelPlace,
  name: string | null,
  format: 'json' | 'yaml',
): Promise<void> {
  await withModel(world, place, (simulation) => {
    const { model } = simulation;
    if (name !== null && name !== model.name) throw new JujuRefused(`model simulator:admin/${name} not found`);
    const shown = {
      name: `admin/${model.name}`,
      'short-name': model.name,
      'model-uuid': model.uuid,
      'model-type': 'iaas',
      'controller-name': 'simulator',
      owner: 'admin',
      cloud: 'localhost',
      region: 'localhost',
      type: 'lxd',
      life: 'alive',
      status: { current: 'available', since: sinceText(simulation.now()) },
      'agent-version': jujuFeatures[model.juju].version,
      machines: Object.fromEntries(
        Object.values(model.machines).map(({ id, hostName }) => [id, { 'instance-id': hostName, cores: 0 }]),
      ),
    };
    world.stdout(formatted({ [model.name]: shown }, format));
  });
}
