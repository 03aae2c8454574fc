# What there is to do here. `make demo` and `make test` are all that a newcomer needs.
#
#   make demo    build and start the living example
#   make test    everything: installs what it lacks (Debian), then format, clippy, tests on both stores, deny, browser tests
#   make check   the quick loop while writing: format, clippy, the tests that start no server
#   make e2e     the browser tests alone
#   make deny    licences, sources and directions of the dependencies
#   make bench   load, crash and scale programs; figures go into bench/RESULTS.md
#   make fuzz    every fuzz target for a minute

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check e2e deny advisories bench fuzz fmt build prepared

# The tools that scripts/install-test-deps.sh brings live beside the build, so that nothing of the machine is changed for them.
export PATH := $(CURDIR)/target/tools/bin:$(PATH)

help:
	@sed -n 's/^#   //p' Makefile

demo:
	cargo build --release --locked --bin giliran
	exec target/release/giliran demo

test: prepared
	scripts/test.sh

prepared:
	scripts/install-test-deps.sh

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo nextest run --workspace --locked --profile quick
	@echo 'Tests that start a server (API, desk, black box, browser) run in `make test`.'

e2e: prepared build
	scripts/e2e.sh

build:
	cargo build --locked --bin giliran

deny:
	cargo deny --locked check bans licenses sources

# Needs the advisory database, which it fetches.
advisories:
	cargo deny --locked check advisories

bench:
	bench/run.sh

fuzz:
	scripts/fuzz.sh

fmt:
	cargo fmt --all
