//! What LinkedIn wants of one event.

use super::URN;
use crate::look::{Look, Strange, Wrong};
use crate::person::{Field, Form};
use crate::rules::Round;
use serde_json::Value;

const DAY: i64 = 86_400_000;
const KINDS: [&str; 7] = [
    "SHA256_EMAIL",
    "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID",
    "ACXIOM_ID",
    "ORACLE_MOAT_ID",
    "PLAINTEXT_IP_ADDRESS",
    "SHA256_IP_ADDRESS",
    "GOOGLE_AID",
];

pub(super) fn check(event: &Value, round: &Round<'_>) -> Vec<Wrong> {
    let mut look = Look::new("");
    let known = ["conversion", "conversionHappenedAt", "conversionValue", "eventId", "user"];
    if !look.object(event, "", &known, Strange::Refused) {
        return look.wrongs;
    }
    let rule = look.text(&event["conversion"], ".conversion").map(|urn| urn.strip_prefix(URN).unwrap_or_default());
    if rule.is_some_and(|rule| rule.is_empty() || !rule.bytes().all(|b| b.is_ascii_digit())) {
        look.refuse(".conversion", "is no urn:lla:llaPartnerConversion");
    }
    match look.may_text(&event["eventId"], ".eventId") {
        Some(id) if id.chars().count() > 64 => look.refuse(".eventId", "is longer than 64"),
        Some(_) => {}
        None => look.ignore(".eventId", "is missing, so a copy of it will count twice"),
    }
    time(&mut look, &event["conversionHappenedAt"], round.now);
    money(&mut look, &event["conversionValue"]);
    person(&mut look, &event["user"], round);
    look.wrongs
}

fn time(look: &mut Look, at: &Value, now: i64) {
    let now = now.div_euclid(1_000);
    match at.as_i64() {
        None => look.refuse(".conversionHappenedAt", "is no whole number of milliseconds"),
        Some(at) if now - at > 90 * DAY => {
            look.refuse(".conversionHappenedAt", "is more than 90 days old (it is in milliseconds)");
        }
        Some(at) if at > now + 60_000 => look.refuse(".conversionHappenedAt", "is ahead of the clock"),
        Some(_) => {}
    }
}

fn money(look: &mut Look, value: &Value) {
    if value.is_null() || !look.object(value, ".conversionValue", &["currencyCode", "amount"], Strange::Refused) {
        return;
    }
    look.currency(&value["currencyCode"], ".conversionValue.currencyCode");
    let is_decimal = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    if !value["amount"].as_str().is_some_and(is_decimal) {
        look.refuse(".conversionValue.amount", "is no decimal text");
    }
}

fn person(look: &mut Look, user: &Value, round: &Round<'_>) {
    if !look.object(user, ".user", &["userIds", "userInfo", "externalIds", "lead"], Strange::Refused) {
        return;
    }
    let Some(ids) = user["userIds"].as_array() else {
        return look.refuse(".user.userIds", "is missing, also where it is empty");
    };
    for (n, id) in ids.iter().enumerate() {
        id_of(look, &format!(".user.userIds[{n}]"), id, round);
    }
    let info = &user["userInfo"];
    if !info.is_null() {
        let known = ["firstName", "lastName", "title", "companyName", "countryCode"];
        look.object(info, ".user.userInfo", &known, Strange::Refused);
        // One name alone says nobody.
        for name in ["firstName", "lastName"] {
            look.text(&info[name], &format!(".user.userInfo.{name}"));
            look.clear(&info[name], &format!(".user.userInfo.{name}"));
        }
        let is_country = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        if !info["countryCode"].is_null() && !info["countryCode"].as_str().is_some_and(is_country) {
            look.refuse(".user.userInfo.countryCode", "is no country");
        }
    }
    let externals = user["externalIds"].as_array().map(Vec::as_slice).unwrap_or_default();
    if externals.len() > 1 || externals.iter().any(|id| id.as_str().is_none_or(str::is_empty)) {
        look.refuse(".user.externalIds", "is not one text");
    }
    if ids.is_empty() && info.is_null() && externals.is_empty() && user["lead"].is_null() {
        look.refuse(".user", "knows nobody");
    }
}

fn id_of(look: &mut Look, at: &str, id: &Value, round: &Round<'_>) {
    if !look.object(id, at, &["idType", "idValue"], Strange::Refused) {
        return;
    }
    look.one_of(&id["idType"], &format!("{at}.idType"), &KINDS);
    let (value, place) = (&id["idValue"], format!("{at}.idValue"));
    look.text(value, &place);
    let hashed = match id["idType"].as_str() {
        Some("SHA256_EMAIL") => Some(Field::Email),
        Some("SHA256_IP_ADDRESS") => Some(Field::Ip),
        _ => None,
    };
    match hashed {
        Some(field) => {
            if let Some(words) = round.hash(field, Form::Linkedin, value) {
                look.refuse(place, words);
            }
        }
        None => look.clear(value, &place),
    }
    let is_v4 = |text: &str| text.parse::<std::net::Ipv4Addr>().is_ok();
    if id["idType"] == "PLAINTEXT_IP_ADDRESS" && !value.as_str().is_some_and(is_v4) {
        look.refuse(format!("{at}.idValue"), "is no IPv4 address");
    }
}
