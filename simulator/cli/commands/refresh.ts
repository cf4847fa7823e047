import { existsSync } from 'node:fs';
import path from 'node:path';
import { charmView } from '../text/charm-view.ts';
import { withCharm } from '../local-charm.ts';
import type { CharmPlace } from '../local-charm.ts';
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
  const resources = Object.entries(request.resources).map(
    ([name, file]) => [name, path.resolve(world.cwd, file)] as const,
  );
  await changeModel(world, place, (simulation) =>
    withNamed(world, request, simulation.model.applications[application]?.charm, async (from) => {
      simulation.refresh(application, {
        ...(from === null ? {} : { charm: from.charm }),
        ...(from === null || from.files === null ? {} : { files: from.files }),
        ...(channel === null ? {} : { channel }),
        ...(resources.length === 0 ? {} : { resources: Object.fromEntries(resources) }),
        ...(isForced ? { isForced } : {}),
      });
      const found = simulation.model.applications[application];
      if (found === undefined) return;
      const { name, origin, revision } = charmView(found);
      const source = origin === 'local' ? 'local' : origin === 'charmstore' ? 'charm-store' : 'charm-hub';
      world.stderr(`Added ${source} charm "${name}", revision ${revision}, to the model\n`);
    }),
  );
}

/** The charm that was named; else the archive that the application was deployed from, while it is there. */
async function withNamed(
  world: CliWorld,
  { path: local, switchTo, features }: RefreshRequest,
  deployed: string | undefined,
  use: (from: CharmPlace | null) => Promise<void>,
): Promise<void> {
  const archive = deployed?.endsWith('.charm') === true && existsSync(deployed) ? deployed : null;
  const named = local === null ? (switchTo ?? archive) : asPath(local);
  await (named === null ? use(null) : withCharm(named, { cwd: world.cwd, features }, use));
}

/** A path, even where it does not look like one. */
function asPath(named: string): string {
  return /^[./]/u.test(named) ? named : `./${named}`;
}
