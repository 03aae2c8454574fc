//! The older upload of Google Ads: each row has its own verdict.

use crate::client::*;
use crate::token::token;
use giliran_fakes::google::{ACTIONS, CUSTOMER, DEVELOPER_TOKEN, MANAGER};
use giliran_fakes::{Behave, Google, Refuse};
use serde_json::{Value, json};

const PATH: &str = "/v23/customers/1234567890:uploadClickConversions";

fn start() -> (Google, String) {
    let google = Google::start();
    google.now_is(Some(NOW));
    google.knows(&budi());
    let bearer = format!("Bearer {}", token(&google));
    (google, bearer)
}

fn row(id: &str) -> Value {
    json!({ "gclid": "Cj0K", "conversionAction": format!("customers/{CUSTOMER}/conversionActions/{}", ACTIONS[0]),
        "conversionDateTime": "2026-11-26 18:59:00+07:00", "conversionValue": 250_000.5, "currencyCode": "IDR", "orderId": id,
        "userIdentifiers": [{ "hashedEmail": sha256(BUDI_GOOGLE) }, { "hashedPhoneNumber": sha256(BUDI_E164) }],
        "consent": { "adUserData": "GRANTED", "adPersonalization": "DENIED" } })
}

fn body(rows: &Value) -> Value {
    json!({ "conversions": rows, "partialFailure": true, "validateOnly": false })
}

fn upload(google: &Google, bearer: &str, body: &Value) -> Reply {
    let headers = [("authorization", bearer), ("developer-token", DEVELOPER_TOKEN), ("login-customer-id", MANAGER)];
    post(google, PATH, &headers, body)
}

/// `(index, code)` of each row that failed.
fn failed(reply: &Reply) -> Vec<(i64, String)> {
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    let errors = reply.json()["partialFailureError"]["details"][0]["errors"].clone();
    let one = |error: &Value| {
        let code = error["errorCode"]["conversionUploadError"].as_str().unwrap().to_owned();
        (error["location"]["fieldPathElements"][0]["index"].as_i64().unwrap(), code)
    };
    errors.as_array().map(|errors| errors.iter().map(one).collect()).unwrap_or_default()
}

#[test]
fn good_rows_are_counted_once() {
    let (google, bearer) = start();
    let reply = upload(&google, &bearer, &body(&json!([row("a"), row("b")])));
    assert!(failed(&reply).is_empty());
    assert_eq!(reply.json()["results"][1]["gclid"], "Cj0K");
    let reply = upload(&google, &bearer, &body(&json!([row("c"), row("a")])));
    assert_eq!(failed(&reply), [(1, "ORDER_ID_ALREADY_IN_USE".to_owned())]);
    assert_eq!(reply.json()["results"][1], json!({}));
    let test = with(&body(&json!([row("t")])), "/validateOnly", json!(true));
    assert_eq!(upload(&google, &bearer, &test).json(), json!({}));
    assert_eq!((google.counted().len(), google.duplicates().len(), google.tested().len()), (3, 1, 1));
    google.next(Behave::Refuse(Refuse::new(|row| row["orderId"] == "e").with_code("TOO_RECENT_EVENT")));
    let reply = upload(&google, &bearer, &body(&json!([row("d"), row("e")])));
    assert_eq!(failed(&reply), [(1, "TOO_RECENT_EVENT".to_owned())]);
    assert_eq!(google.faults(), Vec::<String>::new());
}

