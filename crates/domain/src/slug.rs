//! The last part of a link's address: what may be one, and how a visited address is read.
//!
//! Slugs are kept in lower case and compared so. Reading an address for a visit is total and, for an address as it
//! was printed, copies nothing. Whether a slug is taken, only the store knows.

use crate::problem::FieldError;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// The greatest length of a slug.
pub const MAX: usize = 64;

/// Words that are or may become addresses of the house itself, or that a visitor would take for them.
pub const RESERVED: [&str; 34] = [
    "about",
    "account",
    "admin",
    "api",
    "app",
    "apple-touch-icon",
    "assets",
    "docs",
    "favicon",
    "h",
    "healthz",
    "help",
    "hooks",
    "hub",
    "index",
    "login",
    "logout",
    "metrics",
    "new",
    "null",
    "openapi",
    "qr",
    "readyz",
    "robots",
    "setup",
    "sign-in",
    "signup",
    "sitemap",
    "static",
    "tls",
    "undefined",
    "wa",
    "well-known",
    "www",
];

/// 1 to 64 of `a-z 0-9 - _`, and no reserved word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads what a person wants as a slug; capitals become small letters, blanks around it go.
/// Errors: `required`, `too_long` (max), `slug_characters`, `slug_reserved` (slug).
pub fn parse(text: &str) -> Result<Slug, FieldError> {
    let slug = text.trim().to_ascii_lowercase();
    if slug.is_empty() {
        return Err(FieldError::new("slug", "required"));
    }
    if !slug.bytes().all(is_of_slug) {
        return Err(FieldError::new("slug", "slug_characters"));
    }
    if slug.len() > MAX {
        return Err(FieldError::new("slug", "too_long").with("max", MAX));
    }
    if RESERVED.contains(&slug.as_str()) {
        return Err(FieldError::new("slug", "slug_reserved").with("slug", slug));
    }
    Ok(Slug(slug))
}

/// Reads one segment of a visited path, still percent-encoded, to a slug in lower case. It is decoded once. None for
/// what no slug can be: another character (a slash or NUL among them), broken encoding, the wrong length.
pub fn resolve(segment: &str) -> Option<Cow<'_, str>> {
    if segment.len() <= MAX && !segment.is_empty() && segment.bytes().all(is_of_slug) {
        return Some(Cow::Borrowed(segment));
    }
    if segment.len() > 3 * MAX {
        return None;
    }
    let mut slug = String::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            plain => plain,
        };
        let byte = byte.to_ascii_lowercase();
        if !is_of_slug(byte) {
            return None;
        }
        slug.push(char::from(byte));
    }
    (1..=MAX).contains(&slug.len()).then_some(Cow::Owned(slug))
}

fn is_of_slug(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|d| d as u8)
}
