//! The query string of a list: its filters, `cursor` and `limit`. What nobody asks for is refused, so that a misspelt
//! filter does not silently answer everything.

use crate::problem::Problem;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::problem::FieldError;

/// Items of a page, when nothing is said.
const USUAL: usize = 50;
/// Items of a page at most.
const MOST: usize = 200;
/// Characters of a parameter at most.
const LONGEST: usize = 500;

pub struct Params {
    given: Vec<(String, String)>,
    asked: Vec<&'static str>,
    faults: Vec<FieldError>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
            return Err(Problem::unreadable(FieldError::new("", "bad_query")));
        };
        Ok(Self { given, asked: Vec::new(), faults: Vec::new() })
    }
}

impl Params {
    /// The first value of a parameter; an empty one is none.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.asked.push(name);
        let value = self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.trim())?;
        if value.chars().count() > LONGEST {
            self.faults.push(FieldError::new(name, "too_long").with("max", LONGEST));
            return None;
        }
        if value.chars().any(char::is_control) {
            self.faults.push(FieldError::new(name, "control_characters"));
            return None;
        }
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// A parameter read by `read`; what it can't read is a fault with `code`.
    pub fn read<T>(&mut self, name: &'static str, code: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = read(&text);
        if value.is_none() {
            self.faults.push(FieldError::new(name, code));
        }
        value
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, "not_a_boolean", |text| text.parse().ok())
    }

    pub fn fault(&mut self, fault: FieldError) {
        self.faults.push(fault);
    }

    /// `cursor` and `limit`; the cursor's text is read by `read`.
    pub fn paging<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> (Option<T>, usize) {
        let cursor = self.read("cursor", "bad_cursor", |text| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            read(std::str::from_utf8(&bytes).ok()?)
        });
        let limit = self.read("limit", "bad_limit", |text| text.parse().ok().filter(|n| (1..=MOST).contains(n)));
        (cursor, limit.unwrap_or(USUAL))
    }

    /// Errors: every parameter that was wrong or that nobody asked for.
    pub fn close(self) -> Result<(), Problem> {
        let Self { given, asked, mut faults } = self;
        for (name, _) in given.iter().filter(|(name, _)| !asked.contains(&name.as_str())) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            faults.push(FieldError::new(shown, "unknown_parameter"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Problem::Unreadable(faults)) }
    }
}

/// The cursor that continues after `last`.
pub fn cursor(last: impl ToString) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(last.to_string())
}
