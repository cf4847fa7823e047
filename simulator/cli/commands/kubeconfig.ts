import { JujuRefused } from '../../model/model.ts';
import { adminKubeconfig } from '../../serve/serve.ts';
import { apiPortOf, isListening } from '../api-port.ts';
import { withModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';

/**
 * A kubeconfig of an administrator of the model's cluster is printed.
 *
 * @throws JujuRefused while no API is served in the model
 */
export async function kubeconfig(world: CliWorld, place: ModelPlace): Promise<void> {
  const port = apiPortOf(place.folder);
  const text = await withModel(world, place, ({ cluster }) => adminKubeconfig(cluster, `socks5://127.0.0.1:${port}`));
  if (text === null) throw new JujuRefused('no API server serves in this model: see juju status kubernetes-master');
  world.stdout(text);
  if (!(await isListening(port)))
    world.stderr(`WARNING nothing serves the API at port ${port} of this computer: juju simulate api does\n`);
}
