//! GA4: always the same answer, so that only the faults tell; and the validator.

use crate::client::*;
use giliran_fakes::Ga4;
use serde_json::{Map, Value, json};

const PATH: &str = "/mp/collect?measurement_id=G-FAKE000001&api_secret=fakeGa4ApiSecret_01";

fn start() -> Ga4 {
    let ga4 = Ga4::start();
    ga4.now_is(Some(NOW));
    ga4.knows(&budi());
    ga4
}

fn event() -> Value {
    json!({ "name": "generate_lead", "timestamp_micros": NOW - SECOND, "params": { "session_id": "1", "engagement_time_msec": 1,
        "currency": "IDR", "value": 250_000, "page_location": "https://go.example/wa/x" } })
}

fn body(events: &Value) -> Value {
    json!({ "client_id": "1098115397.1795230000", "timestamp_micros": NOW - SECOND, "events": events,
        "consent": { "ad_user_data": "GRANTED", "ad_personalization": "DENIED" } })
}

#[test]
fn good_events_are_counted_and_only_purchases_known_again() {
    let ga4 = start();
    let purchase = with(&with(&event(), "/name", json!("purchase")), "/params/transaction_id", json!("INV-7"));
    for _ in 0..2 {
        assert_eq!(post(&ga4, PATH, &[], &body(&json!([event(), purchase]))).status, 204);
    }
    assert_eq!((ga4.counted().len(), ga4.duplicates().len()), (3, 1));
    assert_eq!(ga4.faults(), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_dropped_in_silence_and_the_validator_says_it() {
    let ga4 = start();
    let mut faults = Faults::of(&ga4);
    let good = body(&json!([event()]));
    let many: Map<String, Value> = (0..26).map(|n| (format!("p{n}"), json!(n))).collect();
    for (place, other) in [
        ("/client_id", Value::Null),
        ("/timestamp_micros", json!(NOW / SECOND)),
        ("/timestamp_micros", json!(NOW - 3 * DAY - 1)),
        ("/timestamp_micros", json!(NOW + DAY)),
        ("/consent/ad_user_data", json!("yes")),
        ("/colour", json!("red")),
        ("/events", json!([])),
        ("/events", json!(vec![event(); 26])),
        ("/events/0/name", json!("")),
        ("/events/0/name", json!("1st_lead")),
        ("/events/0/name", json!("a lead")),
        ("/events/0/name", json!("google_lead")),
        ("/events/0/name", json!("n".repeat(41))),
        ("/events/0/name", json!("purchase")),
        ("/events/0/timestamp_micros", json!(NOW / 1_000)),
        ("/events/0/params", json!(many)),
        ("/events/0/params/link", json!("x".repeat(101))),
        ("/events/0/params/_x", json!("x")),
        ("/events/0/params/link", json!({})),
        ("/events/0/params/currency", Value::Null),
    ] {
        let bad = with(&good, place, other.clone());
        assert_eq!(post(&ga4, PATH, &[], &bad).status, 204);
        assert!(!faults.new_ones().is_empty(), "{place} {other}");
        let said = post(&ga4, "/debug/mp/collect", &[], &bad).json();
        assert!(said["validationMessages"][0]["validationCode"].is_string(), "{place} {other}: {said}");
        faults.new_ones();
    }
    assert!(ga4.counted().is_empty());
    let check = with(&good, "/validation_behavior", json!("ENFORCE_RECOMMENDATIONS"));
    assert_eq!(post(&ga4, "/debug/mp/collect", &[], &check).json(), json!({ "validationMessages": [] }));
    assert!(faults.new_ones().is_empty());
    for target in ["/mp/collect", "/mp/collect?measurement_id=G-FAKE000001&api_secret=x"] {
        assert_eq!(post(&ga4, target, &[], &good).status, 204);
        faults.are_at("api_secret");
    }
    post(&ga4, PATH, &[], &with(&good, "/events/0/params/mail", json!(BUDI_EMAIL)));
    faults.are_at("personal data in the clear");
    assert_eq!(post(&ga4, "/collect", &[], &good).status, 404);
}
