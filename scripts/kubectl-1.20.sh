#!/usr/bin/env bash
# Prints the path of Debian's kubectl (1.20 in Debian 12): the installed one, or one that is unpacked into build/ and
# installed nowhere, where somebody else's program has its name. No root is needed where apt has its lists.
set -euo pipefail
cd "$(dirname "$0")/.."

if dpkg-query --show --showformat='${db:Status-Status}' kubernetes-client 2>/dev/null | grep -qx installed; then
  echo /usr/bin/kubectl
  exit 0
fi
made=build/kubectl-1.20
if [ ! -x "$made/usr/bin/kubectl" ]; then
  making=$(mktemp -d)
  trap 'rm -rf "$making"' EXIT
  chmod 755 "$making"
  # Not as the user _apt, who may not write there.
  fetch() { (cd "$making" && apt-get download -qq -o APT::Sandbox::User=root kubernetes-client) >/dev/null; }
  fetch 2>/dev/null || { apt-get update -qq && fetch; }
  mkdir -p build
  dpkg-deb -x "$making"/kubernetes-client_*.deb "$making/root"
  rm -rf "$made"
  mv "$making/root" "$made"
fi
echo "$PWD/$made/usr/bin/kubectl"
