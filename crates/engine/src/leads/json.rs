//! A lead as JSON: what the API answers and the JSON Lines export writes, so that both always say the same.

use domain::code::Codes;
use domain::conversion::consent::Record;
use domain::lead::{Lead, Note, Touch};
use domain::money::{self, Currency};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The lead of the API's contract. `notes` are those to show with it, newest first.
pub fn lead(lead: &Lead, codes: &Codes, notes: &[Note]) -> Value {
    let code = codes.encode(lead.id).to_string();
    json!({
        "id": lead.id.to_string(),
        "name": lead.name,
        "auto_name": Lead::auto_name(&code),
        "visitor_code": code,
        "phone": lead.phone,
        "email": lead.email,
        "status": lead.status,
        "priority": lead.priority.as_str(),
        "score": lead.score,
        "source": lead.source,
        "campaign": text(&lead.campaign),
        "values": {
            "expected": money(lead.expected_minor, lead.currency.as_deref()),
            "actual": money(lead.actual_minor, lead.currency.as_deref()),
        },
        "tags": lead.tags,
        "notes": notes.iter().map(note).collect::<Vec<_>>(),
        "custom_fields": lead.custom_fields,
        "agent": lead.agent.as_ref().map(|agent| json!({ "id": agent.id.to_string(), "name": agent.name })),
        "location": {
            "city": text(&lead.whereabouts.city),
            "region": text(&lead.whereabouts.region),
            "country": text(&lead.whereabouts.country),
            "time_zone": text(&lead.whereabouts.time_zone),
        },
        "consent": lead.consent.as_ref().map(consent),
        "language": text(&lead.language),
        "device": lead.device,
        "first_touch": touch(&lead.first_touch),
        "last_touch": touch(lead.last_touch()),
        "visit_count": lead.visit_count,
        "chat_count": lead.chat_count,
        "last_seen_at": time(lead.last_seen_at),
        "created_at": time(lead.created_at),
        "updated_at": time(lead.updated_at),
        "erased_at": lead.erased_at.map(time),
    })
}

fn consent(consent: &Record) -> Value {
    json!({
        "state": consent.state,
        "at": time(consent.at),
        "text": text(&consent.text),
        "by": text(&consent.by),
    })
}

pub fn note(note: &Note) -> Value {
    json!({
        "id": note.id.to_string(),
        "author": note.author,
        "body": note.body,
        "created_at": time(note.created_at),
    })
}

pub fn touch(touch: &Touch<'_>) -> Value {
    let utm = &touch.origin.utm;
    let click_ids: Map<String, Value> =
        touch.origin.click_ids.iter().map(|(name, value)| (name.to_string(), value.as_ref().into())).collect();
    json!({
        "at": time(touch.at),
        "link_id": touch.link.to_string(),
        "utm": {
            "source": text(&utm.source),
            "medium": text(&utm.medium),
            "campaign": text(&utm.campaign),
            "term": text(&utm.term),
            "content": text(&utm.content),
        },
        "click_ids": click_ids,
        "referrer": text(&touch.origin.referrer),
    })
}

/// `{"amount":"1500000","currency":"IDR"}`, or null.
pub fn money(minor: Option<i64>, currency: Option<&str>) -> Value {
    match minor.zip(currency.and_then(Currency::parse)) {
        Some((minor, currency)) => {
            json!({ "amount": money::format(minor, currency), "currency": currency.code() })
        }
        None => Value::Null,
    }
}

/// RFC 3339 in UTC.
pub fn time(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// What is unknown is null.
fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
