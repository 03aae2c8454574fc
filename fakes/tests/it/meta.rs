//! Meta: each rule with a good request and a bad one.

use crate::client::*;
use giliran_fakes::meta::{APP_SECRET, DATASET, MESSAGING_DATASET, PAGE, TOKEN, WABA};
use giliran_fakes::{Behave, Meta};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

const BEARER: (&str, &str) = ("authorization", "Bearer EAAfakeMetaSystemUserToken0123456789");
const AT: i64 = NOW / SECOND;

fn start() -> Meta {
    let meta = Meta::start();
    meta.now_is(Some(NOW));
    meta.knows(&budi());
    meta
}

fn event(id: &str) -> Value {
    json!({ "event_name": "Lead", "event_time": AT - 60, "event_id": id, "action_source": "website",
        "event_source_url": "https://go.example/wa/x", "referrer_url": "https://l.facebook.com/",
        "user_data": { "em": [sha256(BUDI_EMAIL)], "ph": [sha256(BUDI_DIGITS)], "fn": sha256("budi"),
            "country": [sha256("id")], "external_id": [sha256("k7qm2")], "client_ip_address": "2001:db8::1",
            "client_user_agent": "Mozilla/5.0", "fbc": format!("fb.1.{}.IwAR0_x-Y", AT * 1000 - 9_000),
            "fbp": format!("fb.1.{}.1098115397", AT * 1000 - 9_000) },
        "custom_data": { "currency": "IDR", "value": 250_000 }, "data_processing_options": [] })
}

fn messaging(id: &str) -> Value {
    json!({ "event_name": "LeadSubmitted", "event_time": AT, "event_id": id, "action_source": "business_messaging",
        "messaging_channel": "whatsapp", "user_data": { "whatsapp_business_account_id": WABA, "ctwa_clid": "ARAk_x" } })
}

fn events(meta: &Meta, dataset: &str, data: &Value) -> Reply {
    post(meta, &format!("/v26.0/{dataset}/events"), &[BEARER], &json!({ "data": data }))
}

#[test]
fn good_events_are_counted_once() {
    let meta = start();
    let reply = events(&meta, DATASET, &json!([event("a"), event("b")]));
    assert_eq!((reply.status, reply.json()["events_received"].as_i64()), (200, Some(2)));
    // The same id under another name is another event; the same within two days is not, and later it is.
    let again = events(&meta, DATASET, &json!([event("a"), with(&event("a"), "/event_name", json!("Contact"))]));
    assert_eq!(again.json()["events_received"], 2);
    let ids = || meta.counted().iter().map(|one| format!("{}/{}", one.name, one.id)).collect::<Vec<_>>();
    assert_eq!(ids(), ["Lead/a", "Lead/b", "Contact/a"]);
    assert_eq!(meta.duplicates().len(), 1);
    meta.now_is(Some(NOW + 2 * DAY + 1));
    events(&meta, DATASET, &json!([event("a")]));
    assert_eq!(meta.counted().len(), 4);
    let reply = events(&meta, MESSAGING_DATASET, &json!([messaging("c")]));
    assert_eq!(reply.status, 200);
    let test = json!({ "data": [event("t")], "test_event_code": "TEST1" });
    assert_eq!(post(&meta, &format!("/v26.0/{DATASET}/events"), &[BEARER], &test).status, 200);
    assert_eq!((meta.counted().len(), meta.tested().len()), (5, 1));
    assert_eq!(meta.faults(), Vec::<String>::new());
    assert_eq!(meta.requests().len(), 5);
}

