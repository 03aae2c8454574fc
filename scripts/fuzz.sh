#!/usr/bin/env bash
# Every fuzz target for a minute (or FUZZ_SECONDS). libFuzzer's instrumentation needs compiler flags that stable Rust
# hides; RUSTC_BOOTSTRAP shows them for this run alone.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/target/tools/bin:$PATH" RUSTC_BOOTSTRAP=1
if ! cargo fuzz --version >/dev/null 2>&1; then
    mkdir -p target/tools/bin
    python3 -m venv target/tools/python
    target/tools/python/bin/pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
        --requirement scripts/tools.txt
    ln -sf ../python/bin/cargo-fuzz target/tools/bin/cargo-fuzz
fi
for target in $(cargo fuzz list); do
    echo "=== $target"
    cargo fuzz run "$target" -- -max_total_time="${FUZZ_SECONDS:-60}" -max_len=16384 -rss_limit_mb=2048
done
