import type { Machine } from '../contract.ts';
import { compareVersions } from './debian-version.ts';
import type { PackageVersion } from './package-version.ts';
import {
  containerdUnit,
  dockerCeUnit,
  oldDockerCeUnit,
  packagedDockerDefaults,
  packagedDockerUnit,
} from './packaged-units.ts';

/** What a package brings, as far as charms look. */
export interface PackageFiles {
  /** Path to content; a path below a `bin` folder is a program. */
  readonly files: Readonly<Record<string, string>>;
  /** Configuration: what is there stays, and stays when the package goes. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Services that are enabled and started when it is installed, and started anew when it is upgraded. */
  readonly services: readonly string[];
}

export function filesOf(machine: Machine, { name, version }: PackageVersion): PackageFiles {
  switch (name) {
    case 'docker.io':
      return docker(packagedDockerUnit);
    case 'docker-ce':
      // Before 18.09 it brought its own containerd, and started it itself.
      if (compareVersions(version, '5:18.09') >= 0) return docker(dockerCeUnit);
      return docker(oldDockerCeUnit, { '/usr/bin/docker-containerd': program, '/usr/bin/docker-runc': program });
    case 'containerd':
      return {
        ...nothing,
        files: {
          '/usr/bin/containerd': program,
          '/lib/systemd/system/containerd.service': containerdUnit('/usr/bin/containerd', machine.series),
        },
        services: ['containerd.service'],
      };
    case 'runc':
      return { ...nothing, files: { '/usr/sbin/runc': program } };
    case 'containerd.io':
      return {
        files: {
          '/usr/bin/containerd': program,
          '/usr/bin/runc': program,
          '/lib/systemd/system/containerd.service': containerdUnit('/usr/bin/containerd', machine.series),
        },
        configuration: { '/etc/containerd/config.toml': containerdConfiguration },
        services: ['containerd.service'],
      };
    case 'nvidia-docker2':
      return {
        ...nothing,
        files: { '/usr/bin/nvidia-docker': program },
        configuration: { '/etc/docker/daemon.json': nvidiaDaemonJson },
      };
    case 'nvidia-container-runtime':
      // It is a package without files since the toolkit brings the program.
      return compareVersions(version, '3.10') >= 0
        ? nothing
        : { ...nothing, files: { '/usr/bin/nvidia-container-runtime': program } };
    case 'nvidia-container-runtime-hook':
      return { ...nothing, files: { '/usr/bin/nvidia-container-runtime-hook': program } };
    case 'nvidia-container-toolkit':
      return {
        ...nothing,
        files: { '/usr/bin/nvidia-container-runtime-hook': program },
        configuration: { '/etc/nvidia-container-runtime/config.toml': toolkitConfiguration },
      };
    case 'nvidia-container-toolkit-base':
      return {
        ...nothing,
        files: {
          '/usr/bin/nvidia-container-runtime': program,
          '/usr/bin/nvidia-ctk': program,
          ...(compareVersions(version, '1.16') >= 0 ? { '/usr/bin/nvidia-cdi-hook': program } : {}),
        },
      };
    case 'libnvidia-container-tools':
      return { ...nothing, files: { '/usr/bin/nvidia-container-cli': program } };
    default:
      return nothing;
  }
}

function docker(unit: string, more: Readonly<Record<string, string>> = {}): PackageFiles {
  return {
    files: {
      '/usr/bin/dockerd': program,
      '/lib/systemd/system/docker.service': unit,
      ...more,
    },
    configuration: { '/etc/default/docker': packagedDockerDefaults },
    services: ['docker.service'],
  };
}

const program = '#!/bin/sh\nexit 0\n';
const nothing: PackageFiles = { files: {}, configuration: {}, services: [] };

/** Source: the package containerd.io, from containerd-packaging, common/containerd.toml */
const containerdConfiguration = `#   Copyright 2018-2022 Docker Inc.

#   Licensed under the Apache License, Version 2.0 (the "License");
#   you may not use this file except in compliance with the License.

disabled_plugins = ["cri"]

#root = "/var/lib/containerd"
#state = "/run/containerd"
#subreaper = true
#oom_score = 0
`;

/** Source: the package nvidia-docker2 */
const nvidiaDaemonJson = `{
    "runtimes": {
        "nvidia": {
            "path": "nvidia-container-runtime",
            "runtimeArgs": []
        }
    }
}
`;

/** Source: the package nvidia-container-toolkit */
const toolkitConfiguration = `disable-require = false
#swarm-resource = "DOCKER_RESOURCE_GPU"

[nvidia-container-cli]
environment = []
load-kmods = true
ldconfig = "@/sbin/ldconfig.real"

[nvidia-container-runtime]
log-level = "info"
mode = "auto"
runtimes = ["docker-runc", "runc", "crun"]
`;