#[test]
fn what_is_wrong_with_an_event_turns_the_whole_batch_away() {
    let meta = start();
    let mut faults = Faults::of(&meta);
    let hash = sha256("somebody@else.example");
    for (place, other, subcode) in [
        ("/event_name", json!(""), None),
        ("/event_time", json!(AT * 1000), Some(2_804_003)),
        ("/event_time", json!(AT - 7 * 86_400 - 1), Some(2_804_003)),
        ("/event_time", json!(AT + 3_600), Some(2_804_003)),
        ("/event_time", json!("2026-11-26"), None),
        ("/action_source", json!("web"), None),
        ("/action_source", Value::Null, None),
        ("/event_source_url", Value::Null, None),
        ("/event_source_url", json!("go.example"), None),
        ("/user_data", json!({}), None),
        ("/user_data/client_user_agent", Value::Null, None),
        ("/user_data/client_ip_address", json!("somewhere"), None),
        ("/user_data/em", json!([BUDI_GOOGLE]), None),
        ("/user_data/em", json!([sha256(BUDI_GOOGLE)]), None),
        ("/user_data/em", json!([hash]), None),
        ("/user_data/em", json!([sha256(BUDI_EMAIL).to_uppercase()]), None),
        ("/user_data/ph", json!([sha256(BUDI_E164)]), None),
        ("/user_data/ph", json!([&sha256(BUDI_DIGITS)[1..]]), None),
        ("/user_data/fn", json!(sha256("Budi")), None),
        ("/user_data/country", json!([sha256("indonesia")]), None),
        ("/user_data/fbc", json!("IwAR0_x-Y"), None),
        ("/user_data/fbc", json!(format!("fb.1.{AT}.IwAR0_x-Y")), None),
        ("/user_data/fbc", json!(sha256("fb")), None),
        ("/user_data/fbp", json!(format!("fb.1.{}.x", AT * 1000)), None),
        ("/custom_data/currency", json!("Rp"), None),
        ("/custom_data/value", json!("250000"), None),
        ("/custom_data/value", json!(-1), None),
        ("/data_processing_options", json!(["LDU"]), None),
    ] {
        let bad = with(&event("a"), place, other.clone());
        let reply = events(&meta, DATASET, &json!([event("b"), bad]));
        let error = &reply.json()["error"];
        assert_eq!((reply.status, error["code"].as_i64()), (400, Some(100)), "{place} {other}");
        assert_eq!(error["error_subcode"].as_i64(), subcode, "{place} {other}");
        let name = place.rsplit('/').next().unwrap();
        let new = faults.new_ones();
        assert!(
            new.iter().all(|fault| fault.starts_with("data[1].")) && new.iter().any(|fault| fault.contains(name)),
            "{new:?}"
        );
    }
    assert!(meta.counted().is_empty());
    let purchase = with(&with(&event("p"), "/event_name", json!("Purchase")), "/custom_data", Value::Null);
    assert_eq!(events(&meta, DATASET, &json!([purchase])).status, 400);
    let too_many: Vec<Value> = (0..1_001).map(|n| event(&n.to_string())).collect();
    assert_eq!(events(&meta, DATASET, &json!(too_many)).status, 400);
    assert_eq!(events(&meta, DATASET, &json!([])).status, 400);
    assert_eq!(events(&meta, DATASET, &json!(too_many[..1_000])).status, 200);
    let shop = with(&event("shop"), "/action_source", json!("physical_store"));
    assert_eq!(events(&meta, DATASET, &json!([with(&shop, "/event_time", json!(AT - 61 * 86_400))])).status, 200);
}

#[test]
fn what_it_would_ignore_is_a_fault_all_the_same() {
    let meta = start();
    let mut faults = Faults::of(&meta);
    for (place, other) in [
        ("/event_id", Value::Null),
        ("/eventid", json!("x")),
        ("/user_data/email", json!("x")),
        ("/user_data/client_user_agent", json!(sha256("Mozilla/5.0"))),
        ("/user_data/external_id", json!(["k7qm2"])),
        ("/custom_data/currency", Value::Null),
        ("/custom_data/event_source", json!("crm")),
    ] {
        assert_eq!(events(&meta, DATASET, &json!([with(&event("a"), place, other)])).status, 200, "{place}");
        let new = faults.new_ones();
        assert!(new.len() == 1 && new[0].ends_with("(the platform ignores it)"), "{place}: {new:?}");
    }
    events(
        &meta,
        DATASET,
        &json!([with(&event("a"), "/referrer_url", json!(format!("https://x.example/{BUDI_DIGITS}")))]),
    );
    faults.are_at("personal data in the clear");
}

