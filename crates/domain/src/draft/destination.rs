//! A destination as a person writes it. Of settings and credentials only what is given changes; whether what a platform
//! needs is there altogether is judged with what is kept ([`missing`]).

use super::input::{Given, Input, Shape, parse};
use crate::conversion::{Category, ConsentRule};
use crate::destination::fields::{self, Field, Need};
use crate::destination::{Mapping, Platform};
use crate::problem::FieldError;
use serde_json::Value;
use std::collections::BTreeMap;

const TOLD: &[&str] =
    &["id", "health", "warnings", "created_at", "updated_at", "archived_at", "version", "signing_secret"];
/// A webhook's credentials: made here, and shown like others.
const SIGNING: [&str; 2] = ["secret", "secret_before"];
const MAX_NAME: usize = 100;
/// Names of events, ids of actions and rules.
const MAX_EVENT_NAME: usize = 200;

/// What is to be set, by field; none takes it away.
pub type Changes = BTreeMap<&'static str, Option<String>>;

#[derive(Clone, PartialEq, Eq)]
pub struct NewDestination {
    pub platform: Platform,
    pub draft: DestinationDraft,
}

/// Any part of a destination.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DestinationDraft {
    pub name: Option<String>,
    pub active: Option<bool>,
    pub for_all_links: Option<bool>,
    pub settings: Changes,
    pub credentials: Changes,
    /// Lines of categories that change.
    pub events: Option<Vec<Mapping>>,
    pub consent: Option<ConsentRule>,
}

impl std::fmt::Debug for DestinationDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DestinationDraft({:?}, …)", self.name)
    }
}

impl NewDestination {
    /// Errors: every fault by its field.
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let platform = body.get("platform").and_then(Value::as_str).and_then(chosen);
        let read = parse(body, |input| {
            input.require(&["platform", "name"]);
            let word = input.word("platform", &Platform::CHOICES, chosen);
            (word, DestinationDraft::read(input, platform))
        })?;
        match read {
            (Some(platform), draft) => Ok(Self { platform, draft }),
            (None, _) => Err(vec![FieldError::new("platform", "required")]),
        }
    }
}

fn chosen(word: &str) -> Option<Platform> {
    Platform::parse(word).filter(|platform| Platform::CHOICES.contains(&platform.as_str()))
}

impl DestinationDraft {
    /// The platform of a destination stays what it is: given again it must be the same.
    pub fn parse(body: &Value, platform: Platform) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            if let Given::Is(value) = input.given("platform")
                && value.as_str() != Some(platform.as_str())
            {
                input.refuse("platform", "cannot_change");
            }
            Self::read(input, Some(platform))
        })
    }

    fn read(input: &mut Input<'_>, platform: Option<Platform>) -> Self {
        input.ignore(TOLD);
        Self {
            name: input.name("name", MAX_NAME),
            active: input.flag("active"),
            for_all_links: input.flag("for_all_links"),
            settings: read_fields(input, "settings", platform, false),
            credentials: read_fields(input, "credentials", platform, true),
            events: read_events(input),
            consent: input.word("consent", &ConsentRule::WORDS, ConsentRule::parse),
        }
    }
}

fn read_fields(input: &mut Input<'_>, key: &'static str, platform: Option<Platform>, secret: bool) -> Changes {
    let Some(platform) = platform else {
        input.ignore(&[key]);
        return Changes::new();
    };
    if !input.is_given(key) {
        input.ignore(&[key]);
        return Changes::new();
    }
    let read = input.object(key, |input| {
        for name in SIGNING.into_iter().filter(|_| secret && platform == Platform::Webhook) {
            if let Given::Is(value) = input.given(name)
                && !is_shown(value)
            {
                input.refuse(name, "cannot_change");
            }
        }
        let own = fields::of(platform).iter().filter(|field| field.is_secret == secret);
        own.filter_map(|field| read_field(input, field).map(|value| (field.name, value))).collect::<Changes>()
    });
    read.unwrap_or_default()
}

fn read_field(input: &mut Input<'_>, field: &Field) -> Option<Option<String>> {
    match input.given(field.name) {
        Given::Absent => None,
        Given::Null => Some(None),
        Given::Is(value) if field.is_secret && is_shown(value) => None,
        Given::Is(value) => match value.as_str() {
            None => {
                input.refuse(field.name, "not_text");
                None
            }
            Some(text) if text.trim().is_empty() => Some(None),
            Some(text) => input.keep(field.name, fields::read(field.form, text)).map(Some),
        },
    }
}

/// What is answered of a credential, sent back as it came: `{"set": true, …}`. It stays as it is.
fn is_shown(value: &Value) -> bool {
    value.get("set").is_some_and(Value::is_boolean)
}

fn read_events(input: &mut Input<'_>) -> Option<Vec<Mapping>> {
    let mut seen: Vec<Category> = Vec::new();
    let read = input.objects("events", Category::ALL.len(), |_, input| {
        input.require(&["category"]);
        let category = input.word("category", &Category::WORDS, Category::parse);
        if category.is_some_and(|category| seen.contains(&category)) {
            input.refuse("category", "duplicate");
        }
        seen.extend(category);
        let name = input.optional_text("name", MAX_EVENT_NAME, Shape::Line).flatten().unwrap_or_default();
        let active = input.is_given("active").then(|| input.flag("active")).flatten().unwrap_or(true);
        let every_time = input.is_given("every_time").then(|| input.flag("every_time")).flatten().unwrap_or_default();
        input.ignore(&["active", "every_time"]);
        Some(Mapping { category: category?, name, active, every_time })
    });
    read.map(|read| read.into_iter().flatten().collect())
}

