//! The main job, on the real binary and both stores: a link is made, tapped, answered, remembered; the same visitor
//! keeps the same person; nothing is lost by a restart, an orderly one or a hard one.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, patch, post};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const COOKIE: &str = "giliran_visitor";

fn promo() -> Value {
    json!({
        "slug": "promo", "name": "Promo", "message": "Hi {{name}}, I want the promo {{code}}",
        "pool": {"method": "weighted", "members": [
            {"name": "Sari", "number": "+6281234567890", "weight": 80, "active": true},
            {"name": "Budi", "number": "0812-3456-7891", "weight": 20, "active": true},
        ]},
        "fallback": {"url": "https://example.com/contact"},
    })
}

fn make(running: &Running, token: &str, link: &Value) -> Value {
    let made = running.send(post("/api/v1/links").bearer(token).json(link));
    assert_eq!(made.status, 201, "{made:?}");
    made.json()
}

fn tap(running: &Running, target: &str) -> Answer {
    running.send(get(target).phone())
}

fn tap_again(running: &Running, target: &str, cookie: &str) -> Answer {
    running.send(get(target).phone().header("Cookie", cookie))
}

/// The digits of `https://wa.me/{digits}?text=…`.
fn number(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{answer:?}");
    let rest = answer.location().strip_prefix("https://wa.me/").unwrap_or_else(|| panic!("{answer:?}"));
    rest.split('?').next().unwrap().to_owned()
}

fn leads(running: &Running, token: &str, at_least: usize) -> Vec<Value> {
    running.until(&format!("{at_least} leads are there"), |running| {
        let page = running.send(get("/api/v1/leads?limit=200").bearer(token));
        assert_eq!(page.status, 200, "{page:?}");
        let items = page.json()["items"].as_array().unwrap().clone();
        (items.len() >= at_least).then_some(items)
    })
}

#[test]
fn a_tap_reaches_a_person_makes_a_lead_and_stays_with_that_person() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        let made = make(&running, &token, &promo());
        assert!(made["url"].as_str().unwrap().ends_with("/wa/promo"), "{made}");
        assert_eq!(made["pool"]["members"][1]["number"], "+6281234567891", "{made}");

        let first = tap(&running, "/wa/promo?utm_source=ig&utm_campaign=payday&fbclid=abc123");
        let reached = number(&first);
        assert!(first.location().contains("?text=Hi%20"), "{first:?}");
        assert_eq!(first.header("cache-control"), Some("no-store"));
        let cookie = first.cookie(COOKIE).expect("a visitor is remembered");

        let lead = leads(&running, &token, 1).remove(0);
        let code = lead["visitor_code"].as_str().unwrap();
        assert!(first.location().contains(&format!("%5BK-{code}%5D")), "{code} in {}", first.location());
        assert_eq!(lead["status"], "new");
        assert_eq!(lead["first_touch"]["utm"]["campaign"], "payday", "{lead}");
        assert_eq!(lead["first_touch"]["click_ids"]["fbclid"], "abc123", "{lead}");

        for _ in 0..5 {
            assert_eq!(number(&tap_again(&running, "/wa/promo", &cookie)), reached, "{engine:?}: the same person");
        }
        let (status, _) = running.stop();
        assert_eq!(status.code(), Some(0));

        let running = house.serve();
        assert_eq!(number(&tap_again(&running, "/wa/promo", &cookie)), reached, "{engine:?}: after the restart too");
        let kept = leads(&running, &token, 1);
        assert_eq!(kept.len(), 1, "{engine:?}: still one lead");
        assert_eq!(kept[0]["id"], lead["id"]);
        running.stop();
    }
}

#[test]
fn ten_visitors_are_shared_out_eight_to_two() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        make(&running, &token, &promo());
        let mut counts = BTreeMap::new();
        for _ in 0..5 {
            *counts.entry(number(&tap(&running, "/wa/promo"))).or_insert(0) += 1;
        }
        // Turns go on where they stood.
        running.stop();
        let running = house.serve();
        for _ in 0..5 {
            *counts.entry(number(&tap(&running, "/wa/promo"))).or_insert(0) += 1;
        }
        assert_eq!(counts, BTreeMap::from([("6281234567890".into(), 8), ("6281234567891".into(), 2)]), "{engine:?}");
        running.stop();
    }
}

#[test]
fn what_was_answered_survives_a_kill() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        make(&running, &token, &promo());
        let cookies: Vec<String> = (0..20).map(|_| tap(&running, "/wa/promo").cookie(COOKIE).unwrap()).collect();
        running.kill();

        let running = house.serve();
        let known = leads(&running, &token, cookies.len());
        assert_eq!(known.len(), cookies.len(), "{engine:?}: each once");
        running.stop();
    }
}

#[test]
fn a_switch_diverts_from_the_next_tap_on_and_nobody_left_means_the_fallback() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    let made = make(&running, &token, &promo());
    let switch = |index: usize, active: bool| {
        let (link, member) = (made["id"].as_str().unwrap(), made["pool"]["members"][index]["id"].as_str().unwrap());
        let answer = running.send(
            patch(&format!("/api/v1/links/{link}/members/{member}")).bearer(&token).json(&json!({"active": active})),
        );
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    switch(0, false);
    for _ in 0..3 {
        assert_eq!(number(&tap(&running, "/wa/promo")), "6281234567891");
    }
    switch(1, false);
    let fallen = tap(&running, "/wa/promo");
    assert_eq!((fallen.status, fallen.location()), (302, "https://example.com/contact"));
    running.stop();
}

