//! What the Data Manager API wants of a request and of one event. Reasons are those of its `ErrorReason`; a field that it
//! does not know turns the request away, as everywhere in Google's JSON.

use crate::google::formats::{is_digits, rfc3339};
use crate::google::{ACTIONS, CUSTOMER, MANAGER};
use crate::look::{Look, Strange, Wrong};
use crate::person::{Field, Form};
use crate::rules::Round;
use serde_json::Value;

const DAY: i64 = 86_400_000_000;
const MISSING: &str = "REQUIRED_FIELD_MISSING";
const EVENT: [&str; 15] = [
    "destinationReferences",
    "transactionId",
    "eventTimestamp",
    "lastUpdatedTimestamp",
    "userData",
    "consent",
    "adIdentifiers",
    "currency",
    "conversionValue",
    "eventSource",
    "eventDeviceInfo",
    "cartData",
    "customVariables",
    "experimentalFields",
    "userProperties",
];

pub(super) fn envelope(body: &Value) -> Vec<Wrong> {
    let mut look = Look::new("INVALID_ARGUMENT");
    let known = ["destinations", "events", "consent", "validateOnly", "encoding", "encryptionInfo"];
    look.object(body, "", &known, Strange::Refused);
    let destinations = body["destinations"].as_array().map(Vec::as_slice).unwrap_or_default();
    match destinations.len() {
        0 => look.refuse_as(MISSING, "destinations", "is missing"),
        1..=10 => {}
        _ => look.refuse_as("TOO_MANY_DESTINATIONS", "destinations", "are more than ten"),
    }
    for (n, destination) in destinations.iter().enumerate() {
        destination_of(&mut look, &format!("destinations[{n}]"), destination);
    }
    if !body["encoding"].is_null() {
        look.one_of(&body["encoding"], "encoding", &["HEX", "BASE64"]);
    }
    if !body["validateOnly"].is_null() && !body["validateOnly"].is_boolean() {
        look.refuse("validateOnly", "is neither true nor false");
    }
    look.wrongs
}

fn destination_of(look: &mut Look, at: &str, destination: &Value) {
    let known = ["reference", "loginAccount", "linkedAccount", "operatingAccount", "productDestinationId"];
    if !look.object(destination, at, &known, Strange::Refused) {
        return;
    }
    for (name, id) in [("operatingAccount", CUSTOMER), ("loginAccount", MANAGER)] {
        let (account, at) = (&destination[name], format!("{at}.{name}"));
        if account.is_null() && name == "loginAccount" {
            continue;
        }
        if !look.object(account, &at, &["accountType", "accountId"], Strange::Refused) {
            continue;
        }
        let is_account = account["accountId"].as_str().is_some_and(is_digits);
        if account["accountType"] != "GOOGLE_ADS" || !is_account {
            look.refuse_as("INVALID_DESTINATION", at, "is no account of Google Ads by its digits");
        } else if account["accountId"] != id {
            look.refuse_as("INVALID_DESTINATION", at, "is not known");
        }
    }
    if !destination["productDestinationId"].as_str().is_some_and(|id| ACTIONS.contains(&id)) {
        look.refuse_as("INVALID_CONVERSION_ACTION_ID", format!("{at}.productDestinationId"), "is no conversion action");
    }
}

pub(super) fn check(event: &Value, body: &Value, round: &Round<'_>) -> Vec<Wrong> {
    let mut look = Look::new("INVALID_ARGUMENT");
    if !look.object(event, "", &EVENT, Strange::Refused) {
        return look.wrongs;
    }
    let is_there = |name: &Value| {
        body["destinations"].as_array().is_some_and(|all| all.iter().any(|one| one["reference"] == *name))
    };
    for name in event["destinationReferences"].as_array().into_iter().flatten() {
        if !is_there(name) {
            look.refuse_as("INVALID_DESTINATION", ".destination_references", "names no destination of the request");
        }
    }
    match event["eventTimestamp"].as_str().map(rfc3339) {
        None => look.refuse_as(MISSING, ".event_timestamp", "is missing"),
        Some(None) => look.refuse_as("INVALID_FORMAT", ".event_timestamp", "is not RFC 3339"),
        Some(Some(at)) if at > round.now + 60_000_000 => look.refuse(".event_timestamp", "is ahead of the clock"),
        Some(Some(_)) => {}
    }
    if look.may_text(&event["transactionId"], ".transaction_id").is_none() {
        look.ignore(".transaction_id", "is missing, so a copy of it will count twice");
    }
    if !event["eventSource"].is_null() {
        look.one_of(&event["eventSource"], ".event_source", &["WEB", "APP", "IN_STORE", "PHONE", "OTHER"]);
    }
    if !event["conversionValue"].is_null() {
        look.amount(&event["conversionValue"], ".conversion_value");
        look.currency(&event["currency"], ".currency");
    }
    let is_known = identifiers(&mut look, event) | person(&mut look, event, body, round);
    if !is_known {
        look.refuse_as("NO_IDENTIFIERS_PROVIDED", "", "knows nobody");
    }
    let consent = &event["consent"];
    if !consent.is_null() && look.object(consent, ".consent", &["adUserData", "adPersonalization"], Strange::Refused) {
        for name in ["adUserData", "adPersonalization"] {
            if !consent[name].is_null() {
                look.one_of(&consent[name], &format!(".consent.{name}"), &["CONSENT_GRANTED", "CONSENT_DENIED"]);
            }
        }
    }
    look.wrongs
}

