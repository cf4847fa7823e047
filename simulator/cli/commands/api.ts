import type { ApiTrouble } from '../../contract.ts';
import { createCluster } from '../../cluster/cluster.ts';
import { JujuRefused } from '../../model/model.ts';
import { keptCluster, serveApi } from '../../serve/serve.ts';
import type { ApiServing } from '../../serve/serve.ts';
import { apiPortOf, rememberApiPort } from '../api-port.ts';
import { parseDuration } from '../duration.ts';
import { unrecognized } from '../text/command-text.ts';
import { UsageWrong } from '../usage-wrong.ts';
import { checkModel } from '../with-simulation.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

/** The API of the model in the folder was served until somebody ended the program. */
export async function serveModel(world: CliWorld, place: ModelPlace, wantedPort: number | null): Promise<void> {
  checkModel(place, false);
  const { folder } = place;
  const port = wantedPort ?? apiPortOf(folder);
  const serving = await listen(folder, port);
  rememberApiPort(folder, serving.port);
  world.stdout(`${serving.proxy}\n`);
  world.stderr(
    `The Kubernetes API of the model is served, also while other commands change it; end it with Ctrl-C.\n` +
      `    juju kubeconfig > kubeconfig.yaml\n    kubectl --kubeconfig kubeconfig.yaml get nodes\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await serving.close();
}

/** From here on this ails the API, or nothing. */
export async function troubleApi(world: CliWorld, place: ModelPlace, trouble: ApiTrouble | null): Promise<void> {
  await changeModel(world, place, (simulation) => simulation.setApiTrouble(trouble));
}

/**
 * `well`, `contended`, `gone`, `slow DURATION`, `failing [500|503]`.
 *
 * @throws UsageWrong for anything else
 */
export function parseTrouble([kind = '', detail, ...more]: readonly string[]): ApiTrouble | null {
  const extra = kind === 'slow' || kind === 'failing' ? more[0] : detail;
  if (extra !== undefined) throw new UsageWrong(unrecognized([extra]));
  switch (kind) {
    case 'well':
      return null;
    case 'contended':
    case 'gone':
      return { kind };
    case 'slow':
      return { kind, delayMs: parseDuration(detail ?? '', 'DURATION') * 1000 };
    case 'failing':
      return { kind, status: parseStatus(detail ?? '503') };
    default:
      throw new UsageWrong(`the API cannot be "${kind}": it is one of contended, failing, gone, slow, well`);
  }
}

function parseStatus(text: string): 500 | 503 {
  if (text === '500') return 500;
  if (text === '503') return 503;
  throw new UsageWrong(`the API cannot fail with "${text}": it is one of 500, 503`);
}

async function listen(folder: string, port: number): Promise<ApiServing> {
  try {
    return await serveApi(keptCluster({ folder, createCluster }), port);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new JujuRefused(`cannot serve the API: ${problem}; --port takes another one, 0 any`);
  }
}
