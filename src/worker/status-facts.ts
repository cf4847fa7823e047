import type { MachineRecord } from '../juju/juju.ts';
import { hasGpu } from './has-gpu.ts';
import type { HookInputs } from './input-source.ts';
import type { ServiceReport } from './services.ts';
import type { StatusFacts } from './status.ts';

/** What the status is made of, from what a pass of the engine came to. */
export async function statusFacts(given: {
  readonly app: string;
  readonly outcomes: Iterable<StatusFacts['outcomes'][number]>;
  readonly inputs: HookInputs;
  readonly flags: readonly string[];
  readonly services: ServiceReport;
  readonly record: MachineRecord;
}): Promise<StatusFacts> {
  const { app, outcomes, inputs, flags, services, record } = given;
  return {
    app,
    isPaused: record.paused,
    podsLeft: record.podsLeft,
    outcomes: [...outcomes],
    relations: {
      'kube-control': await inputs.value('relation.kube-control'),
      certificates: await inputs.value('relation.certificates'),
      'kube-api-endpoint': await inputs.value('relation.kube-api-endpoint'),
      cni: await inputs.value('relation.cni'),
    },
    received: {
      dns: await inputs.value('kube-control.dns'),
      credentials: await inputs.value('kube-control.credentials'),
      certificates: await inputs.value('certificates.material'),
      servers: await inputs.value('kube-api.servers'),
      cidr: await inputs.value('cni.cidr'),
      sdn: await inputs.value('sdn-plugin.network'),
    },
    isInstalled: flags.includes('snaps.installed'),
    isConfigured: flags.includes('kubelet.configured') && flags.includes('kube-proxy.configured'),
    services,
    gpu: await usableGpu(inputs),
  };
}

async function usableGpu(inputs: HookInputs): Promise<StatusFacts['gpu']> {
  const nvidia = await inputs.value('host.nvidia');
  const isUsable = hasGpu({
    'host.container': await inputs.value('host.container'),
    'host.nvidia': nvidia,
    'machine.runtime': await inputs.value('machine.runtime'),
  });
  if (!isUsable || nvidia.driver === null) return null;
  return { driver: nvidia.driver, cuda: (await inputs.value('host.cuda'))?.version ?? null };
}