#[test]
fn messaging_has_names_and_identifiers_of_its_own() {
    let meta = start();
    let mut faults = Faults::of(&meta);
    for (place, other, subcode) in [
        ("/event_name", json!("Lead"), Some(2_804_066)),
        ("/event_name", json!("MyOwn"), Some(2_804_066)),
        ("/user_data/ctwa_clid", Value::Null, Some(2_804_087)),
        ("/user_data/ctwa_clid", json!(sha256("x")), Some(2_804_087)),
        ("/user_data/whatsapp_business_account_id", Value::Null, None),
        ("/user_data/whatsapp_business_account_id", json!("1"), None),
        ("/messaging_channel", Value::Null, None),
    ] {
        let reply = events(&meta, MESSAGING_DATASET, &json!([with(&messaging("a"), place, other.clone())]));
        assert_eq!(reply.json()["error"]["error_subcode"].as_i64(), subcode, "{place} {other}");
        assert_eq!(reply.status, 400);
        faults.are_at(place.rsplit('/').next().unwrap());
    }
    assert_eq!(events(&meta, DATASET, &json!([messaging("a")])).status, 400);
    let page = with(&messaging("b"), "/user_data", json!({ "page_id": PAGE, "ctwa_clid": "ARAk_x" }));
    assert_eq!(events(&meta, MESSAGING_DATASET, &json!([page])).status, 200);
}

#[test]
fn nobody_gets_in_without_a_token_a_dataset_and_a_version() {
    let meta = start();
    let code = |target: &str, headers: &[(&str, &str)]| {
        let reply = post(&meta, target, headers, &json!({ "data": [event("a")] }));
        let error = &reply.json()["error"];
        (reply.status, error["code"].as_i64().unwrap_or(0), error["error_subcode"].as_i64().unwrap_or(0))
    };
    let path = format!("/v26.0/{DATASET}/events");
    assert_eq!(code(&path, &[]), (401, 190, 0));
    assert_eq!(code(&path, &[("authorization", "Bearer other")]), (401, 190, 0));
    assert_eq!(code("/v26.0/123/events", &[BEARER]), (400, 100, 33));
    assert_eq!(code(&format!("/v20.0/{DATASET}/events"), &[BEARER]), (400, 2635, 0));
    assert_eq!(code(&format!("/{DATASET}/events"), &[BEARER]).1, 2635);
    assert_eq!(code(&format!("{path}/more"), &[BEARER]).0, 404);
    assert_eq!(code(&format!("{path}?access_token={TOKEN}"), &[]).0, 200);
    assert_eq!(send(&meta, "PUT", &path, &[BEARER], b"").unwrap().status, 400);
    assert_eq!(meta.faults().len(), 7);
    let reply = send(&meta, "GET", &format!("/v26.0/{DATASET}?fields=id,name"), &[BEARER], b"").unwrap();
    assert_eq!(reply.json()["id"], DATASET);
}

#[test]
fn the_proof_of_the_secret_is_made_anew() {
    let meta = start();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap();
    mac.update(TOKEN.as_bytes());
    let proof: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let status = |query: &str| {
        let target = format!("/v26.0/{DATASET}/events{query}");
        post(&meta, &target, &[BEARER], &json!({ "data": [event("a")] })).status
    };
    assert_eq!(status(""), 200);
    assert_eq!(status("?appsecret_proof=00"), 400);
    meta.asks_for_proof();
    assert_eq!(status(""), 400);
    assert_eq!(status(&format!("?appsecret_proof={proof}")), 200);
    assert_eq!(meta.faults().len(), 2);
}

#[test]
fn a_refusal_may_name_the_bad() {
    let meta = start();
    let refuse = || Behave::refuse(|event| event["event_id"] == "bad");
    meta.next(refuse());
    let reply = events(&meta, DATASET, &json!([event("good"), event("bad")]));
    assert_eq!((reply.status, reply.json()["error"]["error_data"].is_null()), (400, true));
    meta.names_the_bad();
    meta.next(refuse());
    let reply = events(&meta, DATASET, &json!([event("good"), event("bad")]));
    assert_eq!(reply.json()["error"]["error_data"]["blame_field_specs"], json!([["data", 1]]));
    meta.next(refuse());
    assert_eq!(events(&meta, DATASET, &json!([event("good")])).status, 200);
    assert_eq!((meta.counted().len(), meta.faults().len()), (1, 0));
}
