//! What the Measurement Protocol takes; all else it drops without a word.

use crate::look::{Look, Strange, Wrong};
use serde_json::Value;

const HOUR: i64 = 3_600_000_000;
const BODY: [&str; 11] = [
    "client_id",
    "user_id",
    "timestamp_micros",
    "user_properties",
    "user_data",
    "consent",
    "non_personalized_ads",
    "events",
    "user_location",
    "ip_override",
    "device",
];
const RESERVED: [&str; 4] = ["_", "firebase_", "ga_", "google_"];

/// `is_check`: for the validator, which takes one field more.
pub(super) fn check(is_check: bool, bytes: usize, body: &Value, now: i64) -> Vec<Wrong> {
    let mut look = Look::new("VALUE_INVALID");
    if bytes > 130 * 1024 {
        look.refuse_as("EXCEEDED_MAX_ENTITIES", "", "is larger than 130 kB");
    }
    let extra = if is_check { &["validation_behavior"][..] } else { &[] };
    if !look.object(body, "", &[&BODY[..], extra].concat(), Strange::Refused) {
        return look.wrongs;
    }
    if let Some(id) = body["client_id"].as_str().filter(|id| !id.is_empty()) {
        if id.len() > 100 {
            look.refuse("client_id", "is longer than 100");
        }
    } else {
        look.refuse_as("VALUE_REQUIRED", "client_id", "is missing");
    }
    time(&mut look, "timestamp_micros", &body["timestamp_micros"], now);
    let consent = &body["consent"];
    if !consent.is_null() && look.object(consent, "consent", &["ad_user_data", "ad_personalization"], Strange::Refused)
    {
        for name in ["ad_user_data", "ad_personalization"] {
            if !consent[name].is_null() {
                look.one_of(&consent[name], &format!("consent.{name}"), &["GRANTED", "DENIED"]);
            }
        }
    }
    properties(&mut look, &body["user_properties"]);
    let events = body["events"].as_array().map(Vec::as_slice).unwrap_or_default();
    if events.is_empty() || events.len() > 25 {
        look.refuse_as("EXCEEDED_MAX_ENTITIES", "events", "are not 1 to 25");
    }
    for (n, event) in events.iter().enumerate() {
        one(&mut look, &format!("events[{n}]"), event, now);
    }
    look.wrongs
}

fn time(look: &mut Look, place: &str, at: &Value, now: i64) {
    if at.is_null() {
        return;
    }
    match at.as_i64().or_else(|| at.as_str()?.parse().ok()) {
        None => look.refuse(place, "is no whole number of microseconds"),
        Some(at) if now - at > 72 * HOUR => look.refuse(place, "is more than 72 hours old (it is in microseconds)"),
        Some(at) if at > now + 60_000_000 => look.refuse(place, "is ahead of the clock"),
        Some(_) => {}
    }
}

fn properties(look: &mut Look, properties: &Value) {
    let map = properties.as_object().into_iter().flatten();
    for (n, (name, value)) in map.enumerate() {
        let text = value["value"].as_str().unwrap_or_default();
        if n >= 25 || name.len() > 24 || text.chars().count() > 36 {
            look.refuse_as("EXCEEDED_MAX_ENTITIES", format!("user_properties.{name}"), "is one too many or too long");
        }
    }
}

fn one(look: &mut Look, at: &str, event: &Value, now: i64) {
    if !look.object(event, at, &["name", "params", "timestamp_micros"], Strange::Refused) {
        return;
    }
    time(look, &format!("{at}.timestamp_micros"), &event["timestamp_micros"], now);
    if let Some(name) = look.text(&event["name"], &format!("{at}.name")) {
        named(look, &format!("{at}.name"), name);
    }
    let params = &event["params"];
    if let Some(map) = params.as_object() {
        if map.len() > 25 {
            look.refuse_as("EXCEEDED_MAX_ENTITIES", format!("{at}.params"), "are more than 25");
        }
        for (name, value) in map {
            param(look, &format!("{at}.params.{name}"), name, value);
        }
    } else if !params.is_null() {
        look.refuse(format!("{at}.params"), "is no object");
    }
    let is_purchase = event["name"] == "purchase";
    if is_purchase {
        look.text(&params["transaction_id"], &format!("{at}.params.transaction_id"));
    }
    if is_purchase || !params["value"].is_null() {
        look.amount(&params["value"], &format!("{at}.params.value"));
        look.currency(&params["currency"], &format!("{at}.params.currency"));
    }
}

fn param(look: &mut Look, at: &str, name: &str, value: &Value) {
    named(look, at, name);
    match value {
        Value::String(text) if text.chars().count() > longest(name) => look.refuse(at, "is too long"),
        Value::String(_) | Value::Number(_) => {}
        Value::Array(_) if name == "items" => {}
        _ => look.refuse(at, "is neither a text nor a number"),
    }
}

/// Characters of a value at most, by the limits that Analytics publishes: pages have more room.
fn longest(name: &str) -> usize {
    match name {
        "page_location" => 1_000,
        "page_referrer" => 420,
        "page_title" => 300,
        _ => 100,
    }
}

/// At most 40 letters, digits and `_`, a letter first, and no prefix that is Google's own.
fn named(look: &mut Look, at: &str, name: &str) {
    let is_word = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    if !is_word || name.len() > 40 {
        look.refuse_as("NAME_INVALID", at, "is no name of at most 40 letters, digits and _");
    }
    if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
        look.refuse_as("NAME_RESERVED", at, "begins like a name of Google's own");
    }
}