#[test]
fn machines_take_no_turn_and_make_no_lead() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    make(&running, &token, &promo());
    let preview = running.send(get("/wa/promo").header("User-Agent", "WhatsApp/2.24.20.89 A"));
    assert_eq!(preview.status, 200);
    assert!(!preview.body.contains("6281234"), "a preview shows nobody's number");
    assert!(preview.cookie(COOKIE).is_none());
    let prefetch = running.send(get("/wa/promo").phone().header("Sec-Purpose", "prefetch"));
    assert_eq!((prefetch.status, prefetch.header("cache-control")), (503, Some("no-store")));
    let person = tap(&running, "/wa/promo");
    assert_eq!(number(&person), "6281234567890", "the first turn is still the first member's");
    assert_eq!(leads(&running, &token, 1).len(), 1);
    running.stop();
}

#[test]
fn bad_addresses_get_a_page_and_never_a_fault() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    make(&running, &token, &promo());
    let long = format!("/wa/promo?utm_source={}", "a".repeat(16 * 1024));
    let cases: [(&[u8], u16); 12] = [
        (b"/wa/PROMO", 302),
        (b"/wa/promo/", 302),
        (b"/wa/promo?utm_source=%0A&utm_source=%00&k_x=%FF%FE", 302),
        (b"/wa/promo?utm_source=a%26phone%3D62899%23%3Cimg%20onerror%3Dx%3E", 302),
        (b"/wa/promo?utm_campaign={{code}}&k_a=[k:b]", 302),
        (b"/wa/promo?fbclid=a&fbclid=b&fbclid=c", 302),
        (long.as_bytes(), 302),
        (b"/wa/nobody", 404),
        (b"/wa/", 404),
        (b"/wa/pro%2Fmo", 404),
        (b"/wa/%00", 404),
        (b"/wa/%ff%fe", 404),
    ];
    for (target, status) in cases {
        let answer = Request::new("GET", target).phone().send(running.address);
        let shown = String::from_utf8_lossy(&target[..target.len().min(60)]).into_owned();
        assert_eq!(answer.status, status, "{shown}: {answer:?}");
        if status == 302 {
            assert!(number(&answer).starts_with("62812"), "{shown}");
            assert!(answer.location().len() <= 2_000, "{shown}");
        }
    }
    for cookie in ["giliran_visitor=", "giliran_visitor=1.AAAAAAA.x.y", "giliran_visitor=%00%ff", &"a=b;".repeat(2_000)]
    {
        assert_eq!(tap_again(&running, "/wa/promo", cookie).status, 302, "{}", &cookie[..cookie.len().min(40)]);
    }
    running.stop();
}

#[test]
fn faults_of_a_link_are_named_by_their_fields_all_at_once() {
    let house = House::new(store::Engine::Sqlite);
    let token = house.token();
    let running = house.serve();
    let wrong = json!({
        "slug": "a b", "pool": {"members": [{"name": "Sari", "number": "12", "weight": -1}, {"name": "", "number": "+6281234567890"}]},
        "fallback": {"url": "javascript:alert(1)"},
    });
    let answer = running.send(post("/api/v1/links").bearer(&token).json(&wrong));
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body = answer.json();
    let fields: Vec<&str> = body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    for field in ["slug", "pool.members[0].number", "pool.members[0].weight", "pool.members[1].name", "fallback.url"] {
        assert!(fields.contains(&field), "{field} is not in {fields:?}");
    }
    for body in ["{", "[]", "null", "\"text\"", "{\"slug\":1}"] {
        let answer = running.send(post("/api/v1/links").bearer(&token).body("application/json", body));
        assert!((400..500).contains(&answer.status), "{body}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{body}");
    }
    running.stop();
}

#[test]
fn what_is_known_can_be_carried_away_beside_the_running_server() {
    for engine in ENGINES {
        let house = House::new(engine);
        let token = house.token();
        let running = house.serve();
        make(&running, &token, &promo());
        for _ in 0..3 {
            tap(&running, "/wa/promo?utm_source=%3DHYPERLINK(1)&utm_campaign=payday");
        }
        leads(&running, &token, 3);
        for (kind, rows) in [("leads", 3), ("visits", 3), ("links", 1)] {
            let csv = house.run(&["export", kind], "");
            assert!(csv.status.success(), "{engine:?} {kind}: {csv:?}");
            let csv = String::from_utf8(csv.stdout).unwrap();
            assert_eq!(csv.trim_end().lines().count(), rows + 1, "{engine:?} {kind}: {csv}");
            assert!(!csv.contains(",=HYPERLINK"), "no cell is a formula: {csv}");
            let lines = house.run(&["export", kind, "--format", "jsonl"], "");
            let lines = String::from_utf8(lines.stdout).unwrap();
            let parsed: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(parsed.len(), rows, "{engine:?} {kind}");
            assert!(parsed.iter().all(|row| row["id"].is_string()), "{engine:?} {kind}");
        }
        running.stop();
    }
}
