//! E-mail addresses as people type them. A modest reading of RFC 5321: enough to catch a slip of the hand, no more;
//! whether anybody reads there is found out by writing. Quoted local parts and address literals are refused: nobody
//! has one, and they are a way to smuggle characters.

use crate::problem::FieldError;
use serde::Serialize;
use std::fmt;

/// RFC 5321 4.5.3.1: octets of the whole address, and of what stands before the `@`.
const MAX: usize = 254;
const MAX_LOCAL: usize = 64;
const MAX_LABEL: usize = 63;

/// An address with its domain in lower case; the part before the `@` stays as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to compare by: mail servers that tell capitals apart are not met in practice.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads an address. Errors: `required`, `too_long` (max), `email_invalid`.
pub fn parse(text: &str) -> Result<Email, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new("email", "required"));
    }
    if text.len() > MAX {
        return Err(FieldError::new("email", "too_long").with("max", MAX));
    }
    let (local, domain) = text.rsplit_once('@').ok_or_else(invalid)?;
    if !is_local(local) || !is_domain(domain) {
        return Err(invalid());
    }
    Ok(Email(format!("{local}@{}", domain.to_ascii_lowercase())))
}

fn invalid() -> FieldError {
    FieldError::new("email", "email_invalid")
}

/// Dot-atoms; letters of any script, as RFC 6531 has them.
fn is_local(local: &str) -> bool {
    let is_atom = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= MAX_LOCAL && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

/// At least two labels, and a last one that is no number. ASCII: international names come as `xn--`.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_a_name = domain.rsplit('.').next().is_some_and(|label| label.bytes().any(|b| !b.is_ascii_digit()));
    domain.contains('.') && last_is_a_name && domain.split('.').all(is_label)
}