fn identifiers(look: &mut Look, event: &Value) -> bool {
    let ids = &event["adIdentifiers"];
    let at = ".ad_identifiers";
    let known = ["sessionAttributes", "gclid", "gbraid", "wbraid", "landingPageDeviceInfo"];
    if ids.is_null() || !look.object(ids, at, &known, Strange::Refused) {
        return false;
    }
    let device = &ids["landingPageDeviceInfo"];
    let place = format!("{at}.landing_page_device_info");
    if !device.is_null() && look.object(device, &place, &["ipAddress", "userAgent"], Strange::Refused) {
        look.ip(&device["ipAddress"], &format!("{place}.ip_address"));
        look.clear(&device["userAgent"], &format!("{place}.user_agent"));
    }
    let mut given = 0;
    for name in ["gclid", "gbraid", "wbraid", "sessionAttributes"] {
        let text = look.may_text(&ids[name], &format!("{at}.{name}"));
        given += usize::from(text.is_some());
        look.clear(&ids[name], &format!("{at}.{name}"));
    }
    given > 0
}

fn person(look: &mut Look, event: &Value, body: &Value, round: &Round<'_>) -> bool {
    let data = &event["userData"];
    if data.is_null() || !look.object(data, ".user_data", &["userIdentifiers"], Strange::Refused) {
        return false;
    }
    let list = data["userIdentifiers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 10 {
        look.refuse_as("TOO_MANY_USER_IDENTIFIERS", ".user_data.user_identifiers", "are more than ten");
    }
    if !list.is_empty() && body["encoding"] != "HEX" {
        look.refuse_as(MISSING, ".user_data", "needs the encoding HEX beside the events");
    }
    for (n, one) in list.iter().enumerate() {
        let at = format!(".user_data.user_identifiers[{n}]");
        if !look.object(one, &at, &["emailAddress", "phoneNumber", "address"], Strange::Refused) {
            continue;
        }
        if one.as_object().is_some_and(|map| map.len() != 1) {
            look.refuse(at.as_str(), "is not one identifier");
        }
        let address = &one["address"];
        let known = ["givenName", "familyName", "regionCode", "postalCode"];
        if !address.is_null() && look.object(address, &format!("{at}.address"), &known, Strange::Refused) {
            for name in known {
                look.text(&address[name], &format!("{at}.address.{name}"));
            }
        }
        for (hash, place, field) in [
            (&one["emailAddress"], format!("{at}.email_address"), Field::Email),
            (&one["phoneNumber"], format!("{at}.phone_number"), Field::Phone),
            (&address["givenName"], format!("{at}.address.given_name"), Field::FirstName),
            (&address["familyName"], format!("{at}.address.family_name"), Field::LastName),
        ] {
            if let Some(words) = round.hash(field, Form::Google, hash).filter(|_| !hash.is_null()) {
                look.refuse_as("INVALID_SHA256_FORMAT", place, words);
            }
        }
    }
    !list.is_empty()
}

/// What Google finds only after it has taken an event.
pub(super) fn found_later(event: &Value, now: i64) -> Option<&'static str> {
    let at = event["eventTimestamp"].as_str().and_then(rfc3339).unwrap_or(now);
    if now - at > 90 * DAY {
        return Some("PROCESSING_ERROR_REASON_EVENT_TOO_OLD");
    }
    (event["consent"]["adUserData"] == "CONSENT_DENIED").then_some("PROCESSING_ERROR_REASON_DENIED_CONSENT")
}
