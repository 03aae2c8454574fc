//! From chosen values to a [`Config`]: each setting's meaning is read once, here, and a wrong one is refused with
//! the reason and an example of a right one.

use crate::config::layers::{Chosen, Fault};
use crate::config::raw::Raw;
use crate::config::{Config, JournalFull, LogFormat};
use crate::outside::Roots;
use domain::host::endpoint;
use engine::Addresses;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// None when a value is wrong; each fault is then among the faults.
pub fn config(chosen: &[Chosen], faults: &mut Vec<Fault>) -> Option<Config> {
    let mut read = Reader { chosen, faults };
    let listen = read.text("listen", address);
    let data_dir = read.text("data_dir", data_dir);
    let base_url = read.text("base_url", |text| optional(text, origin));
    let database_url = read.text("database_url", |text| optional(text, database));
    let trusted_proxy = read.list("trusted_proxy", network);
    let dns_server = read.text("dns_server", |text| optional(text, name_server));
    let reach_private = read.list("reach_private", network);
    let webhook_allow = read.list("webhook_allow", network);
    let roots = read.text("outside_ca_file", roots);
    let platforms = platforms(&mut read);
    let geo_db = read.text("geo_db", |text| optional(text, existing_file));
    let secret_key = read.text("secret_key", |text| optional(text, key));
    let journal_full = read.text("journal_full", |text| match text {
        "answer" => Ok(JournalFull::Answer),
        "refuse" => Ok(JournalFull::Refuse),
        other => Err(format!("\"{other}\" is neither \"answer\" nor \"refuse\"")),
    });
    let workers = read.number("workers", 0..=1024);
    let shutdown = read.number("shutdown_seconds", 1..=3600);
    let log_level = read.text("log_level", directives);
    let log_format = read.text("log_format", |text| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("\"{other}\" is neither \"text\" nor \"json\"")),
    });
    Some(Config {
        listen: listen?,
        data_dir: data_dir?,
        base_url: base_url?,
        database_url: database_url?,
        trusted_proxy: trusted_proxy?,
        dns_server: dns_server?,
        reach_private: reach_private?,
        webhook_allow: webhook_allow?,
        roots: roots?,
        platforms: platforms?,
        geo_db: geo_db?,
        secret_key: secret_key?,
        journal_full: journal_full?,
        workers: match usize::try_from(workers?).unwrap_or(0) {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            some => some,
        },
        shutdown: Duration::from_secs(shutdown?.unsigned_abs()),
        log_level: log_level?,
        log_format: log_format?,
    })
}

/// Where the ad platforms are: where the people who run this installation say, a fake of their own included.
fn platforms(read: &mut Reader<'_>) -> Option<Addresses> {
    let url = |text: &str| callable(text);
    let version = |text: &str| version(text);
    let meta = read.text("meta_url", url);
    let meta_version = read.text("meta_version", version);
    let google_data_manager = read.text("google_data_manager_url", url);
    let google_ads = read.text("google_ads_url", url);
    let google_ads_version = read.text("google_ads_version", version);
    let google_token = read.text("google_token_url", url);
    let ga4 = read.text("ga4_url", url);
    let tiktok = read.text("tiktok_url", url);
    let tiktok_version = read.text("tiktok_version", version);
    let linkedin = read.text("linkedin_url", url);
    let linkedin_version = read.text("linkedin_version", version);
    Some(Addresses {
        meta: meta?,
        meta_version: meta_version?,
        google_data_manager: google_data_manager?,
        google_ads: google_ads?,
        google_ads_version: google_ads_version?,
        google_token: google_token?,
        ga4: ga4?,
        tiktok: tiktok?,
        tiktok_version: tiktok_version?,
        linkedin: linkedin?,
        linkedin_version: linkedin_version?,
    })
}

/// A web address without a query, without a slash at its end.
fn callable(text: &str) -> Result<String, String> {
    let bad = || format!("\"{text}\" is not a web address, such as https://graph.facebook.com");
    let good = endpoint::parse(text).is_ok() && !text.contains(['?', '#']);
    if good { Ok(text.trim_end_matches('/').to_owned()) } else { Err(bad()) }
}

