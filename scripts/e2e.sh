#!/usr/bin/env bash
# The browser tests of e2e/, in Debian's Chromium, against the binary of the development build.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in chromium chromium-browser google-chrome; do
    if browser="$(command -v "$name")"; then break; fi
done
[ -n "${browser:-}" ] || { echo "no Chromium; scripts/install-test-deps.sh installs it on Debian" >&2; exit 1; }
[ -d e2e/node_modules ] || { echo "the Node packages of e2e/ are missing; scripts/install-test-deps.sh installs them" >&2; exit 1; }

export GILIRAN_BIN="${GILIRAN_BIN:-$PWD/${CARGO_TARGET_DIR:-target}/debug/giliran}"
export CHROMIUM="$browser"
cd e2e
exec npm test --silent
