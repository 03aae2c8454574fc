//! What TikTok wants of a request and of one event. Codes: 40002 a field, 40062 personal data that is not hashed.

use crate::look::{Look, Strange, Wrong, each};
use crate::person::{Field, Form};
use crate::rules::{Round, is_hash};
use serde_json::Value;

const DAY: i64 = 86_400;
const HASHED: [(&str, Field); 6] = [
    ("email", Field::Email),
    ("phone", Field::Phone),
    ("external_id", Field::ExternalId),
    ("first_name", Field::FirstName),
    ("last_name", Field::LastName),
    ("zip_code", Field::Untold),
];
const CLEAR: [&str; 8] = ["ttclid", "ttp", "ip", "user_agent", "locale", "city", "state", "country"];

pub(super) fn envelope(body: &Value) -> Vec<Wrong> {
    let mut look = Look::new("40002");
    look.object(body, "", &["event_source", "event_source_id", "test_event_code", "data"], Strange::Ignored);
    look.one_of(&body["event_source"], "event_source", &["web", "app", "offline", "crm"]);
    look.text(&body["event_source_id"], "event_source_id");
    look.may_text(&body["test_event_code"], "test_event_code");
    look.wrongs
}

pub(super) fn check(event: &Value, source: &Value, round: &Round<'_>) -> Vec<Wrong> {
    let mut look = Look::new("40002");
    let known =
        ["event", "event_time", "event_id", "user", "page", "properties", "limited_data_use", "lead", "app", "ad"];
    if !look.object(event, "", &known, Strange::Ignored) {
        return look.wrongs;
    }
    look.text(&event["event"], ".event");
    if look.may_text(&event["event_id"], ".event_id").is_none() {
        look.ignore(".event_id", "is missing, so a copy of it will count twice");
    }
    time(&mut look, &event["event_time"], round.now);
    person(&mut look, &event["user"], round);
    if source == "web" {
        look.url(&event["page"]["url"], ".page.url");
        if !event["page"]["referrer"].is_null() {
            look.url(&event["page"]["referrer"], ".page.referrer");
        }
        look.object(&event["page"], ".page", &["url", "referrer"], Strange::Ignored);
    }
    if source == "crm" {
        look.text(&event["lead"]["lead_id"], ".lead.lead_id");
        look.text(&event["lead"]["lead_event_source"], ".lead.lead_event_source");
    }
    if !event["limited_data_use"].is_null() && !event["limited_data_use"].is_boolean() {
        look.refuse(".limited_data_use", "is neither true nor false");
    }
    money(&mut look, event);
    look.wrongs
}

fn time(look: &mut Look, at: &Value, now: i64) {
    let now = now.div_euclid(1_000_000);
    match at.as_i64() {
        None => look.refuse(".event_time", "is no whole number of seconds"),
        Some(at) if now - at > 7 * DAY => look.refuse(".event_time", "is more than 7 days old"),
        Some(at) if at > now + 60 => look.refuse(".event_time", "is ahead of the clock (it is in seconds)"),
        Some(_) => {}
    }
}

fn person(look: &mut Look, person: &Value, round: &Round<'_>) {
    let mut known: Vec<&str> = HASHED.iter().map(|(name, _)| *name).collect();
    known.extend(CLEAR);
    if !look.object(person, ".user", &known, Strange::Ignored) {
        return;
    }
    if known.iter().all(|name| person[*name].is_null()) {
        look.refuse(".user", "knows nobody");
    }
    for (name, field) in HASHED {
        for (at, hash) in each(&person[name], &format!(".user.{name}")) {
            match round.hash(field, Form::Tiktok, hash) {
                Some(words) if hash.as_str().is_some_and(is_hash) => look.refuse(at, words),
                Some(words) => look.refuse_as("40062", at, words),
                None => {}
            }
        }
    }
    for name in CLEAR {
        look.clear(&person[name], &format!(".user.{name}"));
    }
    look.ip(&person["ip"], ".user.ip");
    for name in ["city", "state", "country"] {
        let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if person[name].as_str().is_some_and(|text| !is_plain(text)) {
            look.ignore(format!(".user.{name}"), "is not lower-case letters and digits");
        }
    }
}

fn money(look: &mut Look, event: &Value) {
    let properties = &event["properties"];
    let is_purchase = event["event"] == "Purchase" || event["event"] == "CompletePayment";
    if !properties.is_null() && !properties.is_object() {
        return look.refuse(".properties", "is no object");
    }
    if is_purchase || !properties["currency"].is_null() || !properties["value"].is_null() {
        look.currency(&properties["currency"], ".properties.currency");
        look.amount(&properties["value"], ".properties.value");
    }
}