/// Part of a path or of a header.
fn version(text: &str) -> Result<String, String> {
    let good = !text.is_empty() && text.len() <= 32 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    if good { Ok(text.to_owned()) } else { Err(format!("\"{text}\" is not a version, such as v26.0 or 202608")) }
}

struct Reader<'a> {
    chosen: &'a [Chosen],
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn read<T>(&mut self, key: &str, understand: impl FnOnce(&Raw) -> Result<T, String>) -> Option<T> {
        let chosen =
            self.chosen.iter().find(|c| c.setting.key == key).expect("the catalogue holds it, a test reads all");
        understand(&chosen.value)
            .map_err(|reason| {
                self.faults.push(Fault { origin: chosen.origin.clone(), key: key.to_owned(), reason });
            })
            .ok()
    }

    fn text<T>(&mut self, key: &str, understand: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        self.read(key, |raw| match raw {
            Raw::Text(text) => understand(text.trim()),
            other => Err(format!("expected a text, found {}", other.shape())),
        })
    }

    fn number(&mut self, key: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        self.read(key, |raw| match raw {
            Raw::Number(number) if range.contains(number) => Ok(*number),
            Raw::Number(number) => Err(format!("{number} is not between {} and {}", range.start(), range.end())),
            other => Err(format!("expected a whole number, found {}", other.shape())),
        })
    }

    fn list<T>(&mut self, key: &str, understand: impl Fn(&str) -> Result<T, String>) -> Option<Vec<T>> {
        self.read(key, |raw| match raw {
            Raw::List(items) => items.iter().map(|item| understand(item.trim())).collect(),
            other => Err(format!("expected a list of texts, found {}", other.shape())),
        })
    }
}

/// Empty is "not set".
fn optional<T>(text: &str, understand: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { understand(text).map(Some) }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("\"{text}\" is not an address and a port, such as 127.0.0.1:8080 or [::]:8080"))
}

/// An address, on DNS' own port unless it says another.
fn name_server(text: &str) -> Result<SocketAddr, String> {
    let alone = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53));
    alone.or_else(|_| text.parse()).map_err(|_| {
        format!(
            "\"{text}\" is not the address of a name server, such as 192.0.2.53, 127.0.0.1:5353 or [2001:db8::53]:53"
        )
    })
}

fn data_dir(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match std::fs::metadata(&path) {
        _ if text.is_empty() => Err("is empty; name a folder".to_owned()),
        Ok(found) if !found.is_dir() => Err(format!("{text} is there and is not a folder")),
        _ => Ok(path),
    }
}

/// Scheme and host, nothing behind it: links are made from it.
fn origin(text: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "\"{text}\" is not an address such as https://go.example.com (no path, no user, nothing behind the host)"
        )
    };
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (host, None),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let bracketed = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let right_name = match bracketed {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.chars().all(plain),
    };
    let right_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    if right_name && right_port { Ok(text.trim_end_matches('/').to_ascii_lowercase()) } else { Err(wrong()) }
}

fn database(text: &str) -> Result<String, String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        Ok(text.to_owned())
    } else {
        // What was given may hold a password, so it is not said again.
        Err("does not begin with postgres://; for SQLite leave it empty".to_owned())
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("\"{text}\" is not a network such as 10.0.0.0/8 or fd00::/8"))
}

fn existing_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    std::fs::File::open(&path).map_err(|error| format!("{text} cannot be read: {error}"))?;
    if engine::geo::Geo::open(Some(&path)).has_cities() {
        Ok(path)
    } else {
        Err(format!("{text} is not an MMDB file with countries or cities"))
    }
}

/// The public roots alone when no file is named.
fn roots(text: &str) -> Result<Roots, String> {
    if text.is_empty() {
        return Ok(Roots::public());
    }
    let pem = std::fs::read(text).map_err(|error| format!("{text} cannot be read: {error}"))?;
    Roots::public().and_of(&pem).map_err(|reason| format!("{text} {reason}"))
}

fn key(text: &str) -> Result<[u8; 32], String> {
    let wrong = || "is not 64 hexadecimal digits (32 bytes)".to_owned();
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let mut key = [0; 32];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).map_err(|_| wrong())?;
    }
    Ok(key)
}

