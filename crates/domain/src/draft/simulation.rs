//! A visit that somebody imagines: what they say of it, read; what they leave out stays open.

use super::input::{Given, Input, Shape, parse};
use super::token::read_time;
use crate::problem::FieldError;
use crate::visit::Device;
use serde_json::Value;

/// Empty text and `None` mean: nothing is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simulation {
    /// ISO 3166 alpha-2 in capitals.
    pub country: String,
    /// As an `Accept-Language` value: one range or several.
    pub language: String,
    pub device: Option<Device>,
    /// Microseconds UTC; none is now.
    pub at: Option<i64>,
    pub user_agent: Option<String>,
    /// The query string, without `?`.
    pub query: String,
    pub visitor_code: Option<String>,
    /// Whether they have been here before; who has a code has.
    pub returning: bool,
}

impl Simulation {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            let country = optional(input, "country", 16).unwrap_or_default();
            let country = match country.is_empty() {
                true => Some(country),
                false => input.keep("country", super::workspace::known_country(&country)),
            };
            let query = optional(input, "query", 16_384).unwrap_or_default();
            Self {
                country: country.unwrap_or_default(),
                language: optional(input, "language", 200).unwrap_or_default(),
                device: match input.given("device") {
                    Given::Absent | Given::Null => None,
                    Given::Is(_) => input.word("device", &["mobile", "tablet", "desktop", "unknown"], Device::parse),
                },
                at: optional(input, "at", 64).and_then(|text| input.keep("at", read_time(&text))),
                user_agent: optional(input, "user_agent", 2_000),
                query: query.strip_prefix('?').map(str::to_owned).unwrap_or(query),
                visitor_code: optional(input, "visitor_code", 64),
                returning: read_returning(input),
            }
        })
    }
}

fn read_returning(input: &mut Input<'_>) -> bool {
    match input.given("returning") {
        Given::Absent | Given::Null => false,
        Given::Is(_) => input.flag("returning").unwrap_or_default(),
    }
}

fn optional(input: &mut Input<'_>, key: &'static str, max: usize) -> Option<String> {
    input.optional_text(key, max, Shape::Line).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_empty_object_and_nulls_leave_everything_open() {
        let body = json!({"country": null, "language": null, "device": null, "at": null, "user_agent": null,
                          "query": null, "visitor_code": null, "returning": null});
        assert_eq!(Simulation::parse(&body), Ok(Simulation::default()));
        assert_eq!(Simulation::parse(&json!({})), Ok(Simulation::default()));
    }

    #[test]
    fn what_is_no_country_device_or_time_is_refused() {
        let body = json!({"country": "Spain", "device": "watch", "at": "noon"});
        let faults = Simulation::parse(&body).expect_err("refused");
        let got: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(got, [("country", "unknown_country"), ("device", "not_one_of"), ("at", "not_a_time")]);
    }
}
