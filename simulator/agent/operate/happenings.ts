import { existsSync } from 'node:fs';
import type { Hardware } from '../../contract.ts';
import { applicationOf, JujuRefused, leaderOf, unitOf, unitsOf } from '../../model/model.ts';
import { agentFolder } from '../juju.ts';
import type { Juju } from '../juju.ts';
import { startAgent } from '../schedule/recover.ts';

/** @throws JujuRefused when the unit cannot lead */
export function moveLeadership({ model }: Juju, name: string): void {
  const unit = unitOf(model, name);
  if (unit.life !== 'alive') throw new JujuRefused(`unit "${name}" is not alive`);
  applicationOf(model, unit.application).leader = name;
}

/** The agent does not answer; another unit leads, if there is one whose agent does. */
export function loseAgent({ model }: Juju, name: string): void {
  const unit = unitOf(model, name);
  unit.isAgentLost = true;
  if (leaderOf(model, unit.application) !== name) return;
  const next = unitsOf(model, unit.application).find(({ life, isAgentLost }) => life === 'alive' && !isAgentLost);
  if (next !== undefined) applicationOf(model, unit.application).leader = next.name;
}

/** The agent has started; a charm whose files have vanished will be laid again. */
export function restartAgent(juju: Juju, name: string): void {
  const unit = unitOf(juju.model, name);
  startAgent(juju.model, unit, juju.now());
  const isProcess = juju.charmOf(applicationOf(juju.model, unit.application)).kind === 'process';
  const metadata = `${agentFolder(juju.machine(unit.machine), name)}/charm/metadata.yaml`;
  if (isProcess && unit.isInstalled && !existsSync(metadata)) unit.laidRevision = null;
}

/** @throws JujuRefused when there is no such machine */
export function setAddress({ model }: Juju, id: string, address: string): void {
  const machine = model.machines[id];
  if (machine === undefined) throw new JujuRefused(`machine ${id} not found`);
  if (machine.publicAddress === machine.address) machine.publicAddress = address;
  machine.address = address;
}

/** @throws JujuRefused when there is no such machine, or it is a container: those have what their machine has */
export function setHardware(juju: Juju, id: string, given: Hardware): void {
  const machine = juju.model.machines[id];
  if (machine === undefined) throw new JujuRefused(`machine ${id} not found`);
  if (machine.parent !== null)
    throw new JujuRefused(`machine ${id} is a container: it has the hardware of machine ${machine.parent}`);
  juju.giveHardware?.(juju.machine(id), given);
}
