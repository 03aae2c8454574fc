//! Whom to tell nobody of: `{"phone": …}`, `{"email": …}` or `{"lead_id": …}`; or many at once, as they are pasted.

use super::input::{Input, Shape, parse as read};
use crate::email::{self, Email};
use crate::id::LeadId;
use crate::phone::{self, E164};
use crate::problem::{Faults, FieldError};
use serde_json::Value;

/// Contacts of a pasted list at most.
pub const MOST: usize = 1_000;

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

/// Numbers and addresses as they are pasted: one to a line, or with commas, semicolons or tabs between them. Errors: each
/// that is neither, by its place in `contacts` with its line; more than [`MOST`]; none at all.
pub fn many(text: &str, country: &str) -> Result<Vec<Whom>, Vec<FieldError>> {
    let mut faults = Faults::default();
    let (mut found, mut count) = (Vec::new(), 0);
    let lines = text.lines().zip(1..);
    let cells = lines.flat_map(|(line, nth)| line.split([',', ';', '\t']).map(move |cell| (cell.trim(), nth)));
    for (cell, line) in cells.filter(|(cell, _)| !cell.is_empty()) {
        if count == MOST {
            faults.add(FieldError::new("contacts", "too_many").with("max", MOST));
            break;
        }
        let read = match cell.contains('@') {
            true => email::parse(cell).map(Whom::Email),
            false => phone::parse(cell, country)
                .map(Whom::Phone)
                .map_err(|reason| FieldError::new("contacts", reason.code())),
        };
        match read {
            Ok(whom) => found.push(whom),
            Err(fault) => {
                let field = format!("contacts[{count}]");
                faults.add(FieldError { field, ..fault }.with("file_line", line));
            }
        }
        count += 1;
    }
    if count == 0 {
        faults.add(FieldError::new("contacts", "required"));
    }
    faults.finish(|| found)
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
    #[test]
    fn a_pasted_list_is_read_cell_by_cell_and_each_fault_has_its_line() {
        let read = many("0812-3456-7890\n\nAni@Example.com; +62 812 3456 7891,\t", "ID").expect("read");
        let shown: Vec<String> = read
            .iter()
            .map(|whom| match whom {
                Whom::Phone(number) => number.as_str().to_owned(),
                Whom::Email(address) => address.folded(),
                Whom::Lead(id) => id.to_string(),
            })
            .collect();
        assert_eq!(shown, ["+6281234567890", "ani@example.com", "+6281234567891"]);
        let faults = many("12\nani@example.com\nnobody@", "ID").expect_err("refused");
        let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.args.last().cloned())).collect();
        let line = |nth: &str| Some(("file_line", nth.to_owned()));
        assert_eq!(told, [("contacts[0]", line("1")), ("contacts[2]", line("3"))]);
        assert_eq!(many(" \n,", "ID").expect_err("refused")[0].code, "required");
        let long = "0812 3456 7890\n".repeat(MOST + 1);
        assert_eq!(many(&long, "ID").expect_err("refused")[0].code, "too_many");
    }
}
