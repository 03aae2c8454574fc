//! What Meta wants of one event. Subcodes: 2804003 too old or ahead, 2804066 a name that messaging does not know, 2804087 no
//! click of an ad.

use super::{DATASET, MESSAGING_DATASET, PAGE, WABA};
use crate::look::{Look, Strange, Wrong, each};
use crate::person::{Field, Form};
use crate::rules::{Round, is_hash};
use serde_json::Value;

const DAY: i64 = 86_400;
const EVENT: [&str; 17] = [
    "event_name",
    "event_time",
    "user_data",
    "action_source",
    "event_source_url",
    "event_id",
    "opt_out",
    "custom_data",
    "app_data",
    "data_processing_options",
    "data_processing_options_country",
    "data_processing_options_state",
    "messaging_channel",
    "original_event_data",
    "attribution_data",
    "referrer_url",
    "advanced_measurement_table",
];
const SOURCES: [&str; 9] = [
    "email",
    "website",
    "app",
    "phone_call",
    "chat",
    "physical_store",
    "system_generated",
    "business_messaging",
    "other",
];
/// What is hashed, and what of a person it is.
const HASHED: [(&str, Field); 11] = [
    ("em", Field::Email),
    ("ph", Field::Phone),
    ("fn", Field::FirstName),
    ("ln", Field::LastName),
    ("ct", Field::City),
    ("st", Field::Region),
    ("country", Field::Country),
    ("external_id", Field::ExternalId),
    ("ge", Field::Untold),
    ("db", Field::Untold),
    ("zp", Field::Untold),
];
const CLEAR: [&str; 14] = [
    "client_ip_address",
    "client_user_agent",
    "fbc",
    "fbp",
    "subscription_id",
    "fb_login_id",
    "lead_id",
    "anon_id",
    "madid",
    "page_id",
    "page_scoped_user_id",
    "ctwa_clid",
    "ig_account_id",
    "ig_sid",
];
const MESSAGING: [&str; 14] = [
    "LeadSubmitted",
    "QualifiedLead",
    "Purchase",
    "InitiateCheckout",
    "AddToCart",
    "ViewContent",
    "OrderCreated",
    "OrderShipped",
    "OrderDelivered",
    "OrderCanceled",
    "OrderReturned",
    "CartAbandoned",
    "RatingProvided",
    "ReviewProvided",
];

pub(super) fn check(event: &Value, dataset: &str, round: &Round<'_>) -> Vec<Wrong> {
    let mut look = Look::new("");
    if !look.object(event, "", &EVENT, Strange::Ignored) {
        return look.wrongs;
    }
    look.text(&event["event_name"], ".event_name");
    look.one_of(&event["action_source"], ".action_source", &SOURCES);
    if look.may_text(&event["event_id"], ".event_id").is_none() {
        look.ignore(".event_id", "is missing, so a copy of it will count twice");
    }
    time(&mut look, event, round.now);
    match event["action_source"].as_str() {
        Some("website") => website(&mut look, event),
        Some("business_messaging") => messaging(&mut look, event, dataset),
        _ => {}
    }
    if dataset == MESSAGING_DATASET && event["action_source"] != "business_messaging" {
        look.ignore(".action_source", "the dataset of a WhatsApp account is for business_messaging");
    }
    if !event["referrer_url"].is_null() {
        look.url(&event["referrer_url"], ".referrer_url");
    }
    person(&mut look, &event["user_data"], round);
    money(&mut look, event);
    processing(&mut look, event);
    look.wrongs
}

fn time(look: &mut Look, event: &Value, now: i64) {
    let Some(at) = event["event_time"].as_i64() else {
        return look.refuse(".event_time", "is no whole number of seconds");
    };
    let days = if event["action_source"] == "physical_store" { 62 } else { 7 };
    let now = now.div_euclid(1_000_000);
    if now - at > days * DAY {
        look.refuse_as("2804003", ".event_time", format!("is more than {days} days old"));
    } else if at > now + 60 {
        look.refuse_as("2804003", ".event_time", "is ahead of the clock (it is in seconds)");
    }
}

fn website(look: &mut Look, event: &Value) {
    look.text(&event["user_data"]["client_user_agent"], ".user_data.client_user_agent");
    look.url(&event["event_source_url"], ".event_source_url");
}

