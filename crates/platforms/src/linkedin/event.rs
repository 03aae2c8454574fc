//! One event in LinkedIn's form: milliseconds, an amount as decimal text, a rule's URN. A phone number has no place there;
//! an address counts only as IPv4, and is told as a hash, as the visitor's code is.

use crate::ip;
use domain::conversion::Told;
use domain::conversion::contact::sha256;
use domain::outbox::Reason;
use serde_json::{Value, json};
use std::net::IpAddr;

const RULE: &str = "urn:lla:llaPartnerConversion:";
/// Characters of a name at most.
const LONGEST_NAME: usize = 35;

/// The visitor's code alone is no identifier: LinkedIn matches by it only what came with something else.
pub(super) fn check(told: &Told) -> Result<(), Reason> {
    if rule(&told.name).is_none() {
        return Err(Reason::BadEvent);
    }
    if ids(told).is_empty() && names(told).is_none() { Err(Reason::NoIdentifier) } else { Ok(()) }
}

pub(super) fn of(told: &Told) -> Value {
    let mut user = json!({ "userIds": ids(told) });
    if let Some((first, last)) = names(told) {
        user["userInfo"] = json!({ "firstName": first, "lastName": last });
        let country = &told.whereabouts.country;
        if country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) {
            user["userInfo"]["countryCode"] = json!(country);
        }
    }
    let external = told.person.external_id.trim().to_lowercase();
    if !external.is_empty() {
        user["externalIds"] = json!([sha256(&external)]);
    }
    let mut event = json!({
        "conversion": rule(&told.name).unwrap_or_default(),
        "conversionHappenedAt": told.at.div_euclid(1_000),
        "eventId": told.event_id.to_string(),
        "user": user,
    });
    if let Some(amount) = told.amount {
        event["conversionValue"] = json!({ "currencyCode": amount.currency.code(), "amount": amount.decimal() });
    }
    event
}

/// The rule's URN, of its digits or as it is.
fn rule(name: &str) -> Option<String> {
    let digits = name.strip_prefix(RULE).unwrap_or(name);
    let is_id = (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_id.then(|| format!("{RULE}{digits}"))
}

fn ids(told: &Told) -> Vec<Value> {
    let id = |kind: &str, value: &str| json!({ "idType": kind, "idValue": value });
    let mut ids = Vec::new();
    if let Some(hash) = &told.person.hashes.email {
        ids.push(id("SHA256_EMAIL", hash));
    }
    if !told.browser.li_fat_id.is_empty() {
        ids.push(id("LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID", &told.browser.li_fat_id));
    }
    if let Some(IpAddr::V4(address)) = ip::told(&told.browser.ip) {
        ids.push(id("SHA256_IP_ADDRESS", &sha256(&address.to_string())));
    }
    ids
}

/// Both names, or none: one alone is refused.
fn names(told: &Told) -> Option<(&str, &str)> {
    let sound = |name: &'_ str| !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    let (first, last) = (told.person.first_name.as_deref()?.trim(), told.person.last_name.as_deref()?.trim());
    (sound(first) && sound(last)).then_some((first, last))
}
