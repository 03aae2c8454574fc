//! What is configured: flags, environment, an optional TOML file and the compiled-in defaults become one
//! [`Config`] that can't be wrong. The environment and the file are read here, once; nothing else in the binary
//! asks for either.

pub mod catalog;
mod layers;
mod masked;
mod parse;
pub mod raw;

pub use layers::{Chosen, Fault, Origin};
pub use masked::line;

use crate::outside::Roots;
use clap::ArgMatches;
use ipnet::IpNet;
use layers::Given;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that is read when none is named.
const USUAL_FILE: &str = "giliran.toml";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalFull {
    Answer,
    Refuse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Every setting, understood.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    /// Scheme and host without a slash at the end; none: by the port.
    pub base_url: Option<String>,
    pub database_url: Option<String>,
    pub trusted_proxy: Vec<IpNet>,
    /// None: those of the machine.
    pub dns_server: Option<SocketAddr>,
    pub reach_private: Vec<IpNet>,
    pub webhook_allow: Vec<IpNet>,
    pub platforms: engine::Addresses,
    /// The public ones and those of `outside_ca_file`.
    pub roots: Roots,
    pub geo_db: Option<PathBuf>,
    pub secret_key: Option<[u8; 32]>,
    pub journal_full: JournalFull,
    /// Answering threads, at least one.
    pub workers: usize,
    pub shutdown: Duration,
    pub log_level: String,
    pub log_format: LogFormat,
}

/// What was found, right or wrong.
pub struct Loaded {
    pub config: Result<Config, Vec<Fault>>,
    /// Each setting's value in force and who said it.
    pub chosen: Vec<Chosen>,
    /// `GILIRAN_…` variables that are no setting: container platforms make some of their own, so they are said, not refused.
    pub ignored: Vec<String>,
}

/// The settings of this process.
pub fn load(matches: &ArgMatches) -> Loaded {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with("GILIRAN_"))?;
            Some((name, value.to_string_lossy().into_owned()))
        })
        .collect();
    load_from(named_file(matches), variables, flags(matches))
}

/// The file to read, and whether it was asked for by name.
fn named_file(matches: &ArgMatches) -> (PathBuf, bool) {
    if let Some(path) = matches.get_one::<PathBuf>("config") {
        return (path.clone(), true);
    }
    match std::env::var_os("GILIRAN_CONFIG").filter(|path| !path.is_empty()) {
        Some(path) => (path.into(), true),
        None => (USUAL_FILE.into(), false),
    }
}

fn flags(matches: &ArgMatches) -> Vec<(String, Vec<String>)> {
    catalog::all()
        .iter()
        .filter_map(|setting| {
            let texts = matches.try_get_many::<String>(&setting.key).ok().flatten()?;
            Some((setting.key.clone(), texts.cloned().collect()))
        })
        .collect()
}

fn load_from(
    (path, by_name): (PathBuf, bool),
    variables: Vec<(String, String)>,
    flags: Vec<(String, Vec<String>)>,
) -> Loaded {
    let ignored = variables
        .iter()
        .map(|(name, _)| name)
        .filter(|name| *name != "GILIRAN_CONFIG" && catalog::all().iter().all(|s| s.variable != **name))
        .cloned()
        .collect();
    let mut unread = None;
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !by_name => None,
        Err(error) => {
            unread = Some(unreadable(&path, &error));
            None
        }
    };
    let given = Given { file: text.as_deref().map(|text| (path.as_path(), text)), variables, flags };
    let (chosen, mut faults) = layers::choose(&given);
    faults.extend(unread);
    let config = parse::config(&chosen, &mut faults);
    Loaded { config: config.filter(|_| faults.is_empty()).ok_or(faults), chosen, ignored }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault {
        origin: Origin::File(path.to_path_buf()),
        key: "the file".to_owned(),
        reason: format!("cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_alone_are_a_configuration() {
        let loaded = load_from((PathBuf::from("/nowhere/giliran.toml"), false), vec![], vec![]);
        let config = loaded.config.expect("the shipped defaults are right");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.workers >= 1);
        assert!(config.base_url.is_none() && config.database_url.is_none() && config.secret_key.is_none());
    }

    #[test]
    fn a_named_file_that_is_missing_is_a_fault_and_the_usual_one_is_not() {
        let loaded = load_from((PathBuf::from("/nowhere/other.toml"), true), vec![], vec![]);
        let faults = loaded.config.expect_err("refused");
        assert!(faults[0].to_string().starts_with("/nowhere/other.toml: the file: cannot be read"), "{}", faults[0]);
    }

    #[test]
    fn a_foreign_variable_is_said_and_not_refused() {
        let variables = vec![("GILIRAN_PORT".to_owned(), "tcp://10.0.0.1:80".to_owned())];
        let loaded = load_from((PathBuf::from("/nowhere/giliran.toml"), false), variables, vec![]);
        assert_eq!(loaded.ignored, ["GILIRAN_PORT"]);
        assert!(loaded.config.is_ok());
    }
}
