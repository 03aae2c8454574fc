//! `giliran demo`: the example workspace, alive. In a folder of its own that vanishes with it, unless `--data-dir`
//! names one to keep.

use crate::commands::serve::until_told;
use crate::commands::{Failure, refused};
use crate::config::{self, Origin};
use crate::{boot, telemetry};
use clap::ArgMatches;
use engine::Engine;
use engine::demo::{self, DemoClock};
use std::sync::Arc;
use store::users;

/// A phone, so that the visit is a person's; curl's own name is a machine's.
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36";

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let loaded = config::load(matches);
    let mut config = loaded.config.map_err(|faults| refused(&faults))?;
    telemetry::start(&config);
    let by_default =
        loaded.chosen.iter().any(|chosen| chosen.setting.key == "data_dir" && chosen.origin == Origin::Default);
    // Held to the end: the folder goes with it.
    let passing = by_default
        .then(|| tempfile::Builder::new().prefix("giliran-demo-").tempdir())
        .transpose()
        .map_err(Failure::while_doing("a temporary folder can't be made"))?;
    if let Some(folder) = &passing {
        config.data_dir = folder.path().to_owned();
    }
    let _claimed = boot::claim(&config.data_dir)?;
    let listener = boot::listen(config.listen)?;
    let port = listener.local_addr().map_err(Failure::failed)?.port();
    let clock = Arc::new(DemoClock::default());
    let engine = Engine::open_with(boot::settings(&config, port), clock.clone()).map_err(Failure::failed)?;
    if is_empty(&engine)? {
        eprintln!("giliran: the shop's last thirty days are being lived through …");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::failed)?;
        let told = runtime.block_on(demo::live_through(&engine, &clock)).map_err(Failure::failed)?;
        eprintln!("giliran: {} visits, {} leads, {} changes by the team", told.visits, told.leads, told.changes);
    }
    until_told(&config, &engine, listener, &introduction(&engine.settings.base_url), demo::trickle(&engine, &clock))
}

/// Whether the example is still to be made. Errors: somebody's own workspace lies here, which stays untouched.
fn is_empty(engine: &Engine) -> Result<bool, Failure> {
    let (any, ours) = engine
        .store
        .read_blocking(|tx| Ok((users::any(tx)?, users::by_email(tx, demo::EMAIL)?.is_some())))
        .map_err(Failure::failed)?;
    if any && !ours {
        return Err(Failure::Failed(
            "a workspace that is not the example lies here already; name another --data-dir (or database)".to_owned(),
        ));
    }
    Ok(!any)
}

fn introduction(base: &str) -> String {
    format!(
        "\n\n  desk      {base}/app\n  e-mail    {}\n  password  {}\n\n  try a link:\n  curl -si -A '{PHONE}' {base}/wa/{}\n",
        demo::EMAIL,
        demo::PASSWORD,
        demo::SLUG,
    )
}
