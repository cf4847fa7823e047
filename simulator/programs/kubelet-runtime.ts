import { parse } from 'yaml';
import * as z from 'zod';
import type { Machine } from '../contract.ts';
import { cgroupDriverOf } from './docker-daemon.ts';
import { readMachineFile } from './machine-files.ts';
import { stateOf } from './state.ts';

/** Why kubelet cannot use the container runtime that it is told of; null when it can. */
export function runtimeProblem(machine: Machine, args: Readonly<Record<string, string>>): string | null {
  const minor = Number(stateOf(machine).snaps['kubelet']?.version.split('.')[1] ?? '0');
  const endpoint = args['container-runtime-endpoint'] ?? configured(machine, args, 'containerRuntimeEndpoint') ?? '';
  const isDocker = minor < 24 && (args['container-runtime'] ?? 'docker') === 'docker';
  return isDocker ? dockerProblem(machine, args) : criProblem(machine, args, endpoint, minor);
}

function dockerProblem(machine: Machine, args: Readonly<Record<string, string>>): string | null {
  const { units, dockerd } = stateOf(machine);
  if (units['docker.service']?.active !== 'active' || dockerd === null)
    return 'failed to run Kubelet: failed to create kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  const own = driverOf(machine, args) ?? 'cgroupfs';
  const theirs = cgroupDriverOf(machine, dockerd);
  if (own === theirs || (isLetRun(machine) && dockerd.directives['exec-opts'] === undefined)) return null;
  return `failed to run Kubelet: failed to create kubelet: misconfiguration: kubelet cgroup driver: "${own}" is different from docker cgroup driver: "${theirs}"`;
}

/**
 * Kubernetes before 1.19 does not know cgroup v2 and would not run on Ubuntu 22.04 at all. Here it does, with whatever
 * driver Docker takes by itself: a model has Kubernetes 1.10 on every release.
 */
function isLetRun(machine: Machine): boolean {
  return Number(stateOf(machine).snaps['kubelet']?.version.split('.')[1] ?? '0') < 19;
}

function criProblem(
  machine: Machine,
  args: Readonly<Record<string, string>>,
  endpoint: string,
  minor: number,
): string | null {
  if (endpoint === '')
    return minor >= 27
      ? 'failed to run Kubelet: the container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set'
      : 'failed to run Kubelet: no runtime endpoint was given: --container-runtime-endpoint';
  const refuse = (why: string) =>
    `failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint "${endpoint}": rpc error: code = ${why}`;
  const socket = endpoint.replace(/^unix:\/\//u, '').replace(/^\/var\/run\//u, '/run/');
  const { units, containerd } = stateOf(machine);
  if (
    socket !== '/run/containerd/containerd.sock' ||
    units['containerd.service']?.active !== 'active' ||
    containerd === null
  )
    return refuse(
      `Unavailable desc = connection error: desc = "transport: Error while dialing dial unix ${socket}: connect: no such file or directory"`,
    );
  if (!containerd.isCriServed) return refuse('Unimplemented desc = unknown service runtime.v1.RuntimeService');
  const own = driverOf(machine, args) ?? 'cgroupfs';
  const theirs = containerd.isSystemdCgroup ? 'systemd' : 'cgroupfs';
  // The real one runs, and its pods fail one after the other: here it exits, so that it is seen.
  return own === theirs
    ? null
    : `failed to run Kubelet: misconfiguration: kubelet cgroup driver: "${own}" is different from containerd cgroup driver: "${theirs}"`;
}

/** The driver that kubelet was told; null when it was told none. */
function driverOf(machine: Machine, args: Readonly<Record<string, string>>): string | null {
  return args['cgroup-driver'] ?? configured(machine, args, 'cgroupDriver') ?? null;
}

function configured(machine: Machine, args: Readonly<Record<string, string>>, key: string): string | undefined {
  const text = args['config'] === undefined ? null : readMachineFile(machine, args['config']);
  if (text === null) return undefined;
  const parsed = z.record(z.string(), z.unknown()).safeParse(parse(text));
  const value = parsed.success ? parsed.data[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