#[test]
fn a_bad_row_fails_alone() {
    let (google, bearer) = start();
    let mut faults = Faults::of(&google);
    let many: Vec<Value> = (0..6).map(|_| json!({ "hashedEmail": sha256(BUDI_GOOGLE) })).collect();
    for (n, (place, other, code)) in [
        ("/conversionAction", json!("500001"), "INVALID_CONVERSION_ACTION"),
        ("/conversionAction", json!("customers/999/conversionActions/500001"), "INVALID_CONVERSION_ACTION"),
        ("/conversionDateTime", json!("2026-11-26 18:59:00"), "UNPARSEABLE_CONVERSION_DATE_TIME"),
        ("/conversionDateTime", json!("2026-11-26T18:59:00+07:00"), "UNPARSEABLE_CONVERSION_DATE_TIME"),
        ("/conversionDateTime", json!("2026-11-27 18:59:00+07:00"), "LATER_THAN_MAXIMUM_DATE"),
        ("/conversionDateTime", json!("2026-08-01 18:59:00+07:00"), "EXPIRED_EVENT"),
        ("/currencyCode", Value::Null, "VALUE_MUST_BE_SET"),
        ("/conversionValue", json!(-5), "VALUE_MUST_BE_SET"),
        ("/gbraid", json!("0AAA"), "VALUE_MUST_BE_UNSET"),
        ("/userIdentifiers/0/hashedEmail", json!(sha256(BUDI_EMAIL)), "INVALID_USER_IDENTIFIER"),
        ("/userIdentifiers/1/hashedPhoneNumber", json!(sha256(BUDI_DIGITS)), "INVALID_USER_IDENTIFIER"),
        ("/userIdentifiers", json!(many), "TOO_MANY_USER_IDENTIFIERS"),
        ("/consent/adUserData", json!("CONSENT_GRANTED"), "VALUE_MUST_BE_SET"),
    ]
    .into_iter()
    .enumerate()
    {
        let good = row(&format!("good{n}"));
        let reply = upload(&google, &bearer, &body(&json!([good, with(&row("a"), place, other.clone())])));
        assert_eq!(failed(&reply), [(1, code.to_owned())], "{place} {other}");
        faults.are_at("conversions[1].");
        assert_eq!(google.counted().len(), n + 1);
    }
    let braids = with(&with(&with(&row("b"), "/gclid", Value::Null), "/gbraid", json!("0A")), "/wbraid", json!("0B"));
    let nobody = with(&with(&row("c"), "/gclid", Value::Null), "/userIdentifiers", Value::Null);
    let reply = upload(&google, &bearer, &body(&json!([braids, nobody, row("twice"), row("twice")])));
    let codes: Vec<String> = failed(&reply).into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["GBRAID_WBRAID_BOTH_SET", "MISSING_CLICK_ID", "DUPLICATE_ORDER_ID", "DUPLICATE_ORDER_ID"]);
}

#[test]
fn the_request_itself_is_looked_at() {
    let (google, bearer) = start();
    let good = body(&json!([row("a")]));
    let reply = |target: &str, developer: &str, login: &str, body: &Value| {
        let headers =
            [("authorization", bearer.as_str()), ("developer-token", developer), ("login-customer-id", login)];
        let reply = post(&google, target, &headers, body);
        let code = reply.json()["error"]["details"][0]["errors"][0]["errorCode"].clone();
        (reply.status, code.as_object().and_then(|code| code.values().next().cloned()).unwrap_or_default())
    };
    let is = |status, code: &str| (status, json!(code));
    assert_eq!(reply(PATH, "x", MANAGER, &good), is(401, "DEVELOPER_TOKEN_INVALID"));
    assert_eq!(reply(PATH, DEVELOPER_TOKEN, "987-654-3210", &good), is(403, "USER_PERMISSION_DENIED"));
    let other = PATH.replace("1234567890", "999");
    assert_eq!(reply(&other, DEVELOPER_TOKEN, MANAGER, &good), is(403, "USER_PERMISSION_DENIED"));
    let old = PATH.replace("v23", "v19");
    assert_eq!(reply(&old, DEVELOPER_TOKEN, MANAGER, &good), is(400, "UNSUPPORTED_VERSION"));
    let whole = with(&good, "/partialFailure", json!(false));
    assert_eq!(reply(PATH, DEVELOPER_TOKEN, MANAGER, &whole), is(400, "PARTIAL_FAILURE_MODE_REQUIRED"));
    let many: Vec<Value> = (0..2_001).map(|n| row(&n.to_string())).collect();
    assert_eq!(reply(PATH, DEVELOPER_TOKEN, MANAGER, &body(&json!(many))).0, 400);
    assert_eq!(reply(PATH, DEVELOPER_TOKEN, MANAGER, &with(&good, "/conversions/0/hashedEmail", json!("x"))).0, 400);
    assert_eq!(google.faults().len(), 7);
    google.is_not_allowlisted();
    let code = "CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE";
    assert_eq!(reply(PATH, DEVELOPER_TOKEN, MANAGER, &good), is(403, code));
    assert_eq!((google.faults().len(), google.counted().len()), (7, 0));
}
