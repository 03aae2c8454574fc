//! What the older upload wants of a row. Codes are those of `ConversionUploadError` and its kin; a field that Google does
//! not know turns the whole request away.

use crate::google::formats::{is_digits, local};
use crate::google::{ACTIONS, CUSTOMER};
use crate::look::{Look, Strange, Wrong};
use crate::person::{Field, Form};
use crate::rules::Round;
use serde_json::Value;

const DAY: i64 = 86_400_000_000;
const ROW: [&str; 16] = [
    "gclid",
    "gbraid",
    "wbraid",
    "conversionAction",
    "conversionDateTime",
    "conversionValue",
    "currencyCode",
    "orderId",
    "userIdentifiers",
    "consent",
    "conversionEnvironment",
    "customVariables",
    "cartData",
    "externalAttributionData",
    "customerType",
    "userIpAddress",
];

pub(super) fn strange(body: &Value, rows: &[Value]) -> Vec<Wrong> {
    let mut look = Look::new("");
    look.object(
        body,
        "",
        &["conversions", "partialFailure", "validateOnly", "jobId", "debugEnabled"],
        Strange::Refused,
    );
    for (at, row) in rows.iter().enumerate() {
        look.object(row, &format!("conversions[{at}]"), &ROW, Strange::Refused);
    }
    look.wrongs
}

pub(super) fn check(row: &Value, round: &Round<'_>) -> Vec<Wrong> {
    let mut look = Look::new("VALUE_MUST_BE_SET");
    action(&mut look, row);
    match row["conversionDateTime"].as_str().map(local) {
        None => look.refuse(".conversionDateTime", "is missing"),
        Some(None) => {
            let words = "is not yyyy-mm-dd hh:mm:ss+hh:mm";
            look.refuse_as("UNPARSEABLE_CONVERSION_DATE_TIME", ".conversionDateTime", words);
        }
        Some(Some(at)) if at > round.now + 60_000_000 => {
            look.refuse_as("LATER_THAN_MAXIMUM_DATE", ".conversionDateTime", "is ahead of the clock");
        }
        Some(Some(at)) if round.now - at > 90 * DAY => {
            look.refuse_as("EXPIRED_EVENT", ".conversionDateTime", "is more than 90 days old");
        }
        Some(Some(_)) => {}
    }
    if look.may_text(&row["orderId"], ".orderId").is_none() {
        look.ignore(".orderId", "is missing, so a copy of it will count twice");
    }
    if !row["conversionValue"].is_null() {
        look.amount(&row["conversionValue"], ".conversionValue");
        look.currency(&row["currencyCode"], ".currencyCode");
    }
    whom(&mut look, row, round);
    let consent = &row["consent"];
    if !consent.is_null() && look.object(consent, ".consent", &["adUserData", "adPersonalization"], Strange::Refused) {
        for name in ["adUserData", "adPersonalization"] {
            if !consent[name].is_null() {
                look.one_of(&consent[name], &format!(".consent.{name}"), &["GRANTED", "DENIED"]);
            }
        }
    }
    look.wrongs
}

/// `customers/1234567890/conversionActions/500001`
fn action(look: &mut Look, row: &Value) {
    let at = ".conversionAction";
    let Some(name) = look.text(&row["conversionAction"], at) else { return };
    match name.split('/').collect::<Vec<_>>()[..] {
        ["customers", customer, "conversionActions", id] if is_digits(customer) && is_digits(id) => {
            if customer != CUSTOMER || !ACTIONS.contains(&id) {
                look.refuse_as("INVALID_CONVERSION_ACTION", at, "is no conversion action of the account");
            }
        }
        _ => look.refuse_as("INVALID_CONVERSION_ACTION", at, "is no resource name"),
    }
}

fn whom(look: &mut Look, row: &Value, round: &Round<'_>) {
    let given: Vec<&str> = ["gclid", "gbraid", "wbraid"].into_iter().filter(|name| !row[*name].is_null()).collect();
    for name in &given {
        look.text(&row[*name], &format!(".{name}"));
        look.clear(&row[*name], &format!(".{name}"));
    }
    if given == ["gbraid", "wbraid"] {
        look.refuse_as("GBRAID_WBRAID_BOTH_SET", ".gbraid", "and wbraid are both set");
    } else if given.len() > 1 {
        look.refuse_as("VALUE_MUST_BE_UNSET", ".gclid", "stands beside another click id");
    }
    let list = row["userIdentifiers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if given.is_empty() && list.is_empty() {
        look.refuse_as("MISSING_CLICK_ID", ".gclid", "is missing, and nobody is known without it");
    }
    if list.len() > 5 {
        look.refuse_as("TOO_MANY_USER_IDENTIFIERS", ".userIdentifiers", "are more than five");
    }
    let known = ["hashedEmail", "hashedPhoneNumber", "addressInfo", "userIdentifierSource"];
    for (n, one) in list.iter().enumerate() {
        let at = format!(".userIdentifiers[{n}]");
        if !look.object(one, &at, &known, Strange::Refused) {
            continue;
        }
        if one["hashedEmail"].is_null() && one["hashedPhoneNumber"].is_null() && one["addressInfo"].is_null() {
            look.refuse(at.as_str(), "knows nobody");
        }
        for (name, field) in [("hashedEmail", Field::Email), ("hashedPhoneNumber", Field::Phone)] {
            let hash = &one[name];
            if let Some(words) = round.hash(field, Form::Google, hash).filter(|_| !hash.is_null()) {
                look.refuse_as("INVALID_USER_IDENTIFIER", format!("{at}.{name}"), words);
            }
        }
    }
}
