//! Which value of each setting is in force and who said it: flag, then environment, then file, then default. Every
//! fault is collected with the place and the key; nothing is read from the process here, all of it is an argument.

use crate::config::catalog::{self, Setting};
use crate::config::raw::Raw;
use std::fmt;
use std::path::{Path, PathBuf};

/// Who said a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    File(PathBuf),
    /// The variable's name.
    Environment(String),
    /// The flag with its dashes.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::Flag(name) => write!(f, "command line {name}"),
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {key}: {reason}")]
pub struct Fault {
    pub origin: Origin,
    pub key: String,
    pub reason: String,
}

/// A value in force.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub setting: &'static Setting,
    pub value: Raw,
    pub origin: Origin,
}

/// What was given, layer by layer.
#[derive(Default)]
pub struct Given<'a> {
    /// The file and its text.
    pub file: Option<(&'a Path, &'a str)>,
    /// `GILIRAN_…` variables.
    pub variables: Vec<(String, String)>,
    /// Flags by the setting's key, in the order they stood.
    pub flags: Vec<(String, Vec<String>)>,
}

/// All settings as chosen, in the catalogue's order, and every fault of shape. A faulty value is passed over, so
/// that the rest can still be checked.
pub fn choose(given: &Given<'_>) -> (Vec<Chosen>, Vec<Fault>) {
    let mut faults = Vec::new();
    let table = given.file.map(|(path, text)| (path, read_file(path, text, &mut faults)));
    let chosen = catalog::all()
        .iter()
        .map(|setting| {
            let mut value = (setting.default.clone(), Origin::Default);
            for (candidate, origin) in candidates(setting, table.as_ref(), given) {
                match candidate {
                    Ok(raw) if raw.same_shape(&setting.default) => value = (raw, origin),
                    Ok(raw) => {
                        let reason = format!("expected {}, found {}", setting.default.shape(), raw.shape());
                        faults.push(Fault { origin, key: setting.key.clone(), reason });
                    }
                    Err(reason) => faults.push(Fault { origin, key: setting.key.clone(), reason }),
                }
            }
            Chosen { setting, value: value.0, origin: value.1 }
        })
        .collect();
    (chosen, faults)
}

type Candidate = (Result<Raw, String>, Origin);

/// What each layer says of a setting, the strongest last.
fn candidates(setting: &Setting, file: Option<&(&Path, toml::Table)>, given: &Given<'_>) -> Vec<Candidate> {
    let mut all = Vec::new();
    if let Some((path, table)) = file
        && let Some(value) = table.get(&setting.key)
    {
        all.push((Raw::from_toml(value), Origin::File(path.to_path_buf())));
    }
    if let Some((name, text)) = given.variables.iter().find(|(name, _)| *name == setting.variable) {
        all.push((Raw::from_texts(std::slice::from_ref(text), &setting.default), Origin::Environment(name.clone())));
    }
    if let Some((_, texts)) = given.flags.iter().find(|(key, _)| *key == setting.key) {
        all.push((Raw::from_texts(texts, &setting.default), Origin::Flag(format!("--{}", setting.flag))));
    }
    all
}

fn read_file(path: &Path, text: &str, faults: &mut Vec<Fault>) -> toml::Table {
    let mut fault = |key: &str, reason: String| {
        faults.push(Fault { origin: Origin::File(path.to_path_buf()), key: key.to_owned(), reason });
    };
    match text.parse::<toml::Table>() {
        Ok(table) => {
            for key in table.keys().filter(|key| catalog::find(key).is_none()) {
                fault(key, unknown(key));
            }
            table
        }
        Err(error) => {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            fault(&format!("line {line}"), error.message().to_owned());
            toml::Table::new()
        }
    }
}

/// Names the setting that was probably meant.
fn unknown(key: &str) -> String {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let wanted = plain(key);
    let close = catalog::all().iter().map(|s| s.key.as_str()).find(|known| {
        let known = plain(known);
        known == wanted || known.starts_with(&wanted) || wanted.starts_with(&known)
    });
    match close {
        Some(known) => format!("there is no such setting; did you mean {known}?"),
        None => "there is no such setting; `giliran serve --help` names them all".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(chosen: &'a [Chosen], key: &str) -> &'a Chosen {
        chosen.iter().find(|c| c.setting.key == key).expect("a setting")
    }

    #[test]
    fn the_flag_wins_over_the_environment_over_the_file_over_the_default() {
        let path = Path::new("giliran.toml");
        let mut given = Given::default();
        assert_eq!(value(&choose(&given).0, "listen").origin, Origin::Default);
        given.file = Some((path, "listen = \"127.0.0.1:1\""));
        assert_eq!(value(&choose(&given).0, "listen").value, Raw::Text("127.0.0.1:1".into()));
        given.variables.push(("GILIRAN_LISTEN".into(), "127.0.0.1:2".into()));
        assert_eq!(value(&choose(&given).0, "listen").value, Raw::Text("127.0.0.1:2".into()));
        given.flags.push(("listen".into(), vec!["127.0.0.1:3".into()]));
        let (chosen, faults) = choose(&given);
        assert_eq!(value(&chosen, "listen").value, Raw::Text("127.0.0.1:3".into()));
        assert_eq!(value(&chosen, "listen").origin, Origin::Flag("--listen".into()));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_fault_names_its_file_its_key_and_the_reason() {
        let text = "workers = \"two\"\nlissten = \"x\"\ntrusted_proxies = []";
        let (_, faults) = choose(&Given { file: Some((Path::new("g.toml"), text)), ..Given::default() });
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(said.contains(&"g.toml: workers: expected a whole number, found a text".to_owned()), "{said:?}");
        assert!(said.iter().any(|s| s.starts_with("g.toml: lissten: there is no such setting")), "{said:?}");
        assert!(
            said.iter().any(|s| s.contains("trusted_proxies") || s.contains("did you mean trusted_proxy?")),
            "{said:?}"
        );
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_with_its_line() {
        let text = "listen = \"127.0.0.1:80\"\nworkers = = 2\n";
        let (_, faults) = choose(&Given { file: Some((Path::new("g.toml"), text)), ..Given::default() });
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].key, "line 2");
    }

    #[test]
    fn a_number_from_the_environment_that_is_none_is_named_with_its_variable() {
        let variables = vec![("GILIRAN_WORKERS".to_owned(), "many".to_owned())];
        let (_, faults) = choose(&Given { variables, ..Given::default() });
        assert_eq!(faults[0].to_string(), "environment GILIRAN_WORKERS: workers: \"many\" is not a whole number");
    }
}
