//! `giliran check-config`: what is in force, as a TOML file with the origin behind each line, and what is wrong.

use crate::commands::Failure;
use crate::{config, out};
use clap::ArgMatches;

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let loaded = config::load(matches);
    for chosen in &loaded.chosen {
        out::line(config::line(chosen))?;
    }
    for name in &loaded.ignored {
        eprintln!("note: environment {name} names no setting and does nothing");
    }
    match loaded.config {
        Ok(_) => {
            eprintln!("the configuration is right");
            Ok(())
        }
        Err(faults) => {
            for fault in &faults {
                eprintln!("wrong: {fault}");
            }
            Err(Failure::Said)
        }
    }
}
