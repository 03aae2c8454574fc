//! What the operator reads: logs on standard error. Figures are `web`'s, at `/metrics`.

use crate::config::{Config, LogFormat};
use std::io::{self, IsTerminal};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Libraries that tell their every step as information.
const TALKATIVE: [&str; 1] = ["refinery_core"];

/// Starts logging; once a process.
pub fn start(config: &Config) {
    let mut filter: Targets = config.log_level.parse().expect("the configuration was checked");
    for target in TALKATIVE.into_iter().filter(|target| !config.log_level.contains(target)) {
        filter = filter.with_target(target, LevelFilter::WARN);
    }
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match config.log_format {
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).init(),
        LogFormat::Text => registry.with(layer.with_ansi(io::stderr().is_terminal())).init(),
    }
}