fn messaging(look: &mut Look, event: &Value, dataset: &str) {
    if dataset == DATASET {
        look.refuse(".action_source", "business_messaging belongs to the dataset of the WhatsApp account");
    }
    if event["event_name"].as_str().is_some_and(|name| !MESSAGING.contains(&name)) {
        look.refuse_as("2804066", ".event_name", "is no event of business_messaging");
    }
    look.one_of(&event["messaging_channel"], ".messaging_channel", &["whatsapp"]);
    let person = &event["user_data"];
    if person["ctwa_clid"].as_str().is_none_or(|id| id.is_empty() || is_hash(id)) {
        look.refuse_as("2804087", ".user_data.ctwa_clid", "is no click id of an ad");
    }
    let (waba, page) = (&person["whatsapp_business_account_id"], &person["page_id"]);
    if waba.is_null() && page.is_null() {
        look.refuse(".user_data.whatsapp_business_account_id", "is missing, and so is page_id");
    }
    for (id, known, name) in [(waba, WABA, "whatsapp_business_account_id"), (page, PAGE, "page_id")] {
        if !id.is_null() && id != known {
            look.refuse(format!(".user_data.{name}"), "is not known");
        }
    }
}

fn person(look: &mut Look, person: &Value, round: &Round<'_>) {
    let mut known: Vec<&str> = HASHED.iter().map(|(name, _)| *name).collect();
    known.extend(CLEAR);
    known.push("whatsapp_business_account_id");
    if !look.object(person, ".user_data", &known, Strange::Ignored) {
        return;
    }
    if person.as_object().is_some_and(serde_json::Map::is_empty) {
        look.refuse(".user_data", "knows nobody");
    }
    for (name, field) in HASHED {
        for (at, hash) in each(&person[name], &format!(".user_data.{name}")) {
            match round.hash(field, Form::Meta, hash) {
                // Hashing is only recommended for it; Giliran's is hashed.
                Some(words) if name == "external_id" => look.ignore(at, words),
                Some(words) => look.refuse(at, words),
                None => {}
            }
        }
    }
    for name in CLEAR {
        look.clear(&person[name], &format!(".user_data.{name}"));
    }
    look.ip(&person["client_ip_address"], ".user_data.client_ip_address");
    for name in ["fbc", "fbp"] {
        if let Some(text) = person[name].as_str()
            && !is_cookie(text, name == "fbp", round.now)
        {
            look.refuse(format!(".user_data.{name}"), "is not fb.{index}.{milliseconds}.{payload}");
        }
    }
}

/// `fb.1.1795237100123.payload`, perhaps with a fifth part; the moment in milliseconds of this century and not ahead.
fn is_cookie(text: &str, is_fbp: bool, now: i64) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let ["fb", index, at, payload, rest @ ..] = &parts[..] else { return false };
    let at: i64 = at.parse().unwrap_or_default();
    let is_moment = at > 1_000_000_000_000 && at <= now.div_euclid(1_000) + 60_000;
    let is_payload = if is_fbp { digits(payload) } else { !payload.is_empty() && !is_hash(payload) };
    digits(index) && is_moment && is_payload && rest.len() <= 1
}

fn money(look: &mut Look, event: &Value) {
    let custom = &event["custom_data"];
    let is_purchase = event["event_name"] == "Purchase";
    if !custom.is_null() && !custom.is_object() {
        return look.refuse(".custom_data", "is no object");
    }
    if is_purchase || !custom["currency"].is_null() {
        look.currency(&custom["currency"], ".custom_data.currency");
    }
    if is_purchase || !custom["value"].is_null() {
        look.amount(&custom["value"], ".custom_data.value");
    }
    if custom["currency"].is_null() != custom["value"].is_null() && !is_purchase {
        look.ignore(".custom_data", "has a value or a currency, and not both");
    }
    if custom["event_source"].is_null() != custom["lead_event_source"].is_null() {
        look.ignore(".custom_data", "event_source and lead_event_source go together");
    }
}

fn processing(look: &mut Look, event: &Value) {
    let options = &event["data_processing_options"];
    let (country, state) = (&event["data_processing_options_country"], &event["data_processing_options_state"]);
    match options.as_array() {
        None if options.is_null() => {}
        None => look.refuse(".data_processing_options", "is no list"),
        Some(list) if list.is_empty() => {}
        Some(list) if list.iter().all(|option| option == "LDU") && country.is_i64() && state.is_i64() => {}
        Some(_) => look.refuse(".data_processing_options", "is not LDU with a country and a state"),
    }
}
