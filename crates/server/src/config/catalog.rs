//! The list of settings, read from `config.default.toml`, which is compiled in: a setting's name, its default and
//! the sentence above it stand there and nowhere else. Flags, environment and `--help` follow from it.

use crate::config::raw::Raw;
use std::sync::LazyLock;

/// The file as it is shipped.
pub const DEFAULT_FILE: &str = include_str!("../../../../config.default.toml");

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// The key of the TOML file: `data_dir`.
    pub key: String,
    /// `--data-dir`, without the dashes in front.
    pub flag: String,
    /// `GILIRAN_DATA_DIR`.
    pub variable: String,
    /// The sentence of the default file.
    pub help: String,
    pub default: Raw,
}

static CATALOG: LazyLock<Vec<Setting>> = LazyLock::new(|| read(DEFAULT_FILE));

/// All settings in the order of the file.
pub fn all() -> &'static [Setting] {
    &CATALOG
}

pub fn find(key: &str) -> Option<&'static Setting> {
    all().iter().find(|setting| setting.key == key)
}

/// A comment belongs to the setting on the line below it; a comment followed by an empty line to none.
fn read(text: &str) -> Vec<Setting> {
    let values: toml::Table = text.parse().expect("config.default.toml is TOML, a test reads it");
    let mut settings = Vec::new();
    let mut sentence = String::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            sentence = [sentence.trim(), comment.trim()].join(" ").trim().to_owned();
        } else if let Some((key, _)) = line.split_once(" = ") {
            let default =
                Raw::from_toml(&values[key]).expect("a default is a text, a number or a list, a test reads it");
            settings.push(Setting {
                key: key.to_owned(),
                flag: key.replace('_', "-"),
                variable: format!("GILIRAN_{}", key.to_uppercase()),
                help: std::mem::take(&mut sentence),
                default,
            });
        } else {
            sentence.clear();
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_default_file_is_a_setting_with_its_own_sentence() {
        let table: toml::Table = DEFAULT_FILE.parse().expect("TOML");
        assert_eq!(all().len(), table.len());
        for setting in all() {
            assert!(table.contains_key(&setting.key), "{}", setting.key);
            assert!(setting.help.len() > 20 && setting.help.ends_with('.'), "{}: {}", setting.key, setting.help);
        }
    }

    #[test]
    fn the_names_follow_from_the_key() {
        let setting = find("data_dir").expect("there");
        assert_eq!((setting.flag.as_str(), setting.variable.as_str()), ("data-dir", "GILIRAN_DATA_DIR"));
        assert!(setting.help.starts_with("Folder for the journal"));
    }
}
