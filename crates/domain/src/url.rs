//! Addresses that a workspace sends visitors on to: http or https, a host, nothing hidden.
//!
//! An address is read, judged by its parts and written anew, so what is stored is what a browser will understand:
//! it goes into a `Location` header and an `href` as it is. Nothing is ever fetched here.

use crate::problem::FieldError;
use ::url::{Host, Url};

/// The greatest length of an address in bytes, before and after it is written anew.
pub const MAX: usize = 2_048;

/// Reads an address and gives it back in its canonical form (host in lower case, ASCII throughout).
/// Errors: `required`, `too_long` (max), `url_characters`, `url_scheme`, `url_host`, `url_credentials`, `url_invalid`.
pub fn parse_target(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(fault("required"));
    }
    if text.len() > MAX {
        return Err(too_long());
    }
    // A browser would drop these or read a backslash as a slash; then it is another address than the one shown.
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(fault("url_characters"));
    }
    let rest = without_scheme(text).ok_or_else(|| fault("url_scheme"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(fault("url_credentials"));
    }
    // Only names that say what they are: no percent-encoding and no letters that look like others.
    if authority.is_empty() || !authority.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b)) {
        return Err(fault("url_host"));
    }
    let url = Url::parse(text).map_err(|error| match error {
        ::url::ParseError::EmptyHost
        | ::url::ParseError::IdnaError
        | ::url::ParseError::InvalidIpv4Address
        | ::url::ParseError::InvalidIpv6Address
        | ::url::ParseError::InvalidDomainCharacter => fault("url_host"),
        _ => fault("url_invalid"),
    })?;
    match url.host() {
        Some(Host::Domain(name)) if !is_host_name(name) => return Err(fault("url_host")),
        None => return Err(fault("url_host")),
        Some(_) => {}
    }
    let url = String::from(url);
    if url.len() > MAX { Err(too_long()) } else { Ok(url) }
}

/// What follows `http://` or `https://`. A third slash would be skipped by browsers, so it is no such address.
fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    known.then_some(rest)
}

fn is_host_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()))
}

fn fault(code: &'static str) -> FieldError {
    FieldError::new("url", code)
}

fn too_long() -> FieldError {
    fault("too_long").with("max", MAX)
}
