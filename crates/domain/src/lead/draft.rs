//! A change of a lead as a person writes it, and what it makes of the lead: the new values and one line of history
//! for each that is different. Pure, so that a page can show what a save would do.

use super::{Keeper, Lead, Priority, consent};
use crate::draft::input::{Given, Input, Shape, parse};
use crate::email::{self, Email};
use crate::id::AgentId;
use crate::money::{self, Currency};
use crate::phone::{self, E164};
use crate::problem::{Faults, FieldError};
use serde_json::Value;

pub const MAX_NAME: usize = 200;
pub const MAX_NOTE: usize = 10_000;
pub const MAX_TAGS: usize = 50;
const MAX_TAG: usize = 50;
const MAX_FIELDS: usize = 100;
const MAX_FIELD_NAME: usize = 64;
const MAX_FIELD_TEXT: usize = 2_000;

/// What the server tells of a lead beyond what can be set; a client may send it back.
const TOLD: &[&str] = &[
    "id",
    "auto_name",
    "visitor_code",
    "source",
    "campaign",
    "notes",
    "agent",
    "location",
    "language",
    "device",
    "first_touch",
    "last_touch",
    "visit_count",
    "chat_count",
    "last_seen_at",
    "created_at",
    "updated_at",
    "erased_at",
    "version",
    "link_id",
];

/// What the workspace says that a lead's fields are read by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// For numbers such as `0812…`.
    pub country: &'a str,
    /// For amounts that name no currency.
    pub currency: &'a str,
    pub statuses: &'a [String],
}

/// Any part of a lead that people may change. `Some(None)` takes a value away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadPatch {
    pub name: Option<Option<String>>,
    pub phone: Option<Option<E164>>,
    pub email: Option<Option<Email>>,
    pub status: Option<String>,
    pub priority: Option<Priority>,
    pub score: Option<i64>,
    pub expected: Option<Option<Money>>,
    pub actual: Option<Option<Money>>,
    /// The whole list.
    pub tags: Option<Vec<String>>,
    /// These fields only; `None` takes one away.
    pub custom_fields: Vec<(String, Option<String>)>,
    pub agent: Option<Option<AgentId>>,
    /// Applied by [`super::consent::apply`], which is told the time.
    pub consent: Option<consent::Word>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// A field that a save changes, as the history keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl LeadPatch {
    pub fn parse(body: &Value, rules: Rules<'_>) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.ignore(TOLD);
            let (expected, actual) = input
                .object("values", |values| (money(values, "expected", rules), money(values, "actual", rules)))
                .unwrap_or_default();
            Self {
                name: input.optional_text("name", MAX_NAME, Shape::Line),
                phone: optional(input, "phone", |text| {
                    phone::parse(text, rules.country).map_err(|reason| FieldError::new("phone", reason.code()))
                }),
                email: optional(input, "email", email::parse),
                status: status(input, rules.statuses),
                priority: input.word("priority", &["low", "medium", "high", "urgent"], Priority::parse),
                score: input.integer("score", -1_000_000, 1_000_000),
                expected,
                actual,
                tags: tags(input, "tags"),
                custom_fields: custom_fields(input),
                agent: agent(input),
                consent: consent::read(input, "consent"),
            }
        })
    }
}

fn optional<T>(
    input: &mut Input<'_>,
    key: &'static str,
    read: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Option<Option<T>> {
    match input.optional_text(key, 300, Shape::Line)? {
        None => Some(None),
        Some(text) => input.keep(key, read(&text)).map(Some),
    }
}

pub(super) fn status(input: &mut Input<'_>, statuses: &[String]) -> Option<String> {
    let words: Vec<&str> = statuses.iter().map(String::as_str).collect();
    input.word("status", &words, |word| statuses.iter().find(|status| *status == word).cloned())
}

pub(super) fn agent(input: &mut Input<'_>) -> Option<Option<AgentId>> {
    match input.optional_text("agent_id", 64, Shape::Line)? {
        None => Some(None),
        Some(text) => {
            let id = AgentId::parse(&text).ok_or_else(|| FieldError::new("agent_id", "not_found"));
            input.keep("agent_id", id).map(Some)
        }
    }
}

/// Trimmed, none empty, each once whatever its capitals.
pub(super) fn tags(input: &mut Input<'_>, key: &'static str) -> Option<Vec<String>> {
    let given = input.words(key, MAX_TAGS, MAX_TAG)?;
    let mut tags: Vec<String> = Vec::with_capacity(given.len());
    for tag in given {
        if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    Some(tags)
}

fn custom_fields(input: &mut Input<'_>) -> Vec<(String, Option<String>)> {
    let fields = match input.given("custom_fields") {
        Given::Absent => return Vec::new(),
        Given::Is(Value::Object(fields)) if fields.len() <= MAX_FIELDS => fields,
        Given::Is(Value::Object(_)) => {
            input.fault(FieldError::new(input.at("custom_fields"), "too_many").with("max", MAX_FIELDS));
            return Vec::new();
        }
        Given::Null | Given::Is(_) => {
            input.refuse("custom_fields", "not_an_object");
            return Vec::new();
        }
    };
    let mut read = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(MAX_FIELD_NAME).collect();
        let path = format!("custom_fields.{shown}");
        let named = crate::draft::input::clean(name, MAX_FIELD_NAME, Shape::Line)
            .and_then(|name| if name.is_empty() { Err(FieldError::new("", "required")) } else { Ok(name) });
        let Some(name) = input.keep(&path, named) else { continue };
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(crate::draft::input::clean(text, MAX_FIELD_TEXT, Shape::Lines)),
            Value::Number(number) => Some(Ok(number.to_string())),
            Value::Bool(yes) => Some(Ok(yes.to_string())),
            Value::Array(_) | Value::Object(_) => Some(Err(FieldError::new("", "not_text"))),
        };
        match text {
            None => read.push((name, None)),
            Some(text) => read.extend(input.keep(&path, text).map(|text| (name, Some(text).filter(|t| !t.is_empty())))),
        }
    }
    read
}

