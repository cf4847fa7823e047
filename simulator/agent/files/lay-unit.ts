import { applicationOf, unitTag } from '../../model/model.ts';
import type { Unit } from '../../model/model.ts';
import { charmUrlOf, revisionOf } from '../../model/kept-charm.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { layCharm } from './lay-charm.ts';

/**
 * The unit has the files of its application's charm as it is at this moment.
 *
 * @returns false when they cannot be replaced: the agent is in error and knows why
 */
export function layUnit(juju: Juju, unit: Unit): boolean {
  const application = applicationOf(juju.model, unit.application);
  const charm = juju.charmOf(application);
  if (charm.kind === 'process') {
    const problem = attempt(() =>
      layCharm({
        source: charm.folder,
        folder: agentFolder(juju.machine(unit.machine), unit.name),
        url: charmUrlOf(application, charm.metadata.name, juju.model.juju),
        revision: revisionOf(application),
      }),
    );
    if (problem !== null) {
      failUpgrade(juju, unit, problem);
      return false;
    }
  }
  unit.laidRevision = application.charmRevision;
  if (unit.upgradeFailure !== null) unit.upgradeFailure = null;
  return true;
}

function attempt(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function failUpgrade(juju: Juju, unit: Unit, problem: string): void {
  const message = `upgrade failed: ${problem}`;
  juju.log({ entity: unitTag(unit.name), level: 'ERROR', module: 'juju.worker.uniter', message });
  unit.upgradeFailure = problem;
  unit.agentStatus = { status: 'error', message: 'upgrade failed', since: juju.now() };
}
