#!/bin/sh
# Says what is missing before anything else can fail with less clear words.
fail() {
  echo "kubernetes-worker: $1" >&2
  exit 1
}
[ "$(uname -s)" = Linux ] || fail "Linux is needed; this is $(uname -s)"
command -v node >/dev/null 2>&1 || fail "Node.js is missing: install version 20.19 or later (https://nodejs.org)"
command -v npm >/dev/null 2>&1 || fail "npm is missing: it comes with Node.js (https://nodejs.org)"
command -v bash >/dev/null 2>&1 || fail "bash is missing: the simulator's hook tools are bash scripts; install the package bash"
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);
' || fail "Node.js $(node --version) is too old: 20.19 or later is needed"
