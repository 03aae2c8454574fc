//! How Giliran runs: the binary `giliran`. It reads the command line, configures, and hands on; what it does is told
//! in `engine`, what it shows in `web`.

mod cli;
mod commands;
mod config;
mod out;
mod telemetry;

use commands::Failure;
use std::process::ExitCode;

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
        Some(("check-config", matches)) => commands::check_config::run(matches),
        Some(("version", _)) => commands::version::run(),
        _ => unreachable!("clap requires one of the commands above"),
    }
}
