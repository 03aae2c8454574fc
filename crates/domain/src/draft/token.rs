//! An API token as a person asks for it: a name, what it may do, until when.

use super::input::{Given, Shape, parse};
use crate::problem::FieldError;
use crate::scope::Scopes;
use jiff::Timestamp;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub scopes: Scopes,
    /// Microseconds UTC; none never expires.
    pub expires_at: Option<i64>,
}

impl NewToken {
    /// `now` in microseconds: an expiry lies after it.
    pub fn parse(body: &Value, now: i64) -> Result<Self, Vec<FieldError>> {
        let (name, scopes, expires_at) = parse(body, |input| {
            input.require(&["name", "scopes"]);
            let name = input.name("name", 100);
            let words = input.words("scopes", 50, 64);
            let mut scopes = Scopes::NONE;
            if let Some(words) = words {
                match Scopes::parse(&input.at("scopes"), words.iter().map(String::as_str)) {
                    Ok(set) if set == Scopes::NONE => input.refuse("scopes", "required"),
                    Ok(set) => scopes = set,
                    Err(faults) => faults.into_iter().for_each(|fault| input.fault(fault)),
                }
            }
            let expires_at = match input.given("expires_at") {
                Given::Absent | Given::Null => None,
                Given::Is(_) => input
                    .text("expires_at", 64, Shape::Line)
                    .and_then(|text| input.keep("expires_at", read_time(&text)))
                    .inspect(|at| {
                        if *at <= now {
                            input.refuse("expires_at", "in_the_past");
                        }
                    }),
            };
            (name, scopes, expires_at)
        })?;
        Ok(Self { name: name.expect("required above"), scopes, expires_at })
    }
}

/// An RFC 3339 time as microseconds UTC.
pub fn read_time(text: &str) -> Result<i64, FieldError> {
    text.parse::<Timestamp>().map(Timestamp::as_microsecond).map_err(|_| FieldError::new("", "not_a_time"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Scope;
    use serde_json::json;

    #[test]
    fn a_token_asks_for_scopes_by_their_words() {
        let body = json!({"name": "Reports", "scopes": ["reports:read"], "expires_at": "2027-01-01T00:00:00Z"});
        let token = NewToken::parse(&body, 0).expect("taken");
        assert!(token.scopes.has(Scope::ReportsRead) && !token.scopes.has(Scope::LinksRead));
        assert_eq!(token.expires_at, Some(1_798_761_600_000_000));
    }

    #[test]
    fn no_scope_an_unknown_one_and_a_past_expiry_are_refused() {
        for (scopes, expires, field, code) in [
            (json!([]), json!(null), "scopes", "required"),
            (json!(["links:eat"]), json!(null), "scopes[0]", "unknown_scope"),
            (json!(["*"]), json!("2020-01-01T00:00:00Z"), "expires_at", "in_the_past"),
            (json!(["*"]), json!("tomorrow"), "expires_at", "not_a_time"),
            (json!("*"), json!(null), "scopes", "not_a_list"),
        ] {
            let body = json!({"name": "T", "scopes": scopes, "expires_at": expires});
            let faults = NewToken::parse(&body, 1_700_000_000_000_000).expect_err("refused");
            assert_eq!((faults[0].field.as_str(), faults[0].code), (field, code));
        }
    }
}
