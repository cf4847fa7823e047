import { CommandFailed } from '../host/host.ts';
import type { Machine, UnitState as SystemdUnit } from '../host/host.ts';
import type { MachineFile } from '../juju/juju.ts';

/**
 * The services of a worker, restarted where what they read is not what it was at their last restart.
 *
 * What a service should have read is kept in the unit's state (`wanted`), what it did read in machine.json, written
 * right after the restart. So a hook killed between the two restarts in its retry, and nothing restarts twice.
 */
export interface Services {
  /** The service reads what has this fingerprint; it is restarted at the end of the hook unless it already did. */
  readonly want: (service: ServiceName, fingerprint: string, reason: string) => void;
  /**
   * To be called when files that the service reads were not as they should be, and are. A run of it that this charm did
   * not begin may have read them as they were: then it is due.
   */
  readonly filesMended: (service: ServiceName) => Promise<void>;
  /** To be called before settings are handed to a service that may restart by itself when it receives them. */
  readonly beforeSettings: (service: ServiceName) => Promise<void>;
  /** To be called after something else has started the service anew: if it has read what it should, it is not due. */
  readonly startedByOthers: (service: ServiceName) => Promise<void>;
  /** The service, and those it needs, have been restarted if they were due. False when it could not be. */
  readonly up: (service: ServiceName) => Promise<boolean>;
  /** All services that are due have been restarted, dead ones started; what each is doing, and what failed. */
  readonly settle: () => Promise<ServiceReport>;
  readonly wanted: () => Readonly<Record<string, string>>;
}

export type ServiceName = (typeof serviceOrder)[number];

export interface ServiceReport {
  readonly states: Readonly<Record<string, SystemdUnit>>;
  /** Service to what systemd said when it could not be restarted. */
  readonly failures: Readonly<Record<string, string>>;
  readonly restarts: readonly { readonly service: string; readonly reasons: readonly string[] }[];
}

/** Each needs the ones before it. */
export const serviceOrder = ['snapd', 'containerd', 'docker', 'snap.kube-proxy.daemon', 'snap.kubelet.daemon'] as const;

export function createServices(given: {
  readonly machine: Pick<Machine, 'systemd'>;
  readonly record: MachineFile;
  readonly stored: Readonly<Record<string, string>>;
}): Services {
  const { systemd } = given.machine;
  const wanted: Record<string, string> = { ...given.stored };
  const reasons = new Map<string, string[]>();
  const invocations = new Map<string, string>();
  const failures: Record<string, string> = {};
  const restarts: { service: string; reasons: readonly string[] }[] = [];
  let isStale = true;
  let states: Readonly<Record<string, SystemdUnit>> = {};

  const look = async (): Promise<Readonly<Record<string, SystemdUnit>>> => {
    // One that is due is left alone: a restart tells more than a look at what it was.
    const units = serviceOrder.filter((service) => service in wanted && !isDue(service));
    if (isStale) states = units.length === 0 ? {} : await systemd.show(units);
    isStale = false;
    return states;
  };
  const isDue = (service: string): boolean =>
    service in wanted && given.record.now().services[service]?.fingerprint !== wanted[service];
  const remember = async (service: string): Promise<void> => {
    isStale = true;
    const invocationId = (await systemd.show([service]))[service]?.invocationId ?? '';
    const fingerprint = wanted[service] ?? '';
    await given.record.record((was) => ({
      ...was,
      services: { ...was.services, [service]: { fingerprint, invocationId } },
    }));
  };
  /**
   * Some daemons restart when their settings are set: then they have read everything already. Believed only of one
   * that had been running since our own last restart; one that dies and comes back may have read half of it.
   */
  const hasRestartedItself = async (service: string): Promise<boolean> => {
    const before = invocations.get(service);
    if (before === undefined || before !== given.record.now().services[service]?.invocationId) return false;
    const now = (await systemd.show([service]))[service];
    return now !== undefined && now.active === 'active' && now.invocationId !== before;
  };
  const act = async (service: string, verb: 'restart' | 'start', why: readonly string[]): Promise<void> => {
    isStale = true;
    try {
      await systemd[verb](service);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      failures[service] = error.message;
      return;
    }
    restarts.push({ service, reasons: why });
    await remember(service);
  };
  const bringUp = async (service: string): Promise<void> => {
    if (service in failures) return;
    if (isDue(service)) {
      if (await hasRestartedItself(service)) await remember(service);
      else await act(service, 'restart', reasons.get(service) ?? ['what it reads has changed']);
      return;
    }
    const state = (await look())[service];
    if (
      state !== undefined &&
      (state.active === 'inactive' || state.active === 'failed') &&
      state.load !== 'not-found'
    ) {
      await act(service, 'start', [`it was found ${state.active}`]);
    }
  };

  return {
    want: (service, fingerprint, reason) => {
      wanted[service] = fingerprint;
      reasons.set(service, [...(reasons.get(service) ?? []), reason]);
    },
    filesMended: async (service) => {
      const last = given.record.now().services[service];
      if (last === undefined) return;
      isStale = true;
      const invocationId = (await systemd.show([service]))[service]?.invocationId ?? '';
      if (invocationId === last.invocationId) return;
      await given.record.record((was) => ({
        ...was,
        services: { ...was.services, [service]: { fingerprint: '', invocationId } },
      }));
      reasons.set(service, [
        ...(reasons.get(service) ?? []),
        'somebody started it while its files were not as they are',
      ]);
    },
    startedByOthers: async (service) => {
      isStale = true;
      if (service in wanted && !isDue(service)) await remember(service);
    },
    beforeSettings: async (service) => {
      const last = given.record.now().services[service]?.invocationId ?? '';
      if (last === '') return;
      invocations.set(service, (await systemd.show([service]))[service]?.invocationId ?? '');
      isStale = true;
    },
    up: async (service) => {
      for (const each of serviceOrder.slice(0, serviceOrder.indexOf(service) + 1)) {
        if (each in wanted) await bringUp(each);
      }
      return service in wanted && !(service in failures);
    },
    settle: async () => {
      for (const each of serviceOrder) if (each in wanted) await bringUp(each);
      return { states: await look(), failures, restarts };
    },
    wanted: () => wanted,
  };
}
