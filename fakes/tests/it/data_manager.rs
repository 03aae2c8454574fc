//! Google's Data Manager: what fails at once, and what is said later.

use crate::client::*;
use crate::token::token;
use giliran_fakes::google::{ACTIONS, CUSTOMER, MANAGER};
use giliran_fakes::{Behave, Door, Google, Refuse};
use serde_json::{Value, json};

fn start() -> (Google, String) {
    let google = Google::start();
    google.now_is(Some(NOW));
    google.knows(&budi());
    let bearer = format!("Bearer {}", token(&google));
    (google, bearer)
}

fn event(id: &str) -> Value {
    json!({ "destinationReferences": ["ads"], "transactionId": id, "eventTimestamp": "2026-11-26T11:59:00Z",
        "eventSource": "WEB", "conversionValue": 250_000, "currency": "IDR",
        "adIdentifiers": { "gclid": "Cj0K", "landingPageDeviceInfo": { "ipAddress": "203.0.113.5", "userAgent": "Mozilla" } },
        "userData": { "userIdentifiers": [{ "emailAddress": sha256(BUDI_GOOGLE) }, { "phoneNumber": sha256(BUDI_E164) }] },
        "consent": { "adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED" } })
}

fn body(events: &Value) -> Value {
    json!({ "destinations": [{ "reference": "ads", "operatingAccount": { "accountType": "GOOGLE_ADS", "accountId": CUSTOMER },
            "loginAccount": { "accountType": "GOOGLE_ADS", "accountId": MANAGER }, "productDestinationId": ACTIONS[0] }],
        "events": events, "encoding": "HEX", "validateOnly": false })
}

fn ingest(google: &Google, bearer: &str, body: &Value) -> Reply {
    post(google, "/v1/events:ingest", &[("authorization", bearer)], body)
}

fn status(google: &Google, bearer: &str, receipt: &str) -> Value {
    let target = format!("/v1/requestStatus:retrieve?requestId={receipt}");
    let reply = send(google, "GET", &target, &[("authorization", bearer)], b"").unwrap();
    if reply.status == 200 { reply.json()["requestStatusPerDestination"][0].clone() } else { reply.json() }
}

