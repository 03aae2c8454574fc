//! *Send again* as a person writes it: one delivery, or all that fit a filter.

use super::deliveries::Again;
use domain::conversion::Category;
use domain::draft::input::{Input, Shape, parse};
use domain::draft::token::read_time;
use domain::id::{DeliveryId, DestinationId, LeadId};
use domain::outbox::Status;
use domain::problem::FieldError;
use serde_json::Value;
use store::deliveries::list::Filter;
use uuid::Uuid;

/// Characters of an id or a time at most.
const LONGEST: usize = 64;

/// A replay of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many {
    pub again: Again,
    /// Only look what it would do.
    pub dry_run: bool,
}

impl Many {
    /// `{"status": "refused,expired", "destination_id": …, "lead_id": …, "category": …, "from": …, "to": …,
    /// "ended_from": …, "ended_to": …, "replay_id": …, "force": false, "dry_run": true}`, each of them as one likes.
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            let filter = Filter {
                statuses: statuses(input),
                destination: text(input, "destination_id", "not_an_id", DestinationId::parse),
                lead: text(input, "lead_id", "not_an_id", LeadId::parse),
                category: word(input, "category", &Category::WORDS, Category::parse),
                from: text(input, "from", "not_a_time", |text| read_time(text).ok()),
                to: text(input, "to", "not_a_time", |text| read_time(text).ok()),
                ended_from: text(input, "ended_from", "not_a_time", |text| read_time(text).ok()),
                ended_to: text(input, "ended_to", "not_a_time", |text| read_time(text).ok()),
                replay: text(input, "replay_id", "not_an_id", |text| Uuid::try_parse(text).ok()),
            };
            let force = input.flag("force").unwrap_or_default();
            let dry_run = input.flag("dry_run").unwrap_or_default();
            Self { again: Again { filter, only: None, force }, dry_run }
        })
    }
}

/// Those that have ended; what is on its way goes on by itself.
const ENDED: [&str; 5] = ["sent", "duplicate", "refused", "expired", "skipped"];

impl Again {
    /// One alone: `{"force": false}`.
    pub fn of_one(body: &Value, only: DeliveryId) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| Self {
            filter: Filter::default(),
            only: Some(only),
            force: input.flag("force").unwrap_or_default(),
        })
    }
}

/// One or several, with commas.
fn statuses(input: &mut Input<'_>) -> Vec<Status> {
    let read = |text: &str| {
        let each = text.split(',').map(|word| Status::parse(word.trim()).filter(|status| status.is_final()));
        each.collect::<Option<Vec<_>>>()
    };
    let Some(text) = input.optional_text("status", LONGEST, Shape::Line).flatten() else { return Vec::new() };
    let statuses = read(&text);
    if statuses.is_none() {
        input.fault(FieldError::new("status", "not_one_of").with("allowed", ENDED.join(", ")));
    }
    statuses.unwrap_or_default()
}

/// Null is none, as what is left out is.
fn word<T>(input: &mut Input<'_>, key: &'static str, words: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
    if input.is_given(key) {
        return input.word(key, words, read);
    }
    input.ignore(&[key]);
    None
}

fn text<T>(
    input: &mut Input<'_>,
    key: &'static str,
    code: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = input.optional_text(key, LONGEST, Shape::Line)??;
    let value = read(&text);
    if value.is_none() {
        input.refuse(key, code);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_fault_is_named_and_what_is_null_asks_for_nothing() {
        let body = json!({"status": "pending", "destination_id": "x", "lead_id": "?", "category": "nap", "from": "today",
            "to": 7, "ended_from": "x", "replay_id": "x", "force": "yes", "dry_run": 1, "more": 1});
        let faults = Many::parse(&body).expect_err("refused");
        let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(
            told,
            [
                ("status", "not_one_of"),
                ("destination_id", "not_an_id"),
                ("lead_id", "not_an_id"),
                ("category", "not_one_of"),
                ("from", "not_a_time"),
                ("to", "not_text"),
                ("ended_from", "not_a_time"),
                ("replay_id", "not_an_id"),
                ("force", "not_a_boolean"),
                ("dry_run", "not_a_boolean"),
                ("more", "unknown_field"),
            ]
        );
        let several = Many::parse(&json!({"status": "refused, expired"})).expect("read").again.filter.statuses;
        assert_eq!(several, [Status::Refused, Status::Expired]);
        let none = json!({"status": null, "destination_id": null, "lead_id": null, "category": null, "from": null,
            "to": null});
        let read = Many::parse(&none).expect("nothing is asked for");
        assert_eq!((read.again.filter, read.again.force, read.dry_run), (Filter::default(), false, false));
    }
}