/// `{"amount":"1500000","currency":"IDR"}`; the currency may be left out, null takes the value away.
fn money(input: &mut Input<'_>, key: &'static str, rules: Rules<'_>) -> Option<Option<Money>> {
    match input.given(key) {
        Given::Absent => return None,
        Given::Null => return Some(None),
        Given::Is(_) => {}
    }
    input
        .object(key, |value| {
            value.require(&["amount"]);
            let amount = value.text("amount", 40, Shape::Line);
            let code = value.optional_text("currency", 3, Shape::Line).flatten();
            let code = code.unwrap_or_else(|| rules.currency.to_owned());
            let currency = value.keep(
                "currency",
                Currency::parse(&code).ok_or_else(|| FieldError::new("currency", "unknown_currency")),
            )?;
            let parsed = money::parse(&amount?, currency).map_err(|reason| FieldError::new("amount", reason.code()));
            let minor = value.keep("amount", parsed)?;
            Some(Money { minor, currency })
        })
        .flatten()
        .map(Some)
}

/// The lead as the patch makes it, and what is different. `agent` is the patch's agent with its name, which the
/// caller looked up. Errors: two currencies in one lead, too many custom fields.
pub fn apply(before: &Lead, patch: &LeadPatch, agent: Option<Keeper>) -> Result<(Lead, Vec<Changed>), Vec<FieldError>> {
    let mut lead = before.clone();
    let mut faults = Faults::default();
    if let Some(name) = &patch.name {
        lead.name.clone_from(name);
    }
    if let Some(phone) = &patch.phone {
        lead.phone = phone.as_ref().map(|phone| phone.as_str().to_owned());
    }
    if let Some(email) = &patch.email {
        lead.email = email.as_ref().map(|email| email.as_str().to_owned());
    }
    if let Some(status) = &patch.status {
        lead.status.clone_from(status);
    }
    lead.priority = patch.priority.unwrap_or(lead.priority);
    lead.score = patch.score.unwrap_or(lead.score);
    if let Some(tags) = &patch.tags {
        lead.tags.clone_from(tags);
    }
    for (name, text) in &patch.custom_fields {
        match text {
            Some(text) => drop(lead.custom_fields.insert(name.clone(), text.clone())),
            None => drop(lead.custom_fields.remove(name)),
        }
    }
    if lead.custom_fields.len() > MAX_FIELDS {
        faults.add(FieldError::new("custom_fields", "too_many").with("max", MAX_FIELDS));
    }
    if patch.agent.is_some() {
        lead.agent = agent;
    }
    values(&mut lead, patch, &mut faults);
    let changes = differences(before, &lead);
    faults.finish(|| (lead, changes))
}

/// Both values of a lead are in one currency, so that they can be compared and added.
fn values(lead: &mut Lead, patch: &LeadPatch, faults: &mut Faults) {
    let kept = lead.currency.as_deref().and_then(Currency::parse);
    let after = |given: Option<Option<Money>>, kept_minor: Option<i64>| match given {
        Some(money) => money,
        None => kept_minor.zip(kept).map(|(minor, currency)| Money { minor, currency }),
    };
    let expected = after(patch.expected, lead.expected_minor);
    let actual = after(patch.actual, lead.actual_minor);
    if let (Some(expected), Some(actual)) = (expected, actual)
        && expected.currency != actual.currency
    {
        let field = if patch.actual.is_some() { "values.actual.currency" } else { "values.expected.currency" };
        faults.add(FieldError::new(field, "currency_differs"));
    }
    lead.expected_minor = expected.map(|money| money.minor);
    lead.actual_minor = actual.map(|money| money.minor);
    lead.currency = actual.or(expected).map(|money| money.currency.code().to_owned());
}

fn differences(before: &Lead, after: &Lead) -> Vec<Changed> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(Changed { field: field.to_owned(), before, after });
        }
    };
    let amount = |lead: &Lead, minor: Option<i64>| {
        let currency = lead.currency.as_deref().and_then(Currency::parse);
        minor.zip(currency).map(|(minor, currency)| format!("{} {currency}", money::format(minor, currency)))
    };
    let tags = |lead: &Lead| Some(lead.tags.join(", ")).filter(|text| !text.is_empty());
    let agent = |lead: &Lead| lead.agent.as_ref().map(|agent| agent.name.clone());
    compare("name", before.name.clone(), after.name.clone());
    compare("phone", before.phone.clone(), after.phone.clone());
    compare("email", before.email.clone(), after.email.clone());
    compare("status", Some(before.status.clone()), Some(after.status.clone()));
    compare("priority", Some(before.priority.as_str().into()), Some(after.priority.as_str().into()));
    compare("score", Some(before.score.to_string()), Some(after.score.to_string()));
    compare("expected_value", amount(before, before.expected_minor), amount(after, after.expected_minor));
    compare("actual_value", amount(before, before.actual_minor), amount(after, after.actual_minor));
    compare("tags", tags(before), tags(after));
    if before.agent.as_ref().map(|agent| agent.id) != after.agent.as_ref().map(|agent| agent.id) {
        changes.push(Changed { field: "agent".into(), before: agent(before), after: agent(after) });
    }
    let names = before.custom_fields.keys().chain(after.custom_fields.keys());
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        let (was, is) = (before.custom_fields.get(name), after.custom_fields.get(name));
        if was != is {
            changes.push(Changed { field: format!("custom_fields.{name}"), before: was.cloned(), after: is.cloned() });
        }
    }
    changes
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
