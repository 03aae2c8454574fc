//! One event in Meta's form. `ph` is digits without a plus, times are seconds, an amount is a number of the currency's
//! main unit; hashes come ready, places and the visitor's code are hashed here. Nothing is told that is not known.

use super::{MESSAGING_NAMES, Route, click};
use crate::event::{number, referrer};
use crate::ip;
use domain::conversion::contact::sha256;
use domain::conversion::{Told, place};
use domain::outbox::Reason;
use serde_json::{Map, Value, json};

/// Who tells of a lead that was on no page: the name of this product.
const LEAD_EVENT_SOURCE: &str = "Giliran";

pub(super) fn check(route: &Route, told: &Told) -> Result<(), Reason> {
    // The name asks for it, whatever category was mapped to it.
    if told.name == "Purchase" && told.amount.is_none() {
        return Err(Reason::NoValue);
    }
    match route {
        Route::Website => check_website(told),
        Route::Messaging { .. } if !MESSAGING_NAMES.contains(&told.name.as_str()) => Err(Reason::BadEvent),
        Route::Messaging { .. } if told.browser.ctwa_clid.is_empty() => Err(Reason::NoIdentifier),
        Route::Messaging { .. } => Ok(()),
    }
}

/// What is on a page has to say by which browser and at what address. The visitor's code alone is no identifier: it means
/// nothing to Meta but beside something else that was told of the same person.
fn check_website(told: &Told) -> Result<(), Reason> {
    if told.cause.is_on_a_page() && (told.browser.user_agent.is_empty() || told.url.is_empty()) {
        return Err(Reason::BadEvent);
    }
    let hashes = &told.person.hashes;
    let is_known = hashes.email.is_some()
        || hashes.phone_digits.is_some()
        || click::fbc(told).is_some()
        || click::fbp(told).is_some()
        || (ip::told(&told.browser.ip).is_some() && !told.browser.user_agent.is_empty());
    if is_known { Ok(()) } else { Err(Reason::NoIdentifier) }
}

pub(super) fn of(route: &Route, told: &Told) -> Value {
    let mut event = json!({
        "event_name": told.name,
        "event_time": told.at.div_euclid(1_000_000),
        "event_id": told.event_id.to_string(),
        // No limit on the use of the data: whoever did not agree is not told of at all.
        "data_processing_options": [],
    });
    let mut custom = Map::new();
    if let Some(amount) = told.amount {
        custom.insert("value".to_owned(), number(amount));
        custom.insert("currency".to_owned(), json!(amount.currency.code()));
    }
    match route {
        Route::Messaging { waba, page } => {
            event["action_source"] = json!("business_messaging");
            event["messaging_channel"] = json!("whatsapp");
            event["user_data"] = messaging_person(told, waba, page);
        }
        Route::Website => {
            event["user_data"] = website_person(told);
            if told.cause.is_on_a_page() {
                event["action_source"] = json!("website");
                event["event_source_url"] = json!(told.url);
                if let Some(referrer) = referrer(told) {
                    event["referrer_url"] = json!(referrer);
                }
            } else {
                event["action_source"] = json!("system_generated");
                custom.insert("event_source".to_owned(), json!("crm"));
                custom.insert("lead_event_source".to_owned(), json!(LEAD_EVENT_SOURCE));
            }
        }
    }
    if !custom.is_empty() {
        event["custom_data"] = Value::Object(custom);
    }
    event
}

fn website_person(told: &Told) -> Value {
    let (hashes, browser) = (&told.person.hashes, &told.browser);
    let external: String = told.person.external_id.split_whitespace().collect::<String>().to_lowercase();
    let hashed = |text: Option<String>| text.as_deref().map(sha256);
    let address = ip::told(&browser.ip).map(|address| address.to_string());
    let agent = Some(browser.user_agent.clone()).filter(|agent| !agent.is_empty());
    let mut person = Map::new();
    for (name, hash) in [
        ("em", hashes.email.clone()),
        ("ph", hashes.phone_digits.clone()),
        ("fn", hashes.first_name.clone()),
        ("ln", hashes.last_name.clone()),
        ("ct", hashed(place::city(&told.whereabouts))),
        ("st", hashed(place::state(&told.whereabouts))),
        ("country", hashed(place::country(&told.whereabouts))),
        ("external_id", hashed(Some(external).filter(|code| !code.is_empty()))),
    ] {
        if let Some(hash) = hash {
            person.insert(name.to_owned(), json!([hash]));
        }
    }
    for (name, text) in [
        ("client_ip_address", address),
        ("client_user_agent", agent),
        ("fbc", click::fbc(told)),
        ("fbp", click::fbp(told)),
    ] {
        if let Some(text) = text {
            person.insert(name.to_owned(), json!(text));
        }
    }
    Value::Object(person)
}

fn messaging_person(told: &Told, waba: &str, page: &str) -> Value {
    let mut person = Map::new();
    for (name, text) in
        [("ctwa_clid", told.browser.ctwa_clid.as_str()), ("whatsapp_business_account_id", waba), ("page_id", page)]
    {
        if !text.is_empty() {
            person.insert(name.to_owned(), json!(text));
        }
    }
    if let Some(phone) = &told.person.hashes.phone_digits {
        person.insert("ph".to_owned(), json!([phone]));
    }
    Value::Object(person)
}
