import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { charmView } from '../charm-view.ts';
import { parseCharmUrl } from '../../model/charm-url.ts';
import type { JujuFeatures } from '../../model/juju-features.ts';
import { JujuRefused } from '../../model/model.ts';
import type { CliWorld, ModelPlace } from '../world.ts';
import { changeModel } from './change-model.ts';

export interface RefreshRequest {
  readonly application: string;
  readonly path: string | null;
  readonly switchTo: string | null;
  readonly channel: string | null;
  readonly isForced: boolean;
  readonly resources: Readonly<Record<string, string>>;
  readonly features: JujuFeatures;
}

/** The application has its charm anew, from another place where one was named, and the hooks that follow have run. */
export async function refresh(world: CliWorld, place: ModelPlace, request: RefreshRequest): Promise<void> {
  const { application, switchTo, channel, isForced } = request;
  if (request.path !== null && switchTo !== null) throw new JujuRefused('--switch and --path are mutually exclusive');
  const charm = charmOf(world, request);
  const resources = Object.entries(request.resources).map(
    ([name, file]) => [name, path.resolve(world.cwd, file)] as const,
  );
  await changeModel(world, place, (simulation) => {
    simulation.refresh(application, {
      ...(charm === null ? {} : { charm }),
      ...(channel === null ? {} : { channel }),
      ...(resources.length === 0 ? {} : { resources: Object.fromEntries(resources) }),
      ...(isForced ? { isForced } : {}),
    });
    const found = simulation.model.applications[application];
    if (found === undefined) return;
    const { name, origin, revision } = charmView(found);
    const from = origin === 'local' ? 'local' : origin === 'charmstore' ? 'charm-store' : 'charm-hub';
    world.stderr(`Added ${from} charm "${name}", revision ${revision}, to the model\n`);
  });
}

function charmOf(world: CliWorld, { path: local, switchTo, features }: RefreshRequest): string | null {
  const named = local ?? switchTo;
  if (named === null) return null;
  if (local === null && !parseCharmUrl(named).isPath) return named;
  const file = path.resolve(world.cwd, named);
  if (!existsSync(file)) throw new JujuRefused(`no charm was found at "${named}"`);
  if (statSync(file).isDirectory() && !features.hasDirectoryDeploy)
    throw new JujuRefused(`deploying from directory not supported: pack ${named} as a .charm file`);
  return file;
}
