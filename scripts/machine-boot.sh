#!/usr/bin/env bash
# Boots the folder ROOT as a machine of its own: systemd is its first process, it has processes, mounts, a network and
# cgroups that nobody else has, and it ends with this process. Usage: machine-boot.sh ROOT NAME [NSPAWN-OPTION...]
set -euo pipefail
root=$1 name=$2
shift 2

# Every hierarchy of cgroups has a group for the machine: nspawn would use ours, which may be the root.
while read -r _ mounted kind _; do
  case $kind in cgroup | cgroup2) ;; *) continue ;; esac
  group=$mounted/$name
  mkdir -p "$group"
  if [ -f "$group/cpuset.cpus" ] && [ -f "$mounted/cpuset.cpus" ]; then
    cat "$mounted/cpuset.cpus" >"$group/cpuset.cpus"
    cat "$mounted/cpuset.mems" >"$group/cpuset.mems"
  fi
  echo $$ >"$group/cgroup.procs"
done </proc/self/mounts

# nspawn wants /run to be a tmpfs. What it is told: no machined is needed (--register, --keep-unit); Docker may do what it
# does on a machine (capabilities, system calls, a writable /proc/sys/net). nspawn itself does not end the machine when it
# is killed, so it is the first process of a namespace that does.
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
  bash -c 'mount -t tmpfs tmpfs /run && mkdir /run/systemd && exec "$@"' bash \
  systemd-nspawn --quiet --directory="$root" --machine="$name" --boot --register=no --keep-unit --private-network \
  --capability=all --system-call-filter='add_key keyctl bpf' --console=passive --kill-signal=SIGRTMIN+3 \
  --link-journal=no --resolv-conf=off --timezone=off "$@"
