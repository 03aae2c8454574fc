#!/usr/bin/env bash
# Runs every program of bench/ and writes what they found into bench/RESULTS.md.
#
#   bench/run.sh           everything (about an hour; the machine should have nothing else to do)
#   bench/run.sh --quick   a short run of each, into target/bench/RESULTS-quick.md: shows that it works, measures little
#   PROGRAMS="crash" bench/run.sh   only these; sections of the others are taken from their last run
set -euo pipefail
cd "$(dirname "$0")/.."

target="${CARGO_TARGET_DIR:-target}"
results=bench/RESULTS.md
[ "${1:-}" = --quick ] && results="$target/bench/RESULTS-quick.md"
programs="${PROGRAMS:-redirect crash scale route forms deliver figures}"

missing=()
for tool in wrk nginx; do
    command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || missing+=("$tool")
done
[ -d /usr/lib/postgresql ] || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
    echo "bench needs Debian's packages ${missing[*]}: apt-get install ${missing[*]}" >&2
    exit 1
fi
[ "$(nproc)" -ge 2 ] || { echo "bench needs two processors: one for the server, one for the load" >&2; exit 1; }

cargo build --release --locked --package giliran-server --package giliran-bench
mkdir -p "$target/bench"

failed=()
for program in $programs; do
    echo "=== $program" >&2
    "$target/release/$program" "$@" || failed+=("$program")
done

{
    echo "# What was measured"
    echo
    echo "Written by \`make bench\` (\`bench/run.sh\`); the reading at the end by people, from these figures."
    echo
    echo "| machine | |"
    echo "|---|---|"
    echo "| processors | $(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1) |"
    echo "| memory | $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1000000 }' /proc/meminfo) |"
    echo "| kernel | $(uname -srm) |"
    echo "| disk of the data folders | $(df --output=fstype,source "${TMPDIR:-/tmp}" | tail -1 | tr -s ' ') |"
    echo "| programs | $(rustc --version | cut -d' ' -f1-2), $(nginx -v 2>&1 | sed 's/.*: //'), $(wrk -v 2>&1 | head -1 | cut -d' ' -f1-2) |"
    echo "| date | $(date -u +'%Y-%m-%d %H:%M UTC') |"
    echo "| load of the machine at the end | $(cut -d' ' -f1-3 /proc/loadavg) |"
    echo
    echo "Commands: \`target/release/{redirect,crash,scale,route,forms,deliver,figures}\` with no options, one after the other. Server: \`taskset -c 0"
    echo "giliran serve --trusted-proxy 127.0.0.0/8\`; load: \`taskset -c 1 wrk -t1 --latency --timeout 10s -c {64,256} -d {10,60}s"
    echo "-s bench/load/visits.lua\`."
    echo
    for section in redirect crash scale route forms deliver figures; do
        [ -f "$target/bench/$section.md" ] && cat "$target/bench/$section.md"
    done
    [ -f bench/READING.md ] && cat bench/READING.md
} >"$results"
echo "written: $results" >&2
if [ ${#failed[@]} -gt 0 ]; then
    echo "claims that did not hold in: ${failed[*]} (✗ in $results)" >&2
    exit 1
fi
