//! One event in TikTok's form: E.164 with its plus behind the hash, seconds, places in the clear as lower-case letters.

use crate::event::{number, referrer};
use crate::ip;
use domain::conversion::contact::sha256;
use domain::conversion::{Told, place};
use domain::outbox::Reason;
use serde_json::{Map, Value, json};

/// The visitor's code alone is no identifier: it means nothing to TikTok but beside something else.
pub(super) fn check(told: &Told) -> Result<(), Reason> {
    // The names ask for it, whatever category was mapped to them; the second is the older word.
    if matches!(told.name.as_str(), "Purchase" | "CompletePayment") && told.amount.is_none() {
        return Err(Reason::NoValue);
    }
    // The page is what a web event is about.
    if told.url.is_empty() {
        return Err(Reason::BadEvent);
    }
    let (hashes, browser) = (&told.person.hashes, &told.browser);
    let is_known = hashes.email.is_some()
        || hashes.phone_e164.is_some()
        || !browser.ttclid.is_empty()
        || !browser.ttp.is_empty()
        || (ip::told(&browser.ip).is_some() && !browser.user_agent.is_empty());
    if is_known { Ok(()) } else { Err(Reason::NoIdentifier) }
}

pub(super) fn of(told: &Told) -> Value {
    let mut page = json!({ "url": told.url });
    if let Some(referrer) = referrer(told) {
        page["referrer"] = json!(referrer);
    }
    let mut event = json!({
        "event": told.name,
        "event_time": told.at.div_euclid(1_000_000),
        "event_id": told.event_id.to_string(),
        "user": person(told),
        "page": page,
        // Whoever did not agree is not told of at all.
        "limited_data_use": false,
    });
    if let Some(amount) = told.amount {
        event["properties"] = json!({ "currency": amount.currency.code(), "value": number(amount) });
    }
    event
}

fn person(told: &Told) -> Value {
    let (hashes, browser) = (&told.person.hashes, &told.browser);
    let external = told.person.external_id.trim().to_lowercase();
    let mut person = Map::new();
    for (name, hash) in [
        ("email", hashes.email.clone()),
        ("phone", hashes.phone_e164.clone()),
        ("external_id", (!external.is_empty()).then(|| sha256(&external))),
    ] {
        if let Some(hash) = hash {
            person.insert(name.to_owned(), json!([hash]));
        }
    }
    let address = ip::told(&browser.ip).map(|address| address.to_string());
    let clear = |text: &str| Some(text.to_owned());
    for (name, text) in [
        ("ttclid", clear(&browser.ttclid)),
        ("ttp", clear(&browser.ttp)),
        ("ip", address),
        ("user_agent", clear(&browser.user_agent)),
        ("locale", clear(&browser.language)),
        ("city", place::city(&told.whereabouts)),
        ("state", place::state(&told.whereabouts)),
        ("country", place::country(&told.whereabouts)),
    ] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            person.insert(name.to_owned(), json!(text));
        }
    }
    Value::Object(person)
}