/// A word alone is a level, never a target: a level that is misspelt must not switch the log off.
fn directives(text: &str) -> Result<String, String> {
    let wrong = || format!("\"{text}\" is not a level such as info, nor directives such as info,store=debug");
    for directive in text.split(',') {
        let (target, level) = directive.split_once('=').unwrap_or(("all", directive));
        if target.trim().is_empty() || level.trim().parse::<tracing_subscriber::filter::LevelFilter>().is_err() {
            return Err(wrong());
        }
    }
    text.parse::<tracing_subscriber::filter::Targets>().map(|_| text.to_owned()).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::layers::{Given, choose};

    fn faults_of(key: &str, value: &str) -> Vec<String> {
        let flags = vec![(key.to_owned(), vec![value.to_owned()])];
        let (chosen, mut faults) = choose(&Given { flags, ..Given::default() });
        config(&chosen, &mut faults);
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wrong_values_are_refused_with_the_flag_the_key_and_the_reason() {
        for (key, value, reason) in [
            ("listen", "8080", "is not an address and a port"),
            ("listen", "localhost", "is not an address and a port"),
            ("data_dir", "", "is empty"),
            ("data_dir", "/dev/null", "is not a folder"),
            ("base_url", "go.example.com", "is not an address such as"),
            ("base_url", "https://go.example.com/path", "is not an address such as"),
            ("base_url", "https://user@go.example.com", "is not an address such as"),
            ("base_url", "https://go.example.com:0", "is not an address such as"),
            ("base_url", "https://go.example.com:99999", "is not an address such as"),
            ("database_url", "mysql://h/db", "does not begin with postgres://"),
            ("trusted_proxy", "10.0.0.0/33", "is not a network"),
            ("dns_server", "ns.example", "is not the address of a name server"),
            ("dns_server", "192.0.2.53:99999", "is not the address of a name server"),
            ("reach_private", "10.0.0.0/33", "is not a network"),
            ("webhook_allow", "10.0.0.0/8,lan", "is not a network"),
            ("outside_ca_file", "/nowhere.pem", "cannot be read"),
            ("outside_ca_file", "Cargo.toml", "Cargo.toml holds no certificate"),
            ("geo_db", "/nowhere.mmdb", "cannot be read"),
            ("geo_db", "Cargo.toml", "is not an MMDB file"),
            ("secret_key", "abc", "is not 64 hexadecimal digits"),
            ("secret_key", &"é".repeat(32), "is not 64 hexadecimal digits"),
            ("journal_full", "perhaps", "is neither"),
            ("workers", "-1", "is not between 0 and 1024"),
            ("shutdown_seconds", "0", "is not between 1 and 3600"),
            ("log_level", "debgu", "is not a level"),
            ("log_level", "info,store", "is not a level"),
            ("log_format", "xml", "is neither"),
        ] {
            let faults = faults_of(key, value);
            assert_eq!(faults.len(), 1, "{key} = {value}: {faults:?}");
            let place = format!("command line --{}: {key}: ", key.replace('_', "-"));
            assert!(faults[0].starts_with(&place) && faults[0].contains(reason), "{}", faults[0]);
        }
    }

    #[test]
    fn right_values_are_taken() {
        for (key, value) in [
            ("listen", "[::]:0"),
            ("base_url", "https://Go.Example.com/"),
            ("base_url", "http://[::1]:8080"),
            ("database_url", "postgresql://h/db"),
            ("trusted_proxy", "10.0.0.1,fd00::/8"),
            ("dns_server", "192.0.2.53"),
            ("dns_server", "[2001:db8::53]:5353"),
            ("reach_private", "127.0.0.0/8,fd00::/8"),
            ("webhook_allow", "10.0.0.0/8, fd00::/8,192.168.1.7"),
            ("outside_ca_file", ""),
            ("log_level", "warn,store=debug"),
        ] {
            assert_eq!(faults_of(key, value), Vec::<String>::new(), "{key} = {value}");
        }
        let digits = "0123456789abcdefABCDEF0011223344".repeat(2);
        assert_eq!(key(&digits).map(|key| key[..3].to_vec()), Ok(vec![0x01, 0x23, 0x45]));
        assert_eq!(origin("https://Go.Example.com/"), Ok("https://go.example.com".to_owned()));
    }
}
