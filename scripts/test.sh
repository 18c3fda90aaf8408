#!/usr/bin/env bash
# The project's tests, whole: installs what they need on a fresh Debian machine with Rust, then runs them.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif need sudo; then sudo "$@"; else echo "scripts/test.sh: needs root for: $*" >&2; return 1; fi; }

# A C compiler for zstd; Chromium and its driver for the tests of the report.
missing=()
need cc || missing+=(build-essential)
need chromium || missing+=(chromium)
need chromedriver || missing+=(chromium-driver)
if [ "${#missing[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# axe-core for the test of the report's accessibility: MPL-2.0, so it is fetched and not kept in the repository.
if [ ! -e target/axe/node_modules/axe-core/axe.min.js ]; then
  need npm || { as_root apt-get update -qq; as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm; }
  mkdir -p target/axe
  npm install --no-audit --no-fund --silent --prefix target/axe axe-core@4 || echo "scripts/test.sh: axe-core could not be fetched; its test will say that it did not run" >&2
fi

cargo test --workspace --all-targets --no-fail-fast
cargo test --doc