/// What the platform needs and neither was given nor is kept, by its field.
pub fn missing(
    platform: Platform,
    settings: &BTreeMap<String, String>,
    credentials: &BTreeMap<String, String>,
) -> Vec<FieldError> {
    let fields = fields::of(platform);
    let has = |name: &str| settings.contains_key(name) || credentials.contains_key(name);
    let path = |field: &Field| format!("{}.{}", if field.is_secret { "credentials" } else { "settings" }, field.name);
    let mut faults = Vec::new();
    for field in fields.iter().filter(|field| !has(field.name)) {
        match field.need {
            Need::Optional => {}
            Need::Required => faults.push(FieldError::new(path(field), "required")),
            Need::With(other) if has(other) => faults.push(FieldError::new(path(field), "required")),
            Need::With(_) => {}
            Need::OneOf(letter) => {
                let same: Vec<&Field> = fields.iter().filter(|other| other.need == Need::OneOf(letter)).collect();
                let first = same.first().is_some_and(|first| first.name == field.name);
                if first && !same.iter().any(|other| has(other.name)) {
                    let names: Vec<&str> = same.iter().map(|field| field.name).collect();
                    faults.push(FieldError::new(path(field), "one_of_required").with("fields", names.join(", ")));
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(result: Result<NewDestination, Vec<FieldError>>) -> Vec<(String, &'static str)> {
        result.err().expect("refused").into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_pixel_id_with_spaces_and_a_token_with_a_line_break_are_named() {
        let body = json!({"platform": "meta", "name": "Pixel", "settings": {"dataset_id": "12 34", "url": "x"},
            "credentials": {"access_token": "EAA\nB"}, "consent": "sometimes",
            "events": [{"category": "lead"}, {"category": "lead"}, {"category": "nap"}]});
        assert_eq!(
            faults(NewDestination::parse(&body)),
            [
                ("settings.dataset_id".to_owned(), "not_digits"),
                ("settings.url".to_owned(), "unknown_field"),
                ("credentials.access_token".to_owned(), "white_space"),
                ("events[1].category".to_owned(), "duplicate"),
                ("events[2].category".to_owned(), "not_one_of"),
                ("consent".to_owned(), "not_one_of"),
            ]
        );
    }

    #[test]
    fn nobody_can_choose_the_examples_own() {
        let body = json!({"platform": "echo", "name": "Echo"});
        assert_eq!(faults(NewDestination::parse(&body)), [("platform".to_owned(), "not_one_of")]);
    }

    #[test]
    fn what_a_platform_needs_is_named_when_it_is_not_there() {
        let none = BTreeMap::new();
        let of = |platform, settings: &BTreeMap<String, String>, credentials: &BTreeMap<String, String>| {
            let faults = missing(platform, settings, credentials);
            faults.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect::<Vec<_>>()
        };
        assert_eq!(
            of(Platform::GoogleAds, &none, &none),
            ["settings.customer_id required", "credentials.service_account one_of_required"]
        );
        let ids = BTreeMap::from([("customer_id".to_owned(), "1".to_owned())]);
        let refresh = BTreeMap::from([("refresh_token".to_owned(), "x".to_owned())]);
        assert_eq!(
            of(Platform::GoogleAds, &ids, &refresh),
            ["credentials.client_id required", "credentials.client_secret required"]
        );
    }

    #[test]
    fn a_credential_that_is_sent_back_as_it_was_shown_stays_as_it_is() {
        let shown = json!({"set": true, "end": "…abcd", "set_at": "2026-11-01T00:00:00Z"});
        let draft = DestinationDraft::parse(&json!({"credentials": {"access_token": shown}}), Platform::Meta);
        assert!(draft.expect("read").credentials.is_empty());
        let webhook = |body: Value| DestinationDraft::parse(&body, Platform::Webhook);
        assert!(webhook(json!({"credentials": {"secret": shown, "secret_before": shown}})).is_ok());
        let typed = webhook(json!({"credentials": {"secret": "whsec_mine"}})).expect_err("it is made, not typed");
        assert_eq!((typed[0].field.as_str(), typed[0].code), ("credentials.secret", "cannot_change"));
        let meta = DestinationDraft::parse(&json!({"credentials": {"secret": shown}}), Platform::Meta);
        assert_eq!(meta.expect_err("no such field")[0].code, "unknown_field");
        assert!(DestinationDraft::parse(&json!({"settings": {"dataset_id": shown}}), Platform::Meta).is_err());
    }

    #[test]
    fn what_is_empty_takes_a_field_away_and_what_is_not_given_leaves_it() {
        let body = json!({"settings": {"test_code": ""}, "platform": "meta"});
        let draft = DestinationDraft::parse(&body, Platform::Meta).expect("read");
        assert_eq!(draft.settings, BTreeMap::from([("test_code", None)]));
        assert!(draft.credentials.is_empty() && draft.events.is_none());
        assert!(DestinationDraft::parse(&json!({"platform": "tiktok"}), Platform::Meta).is_err());
    }
}
