import { CommandFailed, unitRun } from '../../host/host.ts';
import type { ActionPorts } from './action.ts';

/** containerd and docker, watched while their packages change. */
export interface RuntimeServices {
  /** Each whose packages changed runs from them. A package that started its service anew has done it already. */
  readonly settle: (changed: readonly string[]) => Promise<Restarted>;
}

export interface Restarted {
  /** Docker has been started anew, by the package or by this. */
  readonly isNew: boolean;
  readonly problem: string | null;
}

/**
 * The runs of containerd and docker as they are before their packages change.
 *
 * Until it has settled, machine.json says that docker has not read its configuration: should the action be killed, the
 * next hook starts docker anew, since nobody knows from which files it runs.
 */
export async function watchRuntimeServices(ports: ActionPorts): Promise<RuntimeServices> {
  const { run } = ports.machine;
  const before = { containerd: await unitRun(run, 'containerd'), docker: await unitRun(run, 'docker') };
  const fingerprint = readBy(ports, 'docker');
  await remember(ports, 'docker', 'its packages are being upgraded');
  return {
    settle: async (changed) => {
      if (changed.length === 0) {
        await remember(ports, 'docker', fingerprint);
        return { isNew: false, problem: null };
      }
      try {
        // containerd first: where docker is bound to it, docker starts anew with it, and then needs no other start.
        if (before.containerd !== '' && changed.some((name) => name.startsWith('containerd'))) {
          await startAnew(ports, 'containerd', before.containerd);
          await remember(ports, 'containerd', readBy(ports, 'containerd'));
        }
        await startAnew(ports, 'docker', before.docker);
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        return { isNew: false, problem: error.message };
      }
      await remember(ports, 'docker', ports.state.services['docker'] ?? fingerprint);
      return { isNew: true, problem: null };
    },
  };
}

async function startAnew({ machine }: ActionPorts, unit: string, before: string): Promise<void> {
  const now = await unitRun(machine.run, unit);
  if (now !== '' && now !== before) return;
  await machine.systemd.reload();
  await machine.systemd.restart(unit);
}

/** What the service has read; null when this charm has never restarted it. */
function readBy({ record }: ActionPorts, unit: string): string | null {
  return record.now().services[unit]?.fingerprint ?? null;
}

async function remember({ machine, record }: ActionPorts, unit: string, fingerprint: string | null): Promise<void> {
  if (fingerprint === null || record.now().services[unit] === undefined) return;
  const invocationId = (await machine.systemd.show([unit]))[unit]?.invocationId ?? '';
  await record.record((was) => ({ ...was, services: { ...was.services, [unit]: { fingerprint, invocationId } } }));
}
