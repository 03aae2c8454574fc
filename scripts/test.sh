#!/usr/bin/env bash
# Everything that is tested, one step after the other. A step that fails does not hide the next; the end says which
# passed, how long each took, and is 0 only when all did.
set -uo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/target/tools/bin:$PATH"
names=() results=() failed=0

step() {
    local name="$1" start=$SECONDS result=passed
    shift
    printf '\n=== %s\n' "$name"
    if ! "$@"; then
        result=FAILED
        failed=$((failed + 1))
    fi
    names+=("$name")
    results+=("$result $((SECONDS - start)) s")
}

postgres() {
    if [ -z "${GILIRAN_TEST_POSTGRES:-}" ]; then
        GILIRAN_TEST_POSTGRES="$(scripts/test-postgres.sh start $$)" || return 1
        export GILIRAN_TEST_POSTGRES
        trap 'scripts/test-postgres.sh stop' EXIT
    fi
    echo "PostgreSQL answers at $GILIRAN_TEST_POSTGRES"
}

if [ "$(id -u)" != 0 ] && [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ]; then
    echo "Left out: a domain's file on port 80, where only root may listen."
fi
step "PostgreSQL for the tests" postgres
step "format" cargo fmt --all --check
step "clippy" cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
step "licences, sources and directions of dependencies" cargo deny --locked --log-level error check bans licenses sources
step "tests on SQLite and PostgreSQL" cargo nextest run --workspace --locked --no-fail-fast --profile ci
step "the binary for the browser tests" cargo build --locked --quiet --bin giliran
step "browser tests" scripts/e2e.sh

printf '\n=== result\n'
for index in "${!names[@]}"; do printf '%-52s %s\n' "${names[$index]}" "${results[$index]}"; done
printf 'steps: %d passed, %d failed\n' $((${#names[@]} - failed)) "$failed"
exit $((failed > 0))
