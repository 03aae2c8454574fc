//! Looking at a JSON value: what is wrong with it, where, and whether a platform refuses or ignores it.

use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    /// The platform's code for it.
    pub(crate) code: &'static str,
    /// `.user.email[0]`
    pub(crate) at: String,
    pub(crate) words: String,
    pub(crate) is_refused: bool,
}

pub(crate) struct Look {
    usual: &'static str,
    pub(crate) wrongs: Vec<Wrong>,
}

/// What a platform does with a field that it does not know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strange {
    Refused,
    Ignored,
}

impl Look {
    /// `usual`: the platform's code for what has none of its own.
    pub(crate) fn new(usual: &'static str) -> Self {
        Self { usual, wrongs: Vec::new() }
    }

    pub(crate) fn refuse(&mut self, at: impl Into<String>, words: impl Into<String>) {
        self.refuse_as(self.usual, at, words);
    }

    pub(crate) fn refuse_as(&mut self, code: &'static str, at: impl Into<String>, words: impl Into<String>) {
        self.wrongs.push(Wrong { code, at: at.into(), words: words.into(), is_refused: true });
    }

    pub(crate) fn ignore(&mut self, at: impl Into<String>, words: impl Into<String>) {
        self.wrongs.push(Wrong { code: self.usual, at: at.into(), words: words.into(), is_refused: false });
    }

    /// An object whose fields are all known.
    pub(crate) fn object(&mut self, value: &Value, at: &str, known: &[&str], strange: Strange) -> bool {
        let Some(map) = value.as_object() else {
            self.refuse(at, "is no object");
            return false;
        };
        for name in map.keys().filter(|name| !known.contains(&name.as_str())) {
            let at = format!("{at}.{name}");
            match strange {
                Strange::Refused => self.refuse(at, "is no field"),
                Strange::Ignored => self.ignore(at, "is no field"),
            }
        }
        true
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text<'v>(&mut self, value: &'v Value, at: &str) -> Option<&'v str> {
        let text = value.as_str().filter(|text| !text.is_empty());
        if text.is_none() {
            self.refuse(at, if value.is_null() { "is missing" } else { "is no text" });
        }
        text
    }

    /// The same, where it may be left out.
    pub(crate) fn may_text<'v>(&mut self, value: &'v Value, at: &str) -> Option<&'v str> {
        if value.is_null() { None } else { self.text(value, at) }
    }

    pub(crate) fn one_of(&mut self, value: &Value, at: &str, words: &[&str]) {
        if let Some(text) = self.text(value, at)
            && !words.contains(&text)
        {
            self.refuse(at, format!("is none of {}", words.join(", ")));
        }
    }

    pub(crate) fn url(&mut self, value: &Value, at: &str) {
        let is_url = |text: &str| url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if let Some(text) = self.text(value, at)
            && !is_url(text)
        {
            self.refuse(at, "is no web address");
        }
    }

    /// ISO 4217 in its form.
    pub(crate) fn currency(&mut self, value: &Value, at: &str) {
        if let Some(text) = self.text(value, at)
            && !(text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.refuse(at, "is no currency");
        }
    }

    /// A JSON number from nought on.
    pub(crate) fn amount(&mut self, value: &Value, at: &str) {
        match value.as_f64() {
            Some(number) if number >= 0.0 && number.is_finite() => {}
            Some(_) => self.refuse(at, "is below nought"),
            None => self.refuse(at, "is no number"),
        }
    }

    pub(crate) fn ip(&mut self, value: &Value, at: &str) {
        if let Some(text) = self.may_text(value, at)
            && text.parse::<std::net::IpAddr>().is_err()
        {
            self.refuse(at, "is no IP address");
        }
    }

    /// What must not be hashed: no platform can see that it is, and none ever finds anybody by it.
    pub(crate) fn clear(&mut self, value: &Value, at: &str) {
        if let Some(text) = self.may_text(value, at)
            && crate::rules::is_hash(&text.to_ascii_lowercase())
        {
            self.ignore(at, "is hashed and must be clear");
        }
    }
}

/// The values of a field that may be one or a list.
pub(crate) fn each<'v>(value: &'v Value, at: &str) -> Vec<(String, &'v Value)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.iter().enumerate().map(|(n, value)| (format!("{at}[{n}]"), value)).collect(),
        value => vec![(at.to_owned(), value)],
    }
}
