//! What a list of links or of hubs is narrowed to by its address: a part of the name, the archived ones, those before.

use super::address::Address;
use serde::Deserialize;
use std::fmt::Display;
use store::links::Filter;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    archived: String,
    pub before: Option<String>,
}

impl Asked {
    pub fn filter(&self) -> Filter {
        Filter { q: self.q.clone(), archived: self.archived == "true" }
    }

    /// The same list, at `path`, after the last of those that are shown.
    pub fn next(&self, path: &str, last: impl Display) -> String {
        let mut address = Address::new(path);
        address.set("q", &self.q).set("before", &last.to_string());
        address.set("archived", if self.filter().archived { "true" } else { "" });
        address.to_string()
    }
}