fn receipt(reply: &Reply) -> String {
    reply.json()["requestId"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_taken_is_judged_later_and_a_transaction_counts_once() {
    let (google, bearer) = start();
    let first = receipt(&ingest(&google, &bearer, &body(&json!([event("a"), event("b")]))));
    let state = |receipt: &str| status(&google, &bearer, receipt)["requestStatus"].as_str().unwrap().to_owned();
    assert_eq!([state(&first), state(&first), state(&first)], ["PROCESSING", "SUCCESS", "SUCCESS"]);
    google.judges_after(0);
    let second = receipt(&ingest(&google, &bearer, &body(&json!([event("a"), event("c")]))));
    let judged = status(&google, &bearer, &second);
    assert_eq!(judged["requestStatus"], "PARTIAL_SUCCESS");
    let duplicate =
        |count: &str| json!([{ "reason": "PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID", "recordCount": count }]);
    assert_eq!(judged["errorInfo"]["errorCounts"], duplicate("1"));
    let third = receipt(&ingest(&google, &bearer, &body(&json!([event("a"), event("b")]))));
    let judged = status(&google, &bearer, &third);
    assert_eq!((&judged["requestStatus"], &judged["errorInfo"]["errorCounts"]), (&json!("FAILED"), &duplicate("2")));
    // Another action knows nothing of it.
    let other = with(&body(&json!([event("a")])), "/destinations/0/productDestinationId", json!(ACTIONS[1]));
    ingest(&google, &bearer, &other);
    let ids: Vec<String> = google.counted().iter().map(|one| format!("{}/{}", one.name, one.id)).collect();
    assert_eq!(ids, ["500001/a", "500001/b", "500001/c", "500002/a"]);
    assert_eq!(
        ingest(&google, &bearer, &with(&body(&json!([event("t")])), "/validateOnly", json!(true))).json(),
        json!({})
    );
    assert_eq!((google.counted().len(), google.tested().len()), (4, 1));
    assert_eq!(google.faults(), Vec::<String>::new());
    assert_eq!(status(&google, &bearer, "other")["error"]["details"][0]["reason"], "INVALID_REQUEST_ID");
    assert_eq!(google.faults().len(), 1);
}

#[test]
fn one_bad_event_turns_all_away_at_once() {
    let (google, bearer) = start();
    let mut faults = Faults::of(&google);
    let many: Vec<Value> = (0..11).map(|_| json!({ "emailAddress": sha256(BUDI_GOOGLE) })).collect();
    for (place, other, reason) in [
        ("/eventTimestamp", Value::Null, "REQUIRED_FIELD_MISSING"),
        ("/eventTimestamp", json!("2026-11-26 11:59:00"), "INVALID_FORMAT"),
        ("/eventTimestamp", json!("2026-11-26T13:00:00Z"), "INVALID_ARGUMENT"),
        ("/eventSource", json!("CRM"), "INVALID_ARGUMENT"),
        ("/destinationReferences", json!(["other"]), "INVALID_DESTINATION"),
        ("/currency", Value::Null, "INVALID_ARGUMENT"),
        ("/conversionValue", json!("250000"), "INVALID_ARGUMENT"),
        ("/adIdentifiers/gclid", json!(""), "INVALID_ARGUMENT"),
        ("/adIdentifiers/landingPageDeviceInfo/ipAddress", json!("x"), "INVALID_ARGUMENT"),
        ("/userData/userIdentifiers/0/emailAddress", json!(BUDI_EMAIL), "INVALID_SHA256_FORMAT"),
        ("/userData/userIdentifiers/0/emailAddress", json!(sha256(BUDI_EMAIL)), "INVALID_SHA256_FORMAT"),
        ("/userData/userIdentifiers/1/phoneNumber", json!(sha256(BUDI_DIGITS)), "INVALID_SHA256_FORMAT"),
        ("/userData/userIdentifiers", json!(many), "TOO_MANY_USER_IDENTIFIERS"),
        ("/consent/adUserData", json!("GRANTED"), "INVALID_ARGUMENT"),
        ("/orderId", json!("x"), "INVALID_ARGUMENT"),
    ] {
        let reply = ingest(&google, &bearer, &body(&json!([event("b"), with(&event("a"), place, other.clone())])));
        let error = reply.json()["error"].clone();
        assert_eq!((reply.status, error["status"].as_str()), (400, Some("INVALID_ARGUMENT")), "{place} {other}");
        assert_eq!(error["details"][0]["reason"], reason, "{place} {other}");
        let field = error["details"][1]["fieldViolations"][0]["field"].as_str().unwrap().to_owned();
        assert!(field.starts_with("events[1]"), "{field}");
        assert!(!faults.new_ones().is_empty());
    }
    let nobody = with(&with(&event("a"), "/userData", Value::Null), "/adIdentifiers", Value::Null);
    let reply = ingest(&google, &bearer, &body(&json!([nobody])));
    assert_eq!(reply.json()["error"]["details"][0]["reason"], "NO_IDENTIFIERS_PROVIDED");
    assert!(google.counted().is_empty());
    faults.new_ones();
    ingest(&google, &bearer, &body(&json!([with(&event("a"), "/transactionId", Value::Null)])));
    faults.are_at("(the platform ignores it)");
}

#[test]
fn the_request_itself_is_looked_at() {
    let (google, bearer) = start();
    let mut faults = Faults::of(&google);
    let good = body(&json!([event("a")]));
    let account = |id: &str| json!({ "accountType": "GOOGLE_ADS", "accountId": id });
    for (place, other, reason) in [
        ("/destinations", json!([]), "REQUIRED_FIELD_MISSING"),
        ("/destinations/0/operatingAccount", account("999"), "INVALID_DESTINATION"),
        ("/destinations/0/operatingAccount", account("123-456-7890"), "INVALID_DESTINATION"),
        ("/destinations/0/loginAccount", account("999"), "INVALID_DESTINATION"),
        ("/destinations/0/productDestinationId", json!("AW-1"), "INVALID_CONVERSION_ACTION_ID"),
        ("/encoding", json!("hex"), "INVALID_ARGUMENT"),
        ("/validateOnly", json!("yes"), "INVALID_ARGUMENT"),
        ("/test", json!(true), "INVALID_ARGUMENT"),
        ("/events", json!([]), "REQUIRED_FIELD_MISSING"),
        ("/events", json!((0..2_001).map(|n| event(&n.to_string())).collect::<Vec<_>>()), "TOO_MANY_EVENTS"),
    ] {
        let reply = ingest(&google, &bearer, &with(&good, place, other));
        assert_eq!(reply.json()["error"]["details"][0]["reason"], reason, "{place}");
        assert!(!faults.new_ones().is_empty());
    }
    assert_eq!(ingest(&google, "Bearer x", &good).status, 401);
    assert_eq!(post(&google, "/v1/events:upload", &[("authorization", &bearer)], &good).status, 404);
    let lists = "/v1/accountTypes/GOOGLE_ADS/accounts/999/userLists";
    assert_eq!(send(&google, "GET", lists, &[("authorization", &bearer)], b"").unwrap().status, 403);
    assert_eq!(faults.new_ones().len(), 3);
}

#[test]
fn the_test_says_what_is_refused_now_and_what_later() {
    let (google, bearer) = start();
    google.judges_after(0);
    google.next(Behave::refuse(|event| event["transactionId"] == "bad"));
    let reply = ingest(&google, &bearer, &body(&json!([event("good"), event("bad")])));
    assert_eq!((reply.status, &reply.json()["error"]["details"][0]["reason"]), (400, &json!("INVALID_EVENT")));
    let later = Refuse::new(|event| event["transactionId"] == "bad").with_code("PROCESSING_ERROR_REASON_INVALID_GCLID");
    google.next(Behave::RefuseLater(later));
    let receipt = receipt(&ingest(&google, &bearer, &body(&json!([event("good"), event("bad")]))));
    google.next_at(Door::Status, Behave::Status(503, None));
    assert_eq!(status(&google, &bearer, &receipt)["error"]["status"], "UNAVAILABLE");
    let judged = status(&google, &bearer, &receipt);
    assert_eq!(judged["errorInfo"]["errorCounts"][0]["reason"], "PROCESSING_ERROR_REASON_INVALID_GCLID");
    assert_eq!((google.counted().len(), google.faults().len()), (1, 0));
    // What Google finds only afterwards is a fault of the sender.
    let old = with(&event("old"), "/eventTimestamp", json!("2026-08-01T00:00:00Z"));
    let denied = with(&event("denied"), "/consent/adUserData", json!("CONSENT_DENIED"));
    let receipt =
        ingest(&google, &bearer, &body(&json!([old, denied]))).json()["requestId"].as_str().unwrap().to_owned();
    let judged = status(&google, &bearer, &receipt);
    assert_eq!(judged["requestStatus"], "FAILED");
    assert_eq!(google.faults().len(), 2);
    google.next(Behave::TokenExpired);
    assert_eq!(ingest(&google, &bearer, &body(&json!([event("c")]))).status, 401);
    assert_eq!(ingest(&google, &bearer, &body(&json!([event("c")]))).status, 401, "it is over for good");
    let bearer = format!("Bearer {}", token(&google));
    assert_eq!(ingest(&google, &bearer, &body(&json!([event("c")]))).status, 200);
}
