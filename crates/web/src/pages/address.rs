//! Addresses with filters in them: put together and taken apart without ever building a query by hand.

use std::fmt;

/// A path and its query, values as they are; encoded when written.
#[derive(Clone, Debug)]
pub struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: Vec::new() }
    }

    /// Sets a value; an empty one takes the name away.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.pairs.retain(|(n, _)| n != name);
        if !value.is_empty() {
            self.pairs.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.set(name, value);
        other
    }

    /// The same conditions at another place.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), pairs: self.pairs.clone() }
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        self.with(name, "")
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (i, (name, value)) in self.pairs.iter().enumerate() {
            f.write_str(if i == 0 { "?" } else { "&" })?;
            encode(f, name)?;
            f.write_str("=")?;
            encode(f, value)?;
        }
        Ok(())
    }
}

fn encode(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => write!(f, "{}", char::from(byte))?,
            other => write!(f, "%{other:02X}")?,
        }
    }
    Ok(())
}

/// A choice among several that stands in the address.
#[derive(Clone, Debug)]
pub struct Choice {
    pub name: String,
    pub href: String,
    pub here: bool,
}

/// A filter in force; its address is the one without it.
#[derive(Clone, Debug)]
pub struct Chip {
    pub name: String,
    pub href: String,
}

/// Only to our own pages: a path of the desk, never another host.
pub fn own(path: &str) -> &str {
    let desk = path == "/app" || path.starts_with("/app/") || path.starts_with("/app?");
    if desk && !path.contains(['\\', '\r', '\n']) { path } else { "/app" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_empty_ones_left_out() {
        let mut address = Address::new("/app/leads");
        address.set("q", "a & b=c").set("status", "hot").set("agent", "");
        assert_eq!(address.to_string(), "/app/leads?q=a%20%26%20b%3Dc&status=hot");
        assert_eq!(address.without("q").to_string(), "/app/leads?status=hot");
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for path in ["https://evil.test/app", "//evil.test", "/app\\evil", "/application", ""] {
            assert_eq!(own(path), "/app");
        }
        assert_eq!(own("/app/leads?q=x"), "/app/leads?q=x");
    }
}
