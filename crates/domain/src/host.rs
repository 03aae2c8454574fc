//! A domain of a business's own, as a name: what may be one, how it is written for machines and for people.
//!
//! A name is kept in lower case ASCII (punycode). Letters that pass for others are refused: a name of one's own is
//! read by customers, and one that looks like somebody else's is no honest one. Whether a name is taken, or proves to
//! be theirs, is not known here.

mod alike;
pub mod endpoint;
pub mod proof;
pub mod reach;

use crate::problem::FieldError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The greatest length of a name in bytes as DNS has it, without the last dot.
pub const MAX: usize = 253;

/// A host name of at least two labels, in lower case ASCII, no IP address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Host(String);

impl Host {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The business's own words for an address on their domain that leads nowhere; what is empty is said in ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LostWords {
    pub title: String,
    pub text: String,
}

impl LostWords {
    pub fn is_empty(&self) -> bool {
        self.title.is_empty() && self.text.is_empty()
    }
}

/// Reads what a person types as their domain; capitals become small letters, a last dot goes, other scripts become
/// punycode.
/// Errors: `required`, `too_long` (max), `domain_path`, `domain_port`, `domain_address`, `domain_wildcard`,
/// `domain_characters`, `domain_single_label`, `domain_local`, `domain_homograph` (like), `domain_mixed_scripts` (label).
pub fn parse(text: &str) -> Result<Host, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(fault("required"));
    }
    if text.contains(['/', '\\', '?', '#']) {
        return Err(fault("domain_path"));
    }
    if is_address(text) {
        return Err(fault("domain_address"));
    }
    if text.contains(':') {
        return Err(fault("domain_port"));
    }
    if text.contains('*') {
        return Err(fault("domain_wildcard"));
    }
    let name = text.strip_suffix('.').unwrap_or(text).to_lowercase();
    if name.len() > 4 * MAX {
        return Err(fault("too_long").with("max", MAX));
    }
    let ascii = ascii(&name)?;
    let labels: Vec<&str> = ascii.split('.').collect();
    let [.., last] = labels.as_slice() else { return Err(fault("domain_characters")) };
    // Browsers read a name whose last part is a number as an IPv4 address, in whatever notation.
    if last.bytes().all(|b| b.is_ascii_digit()) || last.strip_prefix("0x").is_some_and(is_hex) {
        return Err(fault("domain_address"));
    }
    if labels.len() < 2 {
        return Err(fault("domain_single_label"));
    }
    if ["localhost", "local", "arpa", "onion"].contains(last) {
        return Err(fault("domain_local"));
    }
    alike::check(&name, &ascii)?;
    Ok(Host(ascii))
}

/// A host name as people read it: punycode in its own letters.
pub fn readable(host: &str) -> String {
    let (text, read) = idna::domain_to_unicode(host);
    if read.is_ok() { text } else { host.to_owned() }
}

/// Scheme and name before a path: the base address itself for the default domain (`""`), else the domain under the
/// base address's scheme. Own domains stand on the standard port: a proxy or Giliran itself listens there.
pub fn origin(base_url: &str, domain: &str) -> String {
    let base = base_url.trim_end_matches('/');
    if domain.is_empty() {
        return base.to_owned();
    }
    let scheme = base.split_once("://").map_or("https", |(scheme, _)| scheme);
    format!("{scheme}://{domain}")
}

fn ascii(name: &str) -> Result<String, FieldError> {
    let ascii = idna::domain_to_ascii_strict(name).map_err(|_| fault("domain_characters"))?;
    let plain = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if ascii.len() > MAX {
        return Err(fault("too_long").with("max", MAX));
    }
    if ascii.split('.').all(plain) { Ok(ascii) } else { Err(fault("domain_characters")) }
}

/// An address in any notation that people paste: with brackets, with a port behind it.
fn is_address(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let name = text.rsplit_once(':').map_or(text, |(name, _)| name);
    text.parse::<IpAddr>().is_ok()
        || name.parse::<IpAddr>().is_ok()
        || inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

fn is_hex(digits: &str) -> bool {
    digits.bytes().all(|b| b.is_ascii_hexdigit())
}

fn fault(code: &'static str) -> FieldError {
    FieldError::new("host", code)
}

#[cfg(test)]
#[path = "host/tests.rs"]
mod tests;
