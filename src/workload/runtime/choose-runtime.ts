import { err, ok } from '../../host/host.ts';
import type { Result } from '../../host/host.ts';
import type { OptionInvalid } from '../option-invalid.ts';
import type { RuntimeKind } from './runtime-kind.ts';
import { dockerOffer, nvidiaOffer } from './runtime-table.ts';
import type { PackagePlatform } from './runtime-table.ts';

export interface ChoiceFacts extends PackagePlatform {
  readonly option: RuntimeKind | 'auto';
  /** NVIDIA's graphics cards on the PCI bus. */
  readonly gpus: number;
  /** The kind of container that the machine is; null for a machine of its own. */
  readonly container: string | null;
}

export interface RuntimeChoice {
  readonly kind: RuntimeKind;
  /** Half a sentence, for example `this machine has an NVIDIA GPU`. */
  readonly why: string;
}

/** The runtime that belongs on this machine, or why what the option asks for cannot be there. */
export function chooseRuntime(facts: ChoiceFacts): Result<RuntimeChoice, OptionInvalid> {
  if (facts.option === 'auto') return ok(automatic(facts));
  const problem = impossible(facts.option, facts);
  if (problem === null) return ok({ kind: facts.option, why: `docker_runtime is ${facts.option}` });
  const possible = (['apt', 'upstream', 'nvidia', 'custom'] as const).filter(
    (kind) => impossible(kind, facts) === null,
  );
  return err({ option: 'docker_runtime', problem, accepted: `on this machine: ${['auto', ...possible].join(', ')}` });
}

function automatic(facts: ChoiceFacts): RuntimeChoice {
  const { gpus, container, architecture } = facts;
  if (gpus === 0) return { kind: 'apt', why: 'this machine has no NVIDIA GPU' };
  // sysfs in a container shows the cards of its host.
  if (container !== null)
    return { kind: 'apt', why: `in a container (${container}) NVIDIA's cards belong to the host` };
  if (!['amd64', 'arm64'].includes(architecture)) return { kind: 'apt', why: `GPUs are used on amd64 and arm64 only` };
  const problem = impossible('nvidia', facts);
  if (problem !== null) return { kind: 'apt', why: problem };
  return { kind: 'nvidia', why: `this machine has ${gpus === 1 ? 'an NVIDIA GPU' : `${gpus} NVIDIA GPUs`}` };
}

/** Why a runtime cannot be on this machine; null when it can. */
function impossible(kind: RuntimeKind, facts: ChoiceFacts): string | null {
  const { release, architecture } = facts;
  const machine = `${release.id === 'ubuntu' ? 'Ubuntu' : release.id} ${release.versionId} on ${architecture}`;
  if (kind === 'apt' || kind === 'custom') return null;
  if (dockerOffer(facts) === null) return `Docker's repository has nothing that this charm knows of for ${machine}`;
  if (kind === 'nvidia' && nvidiaOffer(facts) === null) return `NVIDIA has no container runtime for ${machine}`;
  return null;
}
