#!/usr/bin/env bash
# What `make machine` boots is in the cache: a Debian root file system with systemd (base.tar), and an apt repository with
# the packages that its tests install (archive/). Prints the folder. Needs the network the first time, and when the list
# of packages below changes; after that nothing but this computer.
#
# The cache is KUBERNETES_WORKER_CACHE, or kubernetes-worker in XDG_CACHE_HOME or /var/cache; removing it is harmless.
set -euo pipefail

base_packages=systemd,systemd-sysv,dbus,ca-certificates,iproute2,iptables,procps,kmod,libnss-systemd
# What the charm installs of Debian's archive, and what the tests need to be its surroundings.
archive_packages="docker.io conntrack socat docker-registry apache2-utils busybox-static openssl snapd squashfs-tools kubernetes-client"

cannot() {
  {
    echo
    echo "################################################################################"
    echo "##  THE TESTS ON A REAL MACHINE DID NOT RUN:"
    echo "##  $1"
    echo "##"
    echo "##  Nothing is known about real apt, systemd and Docker until they do. They need"
    echo "##  root on Debian, mount, pid and network namespaces, and writable cgroups."
    echo "################################################################################"
    echo
  } >&2
  exit 77
}

[ "$(uname -s)" = Linux ] || cannot "this is $(uname -s), not Linux"
[ "$(id -u)" = 0 ] || cannot "not root (it is $(id -un)); try: sudo make machine"
# shellcheck disable=SC1091
. /etc/os-release
[ "${ID:-}" = debian ] || cannot "this is ${PRETTY_NAME:-an unknown system}, not Debian"
unshare --mount --pid --net --uts --ipc --cgroup --fork true 2>/dev/null || cannot "this system lets root make no namespaces"
for group in /sys/fs/cgroup /sys/fs/cgroup/*/; do
  [ -f "$group/cgroup.procs" ] || continue
  [ -w "$group/cgroup.procs" ] || cannot "cgroups cannot be written ($group)"
done

needed=()
command -v debootstrap >/dev/null || needed+=(debootstrap)
command -v systemd-nspawn >/dev/null || needed+=(systemd-container)
command -v flock >/dev/null || needed+=(util-linux)
if [ "${#needed[@]}" -gt 0 ]; then
  echo "Installing ${needed[*]} on this computer" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"; } >&2 ||
    cannot "apt-get could not install ${needed[*]}"
fi

cache=${KUBERNETES_WORKER_CACHE:-${XDG_CACHE_HOME:-/var/cache}/kubernetes-worker}
architecture=$(dpkg --print-architecture)
key=$(printf '%s\n' "$VERSION_CODENAME" "$architecture" | cat - "$0" | sha256sum | cut -c1-16)
made=$cache/machine-$key
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ -f "$made/base.tar" ]; then
  echo "$made"
  exit 0
fi

mirror() {
  local sources=/etc/apt/sources.list.d/debian.sources
  if [ -f "$sources" ]; then awk '/^URIs:/ { print $2; exit }' "$sources"; else awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+:\//) { print $i; exit } }' /etc/apt/sources.list; fi
}
from=$(mirror)
[ -n "$from" ] || cannot "no Debian mirror in /etc/apt/sources.list.d/debian.sources or /etc/apt/sources.list"

making=$cache/.making-$$
root=$making/root
trap 'rm -rf "$making"' EXIT
mkdir -p "$root" "$making/done/archive"
echo "Making the root file system of a $VERSION_CODENAME machine from $from; this is done once" >&2
debootstrap --variant=minbase --include="$base_packages" "$VERSION_CODENAME" "$root" "$from" >"$making/log" 2>&1 || {
  tail -n 20 "$making/log" >&2
  cannot "debootstrap could not make a machine from $from"
}

# The machine's own archive: what is wanted and everything it depends on, from this computer's sources, which apt verifies.
cp /etc/resolv.conf /etc/hosts "$root/etc/"
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  if [ -f "$file" ]; then cp "$file" "$root$file"; fi
done
apt-config dump 2>/dev/null | grep -E '^Acquire::https?::' >"$root/etc/apt/apt.conf.d/90this-computer" || true
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
{
  in_root apt-get update -qq
  in_root apt-get upgrade -y -qq
  in_root apt-get clean
  # shellcheck disable=SC2086
  in_root apt-get install -y -qq --no-install-recommends --download-only $archive_packages
} >"$making/log" 2>&1 || {
  tail -n 20 "$making/log" >&2
  cannot "apt could not fetch $archive_packages"
}
mv "$root"/var/cache/apt/archives/*.deb "$making/done/archive/"
for deb in "$making/done/archive"/*.deb; do
  dpkg-deb --field "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${deb##*/}" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
done >"$making/done/archive/Packages"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root/etc/apt/sources.list.d/debian.sources" \
  "$root/etc/apt/apt.conf.d/90this-computer" "$root"/etc/machine-id "$root"/var/log/*.log
echo 'deb [trusted=yes] file:/srv/archive ./' >"$root/etc/apt/sources.list"
: >"$root/etc/resolv.conf"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
# The network is set up from outside; networkd would let everything that wants to be online wait for two minutes.
in_root systemctl mask --quiet systemd-networkd.service systemd-networkd-wait-online.service console-getty.service
mkdir -p "$root/srv/archive"
tar --numeric-owner --xattrs -C "$root" -cf "$making/done/base.tar" .
rm -rf "$made"
mv "$making/done" "$made"
echo "$made"
