//! Whom to tell nobody of: `{"phone": …}`, `{"email": …}` or `{"lead_id": …}`.

use super::input::{Input, Shape, parse as read};
use crate::email::{self, Email};
use crate::id::LeadId;
use crate::phone::{self, E164};
use crate::problem::FieldError;
use serde_json::Value;

const WAYS: [&str; 3] = ["phone", "email", "lead_id"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    Phone(E164),
    Email(Email),
    /// By the number and the address that the lead has.
    Lead(LeadId),
}

/// `country`: for numbers such as `0812…`.
pub fn parse(body: &Value, country: &str) -> Result<Whom, Vec<FieldError>> {
    let found = read(body, |input| {
        let given: Vec<&str> = WAYS.into_iter().filter(|key| input.is_given(key)).collect();
        if given.len() != 1 {
            input.fault(FieldError::new("", "one_alone").with("allowed", WAYS.join(", ")));
        }
        let phone = text(input, "phone", |text| {
            phone::parse(text, country).map_err(|reason| FieldError::new("phone", reason.code()))
        });
        let email = text(input, "email", email::parse);
        let lead =
            text(input, "lead_id", |text| LeadId::parse(text).ok_or_else(|| FieldError::new("lead_id", "not_found")));
        phone.map(Whom::Phone).or(email.map(Whom::Email)).or(lead.map(Whom::Lead))
    })?;
    found.ok_or_else(|| vec![FieldError::new("", "one_alone").with("allowed", WAYS.join(", "))])
}

fn text<T>(input: &mut Input<'_>, key: &'static str, read: impl FnOnce(&str) -> Result<T, FieldError>) -> Option<T> {
    let text = input.optional_text(key, 300, Shape::Line).flatten()?;
    input.keep(key, read(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_a_number_an_address_or_a_lead_and_one_alone() {
        let codes = |body| {
            let faults = parse(&body, "ID").expect_err("refused");
            faults.into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
        };
        let phone = parse(&json!({"phone": "0812-3456-7890"}), "ID");
        assert!(matches!(phone, Ok(Whom::Phone(number)) if number.as_str() == "+6281234567890"));
        let email = parse(&json!({"email": "Ani@Example.com", "phone": null}), "ID");
        assert!(matches!(email, Ok(Whom::Email(address)) if address.folded() == "ani@example.com"));
        assert_eq!(parse(&json!({"lead_id": "7"}), "ID"), Ok(Whom::Lead(LeadId(7))));
        assert_eq!(codes(json!({})), [(String::new(), "one_alone")]);
        assert_eq!(codes(json!({"phone": "08123456789", "lead_id": "7"})), [(String::new(), "one_alone")]);
        assert_eq!(codes(json!({"email": ""})), [(String::new(), "one_alone")]);
        assert_eq!(codes(json!({"lead_id": "x"})), [("lead_id".to_owned(), "not_found")]);
        assert_eq!(codes(json!({"phone": "12"}))[0].0, "phone");
    }
}
