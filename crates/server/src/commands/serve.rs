//! `giliran serve`: take the address, open the engine, answer, end in order. Standard output gets one line, once it
//! can answer.

use crate::commands::{Failure, configured};
use crate::config::Config;
use crate::{boot, out, shutdown, telemetry};
use clap::ArgMatches;
use engine::Engine;
use std::net::TcpListener;
use std::sync::Arc;

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let config = configured(matches)?;
    telemetry::start(&config);
    let _claimed = boot::claim(&config.data_dir)?;
    let listener = boot::listen(config.listen)?;
    let port = listener.local_addr().map_err(Failure::failed)?.port();
    let engine = Engine::open(boot::settings(&config, port)).map_err(Failure::failed)?;
    advise(&config, &engine)?;
    until_told(&config, &engine, listener, "", std::future::ready(()))
}

/// Answers until a signal comes, with `beside` running along. `more` is said after the listening line.
pub fn until_told(
    config: &Config,
    engine: &Arc<Engine>,
    listener: TcpListener,
    more: &str,
    beside: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let serving = web::serve(engine, listener, config.workers).map_err(Failure::failed)?;
    out::line(format_args!("giliran is listening on http://{}{more}", serving.address()))?;
    let engine = Arc::clone(engine);
    shutdown::run(beside, config.shutdown, move || {
        serving.stop();
        engine.close();
    })
}

/// What an operator would want to know before the first visitor does.
fn advise(config: &Config, engine: &Engine) -> Result<(), Failure> {
    let base = &engine.settings.base_url;
    if config.base_url.is_none() && !config.listen.ip().is_loopback() {
        tracing::warn!(
            base_url = base,
            "base_url is not set: links are made for this address, visits by another are not found"
        );
    }
    if config.database_url.is_some() && config.secret_key.is_none() {
        tracing::info!(
            "several nodes on one database need the same secret_key; this one keeps its own in the data folder"
        );
    }
    if !engine.store.read_blocking(store::users::any).map_err(Failure::failed)? {
        eprintln!("giliran: nobody has a sign-in yet; open {base} to set up the first workspace");
    }
    Ok(())
}
