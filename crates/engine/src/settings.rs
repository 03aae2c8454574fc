//! What the operator sets and the engine needs. Read from flags, environment and file by `server`.

use crate::click::host_name;
use crate::outside::{Closed, Outside};
use ipnet::IpNet;
use std::path::PathBuf;
use std::sync::Arc;
use store::Location;
use store::journal::WhenRefused;

#[derive(Clone, Debug)]
pub struct Settings {
    /// Holds the journal, the secret key and, with SQLite, the database.
    pub data_dir: PathBuf,
    pub location: Location,
    /// `https://link.shop.example`, without a slash at the end: the default domain.
    pub base_url: String,
    pub trusted_proxies: Vec<IpNet>,
    /// What calls out, opened by `server`.
    pub outside: Arc<dyn Outside>,
    /// Networks that may be called although they are none of the public internet.
    pub reach_private: Vec<IpNet>,
    /// Networks where webhooks may lead although they are none of the public internet.
    pub webhook_allow: Vec<IpNet>,
    /// Where the ad platforms are, and which version of them is spoken.
    pub platforms: platforms::Addresses,
    /// An operator's own city database.
    pub geo_db: Option<PathBuf>,
    /// Where nodes share a store they share this; else a file of the data folder holds it.
    pub secret_key: Option<[u8; 32]>,
    pub when_refused: WhenRefused,
}

impl Settings {
    /// An engine on SQLite in a folder that calls nobody, with nothing else set.
    pub fn in_folder(data_dir: PathBuf, base_url: impl Into<String>) -> Self {
        Self {
            location: Location::in_folder(&data_dir),
            data_dir,
            base_url: base_url.into(),
            trusted_proxies: Vec::new(),
            outside: Arc::new(Closed),
            reach_private: Vec::new(),
            webhook_allow: Vec::new(),
            platforms: platforms::Addresses::default(),
            geo_db: None,
            secret_key: None,
            when_refused: WhenRefused::default(),
        }
    }

    /// `shop.example` or `localhost:8080`: the base address without its scheme.
    pub fn base_host(&self) -> &str {
        self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, host)| host).trim_end_matches('/')
    }

    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Whether a host name (no port, lower case) is the default domain. A machine that calls itself by a loopback
    /// name answers to all of them.
    pub fn is_default_host(&self, name: &str) -> bool {
        let own = host_name(self.base_host());
        own == name || (is_loopback(&own) && is_loopback(name))
    }
}

fn is_loopback(name: &str) -> bool {
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loopback_base_answers_to_every_loopback_name_and_to_no_other() {
        let settings = Settings::in_folder(PathBuf::new(), "http://localhost:8080");
        for name in ["localhost", "127.0.0.1", "::1"] {
            assert!(settings.is_default_host(name), "{name}");
        }
        assert!(!settings.is_default_host("evil.example"));
        let settings = Settings::in_folder(PathBuf::new(), "https://link.shop.example");
        assert!(settings.is_default_host("link.shop.example"));
        assert!(!settings.is_default_host("localhost"));
    }
}
