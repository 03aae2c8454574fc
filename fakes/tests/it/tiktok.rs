//! TikTok: each rule with a good request and a bad one.

use crate::client::*;
use giliran_fakes::tiktok::{PIXEL, TOKEN};
use giliran_fakes::{Behave, Tiktok};
use serde_json::{Value, json};

const PATH: &str = "/open_api/v1.3/event/track/";
const AT: i64 = NOW / SECOND;

fn start() -> Tiktok {
    let tiktok = Tiktok::start();
    tiktok.now_is(Some(NOW));
    tiktok.knows(&budi());
    tiktok
}

fn event(id: &str) -> Value {
    json!({ "event": "Lead", "event_time": AT - 60, "event_id": id, "limited_data_use": false,
        "user": { "email": [sha256(BUDI_EMAIL)], "phone": sha256(BUDI_E164), "external_id": [sha256("k7qm2")],
            "ttclid": "E.C.P.x", "ip": "203.0.113.5", "user_agent": "Mozilla/5.0", "city": "jakarta", "country": "id" },
        "page": { "url": "https://go.example/wa/x", "referrer": "https://www.tiktok.com/" },
        "properties": { "currency": "IDR", "value": 250_000 } })
}

fn body(data: &Value) -> Value {
    json!({ "event_source": "web", "event_source_id": PIXEL, "data": data })
}

fn code(tiktok: &Tiktok, body: &Value) -> i64 {
    let reply = post(tiktok, PATH, &[("access-token", TOKEN)], body);
    assert_eq!(reply.status, 200);
    reply.json()["code"].as_i64().unwrap()
}

#[test]
fn good_events_are_counted_once() {
    let tiktok = start();
    assert_eq!(code(&tiktok, &body(&json!([event("a"), event("b")]))), 0);
    assert_eq!(code(&tiktok, &body(&json!([event("a"), event("c")]))), 0);
    let ids: Vec<String> = tiktok.counted().into_iter().map(|one| one.id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(code(&tiktok, &body(&json!([event("a")]))), 0);
    tiktok.says_duplicate();
    assert_eq!(code(&tiktok, &body(&json!([event("a")]))), 40_050);
    assert_eq!(code(&tiktok, &body(&json!([event("a"), event("d")]))), 0);
    assert_eq!(code(&tiktok, &with(&body(&json!([event("t")])), "/test_event_code", json!("TEST1"))), 0);
    assert_eq!((tiktok.counted().len(), tiktok.tested().len()), (4, 1));
    assert_eq!(tiktok.faults(), Vec::<String>::new());
}

#[test]
fn the_code_says_what_is_wrong_and_the_status_does_not() {
    let tiktok = start();
    let mut faults = Faults::of(&tiktok);
    for (place, other, expected) in [
        ("/event", Value::Null, 40_002),
        ("/event_time", json!(AT * 1000), 40_002),
        ("/event_time", json!(AT - 7 * 86_400 - 1), 40_002),
        ("/event_time", json!("now"), 40_002),
        ("/user", json!({}), 40_002),
        ("/user/email", json!([BUDI_GOOGLE]), 40_062),
        ("/user/phone", json!("+62 812"), 40_062),
        ("/user/phone", json!([sha256(BUDI_DIGITS)]), 40_002),
        ("/user/email", json!([sha256("x")]), 40_002),
        ("/user/external_id", json!(["k7qm2"]), 40_062),
        ("/user/ip", json!("x"), 40_002),
        ("/page/url", Value::Null, 40_002),
        ("/page/referrer", json!("tiktok"), 40_002),
        ("/properties/currency", Value::Null, 40_002),
        ("/properties/value", json!("250000"), 40_002),
        ("/limited_data_use", json!("no"), 40_002),
    ] {
        let data = json!([event("b"), with(&event("a"), place, other.clone())]);
        let reply = post(&tiktok, PATH, &[("access-token", TOKEN)], &body(&data)).json();
        assert_eq!(reply["code"], expected, "{place} {other}");
        assert!(reply["message"].as_str().unwrap().starts_with("Batch.1."), "{reply}");
        faults.are_at(&format!("Batch.1.{}", place[1..].replace('/', ".")));
    }
    for (place, other) in [
        ("/event_id", Value::Null),
        ("/user/city", json!("Jakarta Pusat")),
        ("/user/mail", json!("x")),
        ("/user/ttclid", json!(sha256("x"))),
        ("/colour", json!("red")),
    ] {
        assert_eq!(code(&tiktok, &body(&json!([with(&event("i"), place, other)]))), 0);
        faults.are_at("(the platform ignores it)");
    }
    let purchase = with(&with(&event("p"), "/event", json!("Purchase")), "/properties", Value::Null);
    assert_eq!(code(&tiktok, &body(&json!([purchase]))), 40_002);
    let many: Vec<Value> = (0..1_001).map(|n| event(&n.to_string())).collect();
    assert_eq!(code(&tiktok, &body(&json!(many))), 40_061);
    assert_eq!(code(&tiktok, &body(&json!(many[..1_000]))), 0);
    assert_eq!(code(&tiktok, &body(&json!([]))), 40_002);
    assert_eq!(code(&tiktok, &with(&body(&json!([event("s")])), "/event_source", json!("site"))), 40_002);
    assert_eq!(code(&tiktok, &with(&body(&json!([event("s")])), "/event_source", json!("crm"))), 40_002);
    assert_eq!(code(&tiktok, &with(&body(&json!([event("s")])), "/event_source_id", json!("OTHER"))), 40_001);
}

#[test]
fn nobody_gets_in_without_a_token() {
    let tiktok = start();
    let code = |target: &str, headers: &[(&str, &str)]| {
        post(&tiktok, target, headers, &body(&json!([event("a")]))).json()["code"].as_i64().unwrap()
    };
    assert_eq!(code(PATH, &[]), 40_104);
    assert_eq!(code(PATH, &[("access-token", "other")]), 40_105);
    assert_eq!(code(PATH, &[("authorization", "Bearer x")]), 40_104);
    assert_eq!(code("/open_api/v1.3/event/track", &[("access-token", TOKEN)]), 40_000);
    assert_eq!(code(PATH, &[("access-token", TOKEN)]), 0);
    assert_eq!(tiktok.faults().len(), 4);
}

#[test]
fn a_part_may_be_refused() {
    let tiktok = start();
    tiktok.always(Behave::refuse(|event| event["event_id"] == "bad"));
    let reply = post(&tiktok, PATH, &[("access-token", TOKEN)], &body(&json!([event("good"), event("bad")]))).json();
    assert_eq!(reply["code"], 20_001);
    assert!(reply["message"].as_str().unwrap().contains("Batch.1."), "{reply}");
    assert_eq!(code(&tiktok, &body(&json!([event("bad")]))), 40_002);
    assert_eq!((tiktok.counted().len(), tiktok.faults().len()), (1, 0));
}
