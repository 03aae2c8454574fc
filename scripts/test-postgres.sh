#!/bin/sh
# A PostgreSQL of the tests' own: a throw-away cluster on a free loopback port, without fsync.
#
#   scripts/test-postgres.sh start [PID]   makes and starts it if need be, and prints its address
#   scripts/test-postgres.sh stop          stops and removes it
#
# It needs only Debian's `postgresql` package (initdb and postgres). Started twice, it is started once. While the process
# PID runs it stays; otherwise, left alone for a quarter of an hour, it stops by itself.
set -eu

home="${GILIRAN_TEST_POSTGRES_HOME:-${TMPDIR:-/tmp}/giliran-test-postgres-$(id -u)}"
idle_minutes=15
user_pid="${2:-}"

fail() { echo "test-postgres: $*" >&2; exit 1; }

# PostgreSQL refuses to run as root: then its own system user runs it.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

binaries() {
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb 2>/dev/null || echo /none/x)"); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then echo "$folder"; return; fi
    done
    fail "no initdb and postgres found; install Debian's package 'postgresql' (or set GILIRAN_TEST_POSTGRES)"
}

address() { echo "postgres://postgres@127.0.0.1:$(cat "$home/port")/postgres"; }

running() {
    [ -f "$home/port" ] && "$bin/pg_isready" -q -h 127.0.0.1 -p "$(cat "$home/port")" -t 2
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null && return
    # Without Python: any port that nothing answers on.
    port=$((20000 + $$ % 20000))
    while "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -t 1; do port=$((port + 1)); done
    echo "$port"
}

halt() {
    [ -d "$home/data" ] && as_postgres "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home/data" "$home/port"
}

start() {
    mkdir -p "$home"
    # One process makes the cluster; the others wait for it.
    exec 9>"$home/lock"
    flock 9
    touch "$home/used"
    if [ -n "$user_pid" ]; then mkdir -p "$home/users" && touch "$home/users/$user_pid"; fi
    if ! running; then
        halt
        [ "$(id -u)" = 0 ] && chown postgres "$home"
        as_postgres "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
            >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; fail "initdb failed"; }
        port="$(free_port)"
        as_postgres "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -w -t 60 \
            -o "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories='' -c fsync=off -c full_page_writes=off \
                -c synchronous_commit=off -c max_connections=300 -c shared_buffers=128MB -c max_wal_size=4GB -c timezone=UTC" \
            start >/dev/null 9>&- || { cat "$home/data/server.log" >&2; fail "the server did not start"; }
        echo "$port" >"$home/port"
        setsid "$0" watch >/dev/null 2>&1 9>&- </dev/null &
    fi
    address
}

# Whether a process that asked for the cluster to stay still runs. A long run needs it at its end too, and between its
# steps nobody may be connected for longer than the idle time.
needed() {
    for user in "$home"/users/*; do
        [ -e "$user" ] || continue
        if [ -d "/proc/${user##*/}" ]; then return 0; fi
        rm -f "$user"
    done
    return 1
}

# Ends a cluster that nobody needs, nobody has asked for in a while and nobody is connected to.
watch() {
    while sleep 60; do
        running || exit 0
        if needed; then touch "$home/used"; fi
        [ -n "$(find "$home/used" -mmin "-$idle_minutes" 2>/dev/null)" ] && continue
        count="$("$bin/psql" -qAt "$(address)" -c "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")" || exit 0
        if [ "$count" -gt 1 ]; then touch "$home/used"; else
            exec 9>"$home/lock"
            flock 9
            halt
            exit 0
        fi
    done
}

bin="$(binaries)"
case "${1:-}" in
    start) start ;;
    watch) watch ;;
    stop) halt; rm -rf "$home" ;;
    *) echo "usage: $0 start [PID]|stop" >&2; exit 2 ;;
esac
