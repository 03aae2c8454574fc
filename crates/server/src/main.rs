//! How Giliran runs: the binary `giliran`. It reads the command line, configures, and hands on; what it does is told
//! in `engine`, what it shows in `web`.

mod boot;
mod cli;
mod commands;
mod config;
mod out;
mod outside;
mod shutdown;
mod telemetry;

use commands::Failure;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(words) = failure.words() {
                for line in words.lines() {
                    eprintln!("giliran: {line}");
                }
            }
            failure.code()
        }
    }
}

fn run() -> Result<(), Failure> {
    // clap itself ends the process with 2 when it is used wrongly, and with 0 after help.
    let matches = cli::command().get_matches();
    match matches.subcommand() {
        Some(("serve", matches)) => commands::serve::run(matches),
        Some(("demo", matches)) => commands::demo::run(matches),
        Some(("check-config", matches)) => commands::check_config::run(matches),
        Some(("export", matches)) => commands::export::run(matches),
        Some(("import", matches)) => commands::import::run(matches),
        Some(("version", _)) => commands::version::run(),
        Some(("user", matches)) => match matches.subcommand() {
            Some(("add", matches)) => commands::user_add::run(matches),
            _ => unreachable!("clap requires one of user's commands"),
        },
        Some(("token", matches)) => match matches.subcommand() {
            Some(("create", matches)) => commands::token_create::run(matches),
            _ => unreachable!("clap requires one of token's commands"),
        },
        _ => unreachable!("clap requires one of the commands above"),
    }
}
