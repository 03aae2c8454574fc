//! The commands, a file each. A command returns what went wrong as a [`Failure`]; `main` says it and ends with its code.

pub mod aside;
pub mod check_config;
pub mod demo;
pub mod export;
pub mod import;
pub mod serve;
pub mod token_create;
pub mod user_add;
pub mod version;

use crate::config::{self, Config, Fault, Origin};
use clap::ArgMatches;
use std::fmt;
use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Used wrongly: the way out is another command line.
    Usage(String),
    /// Anything else.
    Failed(String),
    /// Everything was said already.
    Said,
}

impl Failure {
    pub fn failed(error: impl fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }

    /// A message that begins with what was being done.
    pub fn while_doing<E: fmt::Display>(what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self::Failed(format!("{what}: {error}"))
    }

    pub fn code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) | Self::Said => ExitCode::FAILURE,
        }
    }

    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Usage(words) | Self::Failed(words) => Some(words),
            Self::Said => None,
        }
    }
}

/// The configuration of a command that needs a right one.
fn configured(matches: &ArgMatches) -> Result<Config, Failure> {
    config::load(matches).config.map_err(|faults| refused(&faults))
}

/// A wrong flag is wrong use; a wrong file or variable is a failure.
fn refused(faults: &[Fault]) -> Failure {
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let words = said.join("\n");
    if faults.iter().all(|fault| matches!(fault.origin, Origin::Flag(_))) {
        Failure::Usage(words)
    } else {
        Failure::Failed(words)
    }
}
