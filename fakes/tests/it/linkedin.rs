//! LinkedIn: each rule with a good request and a bad one.

use crate::client::*;
use giliran_fakes::linkedin::RULES;
use giliran_fakes::{Behave, Linkedin};
use serde_json::{Value, json};

const PATH: &str = "/rest/conversionEvents";
const HEADERS: [(&str, &str); 4] = [
    ("authorization", "Bearer AQFakeLinkedinDirectApiToken0123456789"),
    ("linkedin-version", "202608"),
    ("x-restli-protocol-version", "2.0.0"),
    ("x-restli-method", "BATCH_CREATE"),
];
const AT: i64 = NOW / 1_000;

fn start() -> Linkedin {
    let linkedin = Linkedin::start();
    linkedin.now_is(Some(NOW));
    linkedin.knows(&budi());
    linkedin
}

fn event(id: &str) -> Value {
    json!({ "conversion": format!("urn:lla:llaPartnerConversion:{}", RULES[0]), "conversionHappenedAt": AT - 60_000,
        "conversionValue": { "currencyCode": "IDR", "amount": "250000.5" }, "eventId": id,
        "user": { "userIds": [{ "idType": "SHA256_EMAIL", "idValue": sha256(BUDI_EMAIL) },
                { "idType": "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID", "idValue": "0a1b-x" }],
            "userInfo": { "firstName": "Budi", "lastName": "Santoso", "countryCode": "ID" }, "externalIds": ["u-1"] } })
}

fn batch(linkedin: &Linkedin, elements: &Value) -> Reply {
    post(linkedin, PATH, &HEADERS, &json!({ "elements": elements }))
}

#[test]
fn good_events_are_counted_once() {
    let linkedin = start();
    let reply = batch(&linkedin, &json!([event("a"), event("b"), event("a")]));
    assert_eq!(
        (reply.status, &reply.json()["elements"]),
        (200, &json!([{"status": 201}, {"status": 201}, {"status": 201}]))
    );
    let reply = post(&linkedin, PATH, &HEADERS[..3], &event("c"));
    assert_eq!((reply.status, reply.body.len()), (201, 0));
    assert_eq!(batch(&linkedin, &json!([])).json()["elements"], json!([]));
    assert_eq!((linkedin.counted().len(), linkedin.duplicates().len()), (3, 1));
    assert_eq!(linkedin.faults(), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_told_by_lines_and_nothing_is_taken() {
    let linkedin = start();
    let mut faults = Faults::of(&linkedin);
    for (place, other) in [
        ("/conversion", json!("123")),
        ("/conversionHappenedAt", json!(AT / 1000)),
        ("/conversionHappenedAt", json!(AT - 90 * 86_400_000 - 1)),
        ("/conversionHappenedAt", json!(AT + 3_600_000)),
        ("/conversionHappenedAt", json!("now")),
        ("/conversionValue/amount", json!(250_000)),
        ("/conversionValue/amount", json!("Rp 5")),
        ("/conversionValue/currencyCode", json!("rp")),
        ("/eventId", json!("x".repeat(65))),
        ("/user/userIds", Value::Null),
        ("/user/userIds/0/idType", json!("SHA256_PHONE")),
        ("/user/userIds/0/idValue", json!(BUDI_GOOGLE)),
        ("/user/userIds/0/idValue", json!(sha256(BUDI_GOOGLE))),
        ("/user/userIds/1", json!({ "idType": "PLAINTEXT_IP_ADDRESS", "idValue": "2001:db8::1" })),
        ("/user/userInfo/lastName", Value::Null),
        ("/user/userInfo/countryCode", json!("Indonesia")),
        ("/user/externalIds", json!(["a", "b"])),
        ("/user", json!({ "userIds": [] })),
        ("/colour", json!("red")),
    ] {
        let reply = batch(&linkedin, &json!([event("b"), with(&event("a"), place, other.clone())]));
        assert_eq!(reply.status, 422, "{place} {other}");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(message.lines().all(|line| line.starts_with("Index: 1, ERROR :: /")), "{message}");
        faults.are_at("elements[1].");
    }
    assert!(linkedin.counted().is_empty());
    for (place, other) in [
        ("/eventId", Value::Null),
        ("/user/userIds/1/idValue", json!(sha256("0a1b"))),
        ("/user/userInfo/firstName", json!(sha256("budi"))),
    ] {
        assert_eq!(batch(&linkedin, &json!([with(&event("i"), place, other)])).status, 200);
        faults.are_at("(the platform ignores it)");
    }
    let other = with(&event("a"), "/conversion", json!("urn:lla:llaPartnerConversion:777"));
    let reply = batch(&linkedin, &json!([event("b"), other]));
    assert_eq!(reply.status, 400);
    assert!(reply.json()["message"].as_str().unwrap().ends_with("indices [1]"));
    let many: Vec<Value> = (0..5_001).map(|n| event(&n.to_string())).collect();
    assert_eq!(batch(&linkedin, &json!(many)).status, 400);
    assert_eq!(batch(&linkedin, &json!(many[..5_000])).status, 200);
}

#[test]
fn headers_are_looked_at() {
    let linkedin = start();
    let reply = |name: &str, value: Option<&str>| {
        let mut headers: Vec<(&str, &str)> = HEADERS.iter().copied().filter(|(known, _)| *known != name).collect();
        headers.extend(value.map(|value| (name, value)));
        let reply = post(&linkedin, PATH, &headers, &json!({ "elements": [event("a")] }));
        (reply.status, reply.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    let is = |status, code: &str| (status, code.to_owned());
    assert_eq!(reply("authorization", None), is(401, "INVALID_ACCESS_TOKEN"));
    assert_eq!(reply("linkedin-version", None), is(400, "VERSION_MISSING"));
    for version in ["202511", "202509", "202612", "2026-08", "202699"] {
        assert_eq!(reply("linkedin-version", Some(version)).0, 426, "{version}");
    }
    for version in ["202512", "202603", "202611"] {
        assert_eq!(reply("linkedin-version", Some(version)).0, 200, "{version}");
    }
    assert_eq!(reply("x-restli-protocol-version", Some("1.0.0")).0, 400);
    assert_eq!(reply("x-restli-method", None).0, 400);
    assert_eq!(send(&linkedin, "GET", PATH, &HEADERS, b"").unwrap().status, 404);
    assert_eq!(linkedin.faults().len(), 10);
}

#[test]
fn a_refusal_names_lines_and_a_revoked_token_its_number() {
    let linkedin = start();
    linkedin.next(Behave::refuse(|event| event["eventId"] != "good"));
    let reply = batch(&linkedin, &json!([event("x"), event("good"), event("y")]));
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    let starts: Vec<&str> = message.lines().map(|line| &line[..8]).collect();
    assert_eq!((reply.status, starts), (422, vec!["Index: 0", "Index: 2"]));
    linkedin.next(Behave::TokenExpired);
    assert_eq!(batch(&linkedin, &json!([event("a")])).json()["serviceErrorCode"], 65_600);
    linkedin.next(Behave::Forbidden);
    assert_eq!(batch(&linkedin, &json!([event("a")])).json()["serviceErrorCode"], 65_601);
    assert_eq!((linkedin.counted().len(), linkedin.faults().len()), (0, 0));
}
