//! What clients send to the API, on the real binary: numbers in every spelling, weights of every kind, pools without
//! anybody, bodies that are none, two editors at once. A refusal names the field; nothing is ever a fault of ours.

use crate::house::{ENGINES, House, Running};
use crate::http::{Answer, Request, get, patch, post};
use crate::shop::{digits, fairly, link, make, projected, visits};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::Engine;

fn started(engine: Engine) -> (House, Running, String) {
    let house = House::new(engine);
    let token = house.token();
    let running = house.serve();
    (house, running, token)
}

fn tap(running: &Running, target: &str) -> Answer {
    fairly(running, get(target).phone())
}

/// The fields that a refusal names, with their codes.
fn faults(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap().to_owned();
    let body = answer.json();
    assert_eq!(body["status"], answer.status);
    for fault in body["errors"].as_array().unwrap() {
        assert!(!text(fault, "message").is_empty(), "{answer:?}");
    }
    body["errors"].as_array().unwrap().iter().map(|fault| (text(fault, "field"), text(fault, "code"))).collect()
}

fn refused(running: &Running, request: Request, status: u16, field: &str) -> Vec<(String, String)> {
    let answer = fairly(running, request);
    assert_eq!(answer.status, status, "{answer:?}");
    let faults = faults(&answer);
    assert!(faults.iter().any(|(named, _)| named == field), "{field} is not in {faults:?}");
    faults
}

fn with_member(slug: &str, member: &Value) -> Value {
    json!({"slug": slug, "pool": {"method": "weighted", "members": [
        {"name": "Sure", "number": "+6281299999999", "weight": 100}, member]}})
}

#[test]
fn a_number_is_read_as_people_write_it_and_refused_by_name_when_it_is_none() {
    let (_house, running, token) = started(Engine::Sqlite);
    let spellings = [
        "081234567890",
        "0812-3456-7890",
        "+62 812-3456-7890",
        "00 62 812 3456 7890",
        "62 812 3456 7890",
        "(0812) 3456.7890",
        "+62 (0)812 3456 7890",
        "  +6281234567890  ",
        "\u{202a}+62 812\u{a0}3456\u{2011}7890\u{202c}",
    ];
    for (nth, number) in spellings.iter().enumerate() {
        let member = json!({"name": "Sari", "number": number});
        let made = make(&running, &token, &with_member(&format!("n{nth}"), &member));
        assert_eq!(made["pool"]["members"][1]["number"], "+6281234567890", "{number:?}");
    }
    let none = [
        "",
        " ",
        "12",
        "0812",
        "+62812",
        "08123456789012345678",
        "+999123456789",
        "call me",
        "0812-3456-789O",
        "+6281234567890;ext=5",
        "+",
        "00",
        "62",
        "'; DROP TABLE links; --",
        "<b>0812</b>",
        "\u{661}\u{662}",
    ];
    for number in none {
        let body = with_member("bad", &json!({"name": "Sari", "number": number}));
        refused(&running, post("/api/v1/links").bearer(&token).json(&body), 422, "pool.members[1].number");
    }
    for number in [json!(81_234_567_890_i64), json!(null), json!(["0812"]), json!({"a": 1}), json!(true)] {
        let body = with_member("bad", &json!({"name": "Sari", "number": number}));
        refused(&running, post("/api/v1/links").bearer(&token).json(&body), 422, "pool.members[1].number");
    }
    let twice = json!({"slug": "twice", "pool": {"members": [
        {"name": "Sari", "number": "0812-3456-7890"}, {"name": "Budi", "number": "+6281234567890"}]}});
    let faults = refused(&running, post("/api/v1/links").bearer(&token).json(&twice), 422, "pool.members[1].number");
    assert_eq!(faults, [("pool.members[1].number".to_owned(), "duplicate_number".to_owned())]);
    assert_eq!(tap(&running, "/wa/twice").status, 404, "what was refused is not there");
    running.stop();
}

#[test]
fn a_weight_is_a_whole_number_within_bounds_and_zero_means_no_turn() {
    let (_house, running, token) = started(Engine::Sqlite);
    let wrong = [
        "-1",
        "-9223372036854775808",
        "1000001",
        "1e18",
        "1e400",
        "99999999999999999999999",
        "1.5",
        "\"80\"",
        "\"\"",
        "true",
        "[]",
        "{}",
    ];
    for weight in wrong {
        let body = format!(
            r#"{{"slug":"w","pool":{{"method":"weighted","members":[{{"name":"Sari","number":"081234567890","weight":{weight}}}]}}}}"#
        );
        let answer = fairly(&running, post("/api/v1/links").bearer(&token).body("application/json", &body));
        // 1e400 is no number that JSON can be read to.
        assert!(matches!((answer.status, weight), (422, _) | (400, "1e400")), "{weight}: {answer:?}");
        if answer.status == 422 {
            let faults = faults(&answer);
            assert_eq!(faults.len(), 1, "{weight}: {faults:?}");
            assert_eq!(faults[0].0, "pool.members[0].weight", "{weight}");
        }
    }
    let pool = |weights: [u32; 2], method: &str| {
        json!({"slug": "weights", "message": "{{name}}", "pool": {"method": method, "members": [
            {"name": "Sari", "number": "081234567890", "weight": weights[0]},
            {"name": "Budi", "number": "081234567891", "weight": weights[1]}]}})
    };
    let nobody = post("/api/v1/links").bearer(&token).json(&pool([0, 0], "weighted"));
    refused(&running, nobody, 422, "pool.members");
    let made = make(&running, &token, &pool([0, 1_000_000], "weighted"));
    for _ in 0..5 {
        assert_eq!(digits(&tap(&running, "/wa/weights")), "6281234567891", "a weight of zero gets no turn");
    }
    // Nor by the side door: the last weight that counts can't be taken away, by either address.
    let at = |index: usize| {
        let (id, member) = (made["id"].as_str().unwrap(), made["pool"]["members"][index]["id"].as_str().unwrap());
        format!("/api/v1/links/{id}/members/{member}")
    };
    let answer = fairly(&running, patch(&at(1)).bearer(&token).json(&json!({"weight": 0})));
    assert_eq!(answer.status, 422, "{answer:?}");
    refused(&running, patch(&at(1)).bearer(&token).json(&json!({"weight": -5})), 422, "weight");
    refused(&running, patch(&at(1)).bearer(&token).json(&json!({"wieght": 5})), 422, "wieght");
    // In plain turns weights do not count.
    let plain = json!({"pool": {"method": "round_robin"}});
    let id = made["id"].as_str().unwrap();
    let answer = fairly(&running, patch(&format!("/api/v1/links/{id}")).bearer(&token).json(&plain));
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut counts = BTreeMap::new();
    for _ in 0..4 {
        *counts.entry(digits(&tap(&running, "/wa/weights")).to_owned()).or_insert(0) += 1;
    }
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [2, 2]);
    running.stop();
}

#[test]
fn a_pool_without_anybody_goes_down_the_fallback_chain_to_its_end() {
    for engine in ENGINES {
        let (_house, running, token) = started(engine);
        let mut empty = link("Hi {{code}}", &[]);
        empty["fallback"] = json!({"url": "https://example.com/contact"});
        let made = make(&running, &token, &empty);
        let id = made["id"].as_str().unwrap();
        let change = |body: Value| {
            let answer = fairly(&running, patch(&format!("/api/v1/links/{id}")).bearer(&token).json(&body));
            assert_eq!(answer.status, 200, "{answer:?}");
            answer.json()
        };
        assert_eq!(tap(&running, "/wa/promo?utm_content=empty").location(), "https://example.com/contact");

        // Somebody is there, and everybody is off.
        let one = json!({"pool": {"members": [{"name": "Sari", "number": "081234567890", "active": false}]}});
        change(one);
        assert_eq!(tap(&running, "/wa/promo?utm_content=off").location(), "https://example.com/contact");

        // The link has no fallback: the workspace's.
        change(json!({"fallback": null}));
        let workspace = json!({"fallback": {"url": "https://example.com/everybody"}});
        let answer = fairly(&running, patch("/api/v1/workspace").bearer(&token).json(&workspace));
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(tap(&running, "/wa/promo?utm_content=workspace").location(), "https://example.com/everybody");

        // Nor has the workspace: the page to leave a number on.
        let workspace = json!({"fallback": null});
        let answer = fairly(&running, patch("/api/v1/workspace").bearer(&token).json(&workspace));
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = tap(&running, "/wa/promo?utm_content=page");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("name=\"phone\"") && page.header("content-type").unwrap().contains("html"));
        let cookie = page.cookie(crate::shop::COOKIE).unwrap();
        let form = post("/wa/promo").phone().header("Cookie", &cookie);
        let sent =
            fairly(&running, form.body("application/x-www-form-urlencoded", "name=Ayu&phone=0812+3456+7899&note="));
        assert_eq!(sent.status, 200, "{sent:?}");

        let known = visits(&running, &token, "kind=human");
        let mut seen: Vec<(&str, String)> =
            known.iter().map(|visit| (visit["utm"]["content"].as_str().unwrap(), visit["steps"].to_string())).collect();
        seen.sort_unstable();
        let names: Vec<&str> = seen.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["empty", "off", "page", "workspace"], "{engine:?}: every visit is there");
        assert!(known.iter().all(|visit| visit["member_id"].is_null() && !visit["lead_id"].is_null()));
        let lead = known.iter().find(|visit| visit["utm"]["content"] == "page").unwrap()["lead_id"].as_str().unwrap();
        projected(&running);
        let lead = running.send(get(&format!("/api/v1/leads/{lead}")).bearer(&token)).json();
        assert_eq!((lead["name"].as_str(), lead["phone"].as_str()), (Some("Ayu"), Some("+6281234567899")), "{lead}");
        assert_eq!(lead["visit_count"], 1, "the form is no second visit: {lead}");
        running.stop();
    }
}

/// Every address that takes a body.
fn doors(link: &str, member: &str, lead: &str) -> Vec<(&'static str, String)> {
    vec![
        ("POST", "/api/v1/links".into()),
        ("PATCH", format!("/api/v1/links/{link}")),
        ("POST", format!("/api/v1/links/{link}/simulate")),
        ("POST", format!("/api/v1/links/{link}/copies")),
        ("PATCH", format!("/api/v1/links/{link}/members/{member}")),
        ("POST", "/api/v1/channels".into()),
        ("POST", "/api/v1/users".into()),
        ("POST", "/api/v1/tokens".into()),
        ("PATCH", "/api/v1/workspace".into()),
        ("PATCH", format!("/api/v1/leads/{lead}")),
        ("POST", format!("/api/v1/leads/{lead}/notes")),
    ]
}

#[test]
fn a_body_that_is_none_is_refused_at_every_door_and_changes_nothing() {
    let (_house, running, token) = started(Engine::Sqlite);
    let made = make(&running, &token, &link("Hi {{code}}", &["081234567890"]));
    tap(&running, "/wa/promo");
    projected(&running);
    let leads = running.send(get("/api/v1/leads").bearer(&token)).json();
    let lead = leads["items"][0]["id"].as_str().unwrap();
    let (id, member) = (made["id"].as_str().unwrap(), made["pool"]["members"][0]["id"].as_str().unwrap());
    let before = running.send(get(&format!("/api/v1/links/{id}")).bearer(&token)).body;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_object = format!("{}1{}", "{\"name\":".repeat(5_000), "}".repeat(5_000));
    let large = format!("{{\"name\":\"{}\"}}", "a".repeat(300_000));
    let many = format!("{{{}\"z\":1}}", (0..2_000).map(|n| format!("\"k{n}\":1,")).collect::<String>());
    let bodies: Vec<(&str, &[u16])> = vec![
        ("", &[400]),
        ("{", &[400]),
        ("{\"name\":\"a\"", &[400]),
        ("{'name':'a'}", &[400]),
        ("{\"name\":\"a\",}", &[400]),
        ("nonsense", &[400]),
        ("\u{feff}{}", &[400]),
        ("{\"name\":\"\u{0}\"}", &[400]),
        ("{\"name\":\"\\ud800\"}", &[400]),
        ("{\"name\":1e999}", &[400]),
        ("[]", &[422]),
        ("null", &[422]),
        ("\"text\"", &[422]),
        ("7", &[422]),
        ("{\"name\":[{}]}", &[422]),
        ("{\"name\":{\"a\":null}}", &[422]),
        ("{\"no_such_field\":1}", &[422]),
        (&deep, &[400]),
        (&deep_object, &[400]),
        (&many, &[422]),
        (&large, &[413]),
    ];
    for (method, path) in doors(id, member, lead) {
        for (body, statuses) in &bodies {
            let shown = &body[..body.floor_char_boundary(40)];
            let request = Request::new(method, path.as_bytes()).bearer(&token).body("application/json", body);
            let answer = fairly(&running, request);
            assert!(statuses.contains(&answer.status), "{method} {path} {shown:?}: {answer:?}");
            faults(&answer);
        }
        let not_json = Request::new(method, path.as_bytes()).bearer(&token).body("text/plain", "{}");
        assert_eq!(fairly(&running, not_json).status, 415, "{method} {path}");
        let unknown = Request::new(method, path.as_bytes()).bearer(&token).json(&json!({"no_such_field": 1}));
        refused(&running, unknown, 422, "no_such_field");
    }
    assert_eq!(running.send(get(&format!("/api/v1/links/{id}")).bearer(&token)).body, before);
    assert_eq!(tap(&running, "/wa/promo").status, 302);
    running.stop();
}

#[test]
fn ids_cursors_and_parameters_that_are_none_are_no_fault_of_ours() {
    for engine in ENGINES {
        let (_house, running, token) = started(engine);
        make(&running, &token, &link("Hi {{code}}", &["081234567890"]));
        tap(&running, "/wa/promo");
        projected(&running);
        for resource in ["links", "leads", "visits", "channels", "users", "tokens"] {
            for id in [
                "0",
                "-1",
                "%00",
                "%ff",
                "99999999999999999999",
                "1e5",
                "00000000-0000-0000-0000-000000000000",
                "..%2f",
                "'",
            ] {
                let answer = fairly(&running, get(&format!("/api/v1/{resource}/{id}")).bearer(&token));
                assert!(matches!(answer.status, 404 | 405), "{resource}/{id}: {answer:?}");
            }
        }
        let questions = [
            "limit=0",
            "limit=-1",
            "limit=201",
            "limit=many",
            "cursor=x",
            "cursor=%00",
            "cursor=%ff",
            "cursor=AAAA",
            "no_such=1",
            "limit=1&limit=2",
        ];
        for list in ["links", "leads", "visits", "channels"] {
            for question in questions {
                let answer = fairly(&running, get(&format!("/api/v1/{list}?{question}")).bearer(&token));
                assert!(
                    matches!(answer.status, 400 | 422) || question == "limit=1&limit=2",
                    "{list}?{question}: {answer:?}"
                );
            }
        }
        for question in [
            "q=%00",
            "q=%ff",
            "q=%27%22%25_%5C",
            "status=%00",
            "utm_campaign=%00%ff",
            "country=%F0%9F%98%80",
            "q=[K-0000000]",
            "source=%27%20OR%201=1--",
            "agent_id=%00",
            "from=yesterday",
        ] {
            let answer = fairly(&running, get(&format!("/api/v1/leads?{question}")).bearer(&token));
            assert!(answer.status < 500, "{question}: {answer:?}");
        }
        for question in
            ["from=x", "by=moon", "from=2026-13-41", "to=99999-01-01", "from=2026-11-02&to=2026-11-01", "link_id=7"]
        {
            let answer = fairly(&running, get(&format!("/api/v1/reports/overview?{question}")).bearer(&token));
            assert!((400..500).contains(&answer.status), "{question}: {answer:?}");
        }
        assert_eq!(tap(&running, "/wa/promo").status, 302, "{engine:?}");
        running.stop();
    }
}

#[test]
fn of_two_editors_the_second_is_told_and_overwrites_nothing() {
    for engine in ENGINES {
        let (_house, running, token) = started(engine);
        let made = make(&running, &token, &link("Hi {{code}}", &["081234567890"]));
        tap(&running, "/wa/promo");
        projected(&running);
        let leads = running.send(get("/api/v1/leads").bearer(&token)).json();
        let lead = leads["items"][0]["id"].as_str().unwrap();
        for path in [
            format!("/api/v1/links/{}", made["id"].as_str().unwrap()),
            format!("/api/v1/leads/{lead}"),
            "/api/v1/workspace".into(),
        ] {
            let seen = running.send(get(&path).bearer(&token));
            let tag = seen.header("etag").unwrap_or_else(|| panic!("{path} has no ETag: {seen:?}")).to_owned();
            // Eight editors at once, each from the same page.
            let results: Vec<Answer> = std::thread::scope(|scope| {
                let editors: Vec<_> = (0..8)
                    .map(|n| {
                        let (address, path, tag, token) = (running.address, &path, &tag, &token);
                        scope.spawn(move || {
                            let body = json!({"name": format!("Editor {n}")});
                            patch(path).bearer(token).header("If-Match", tag).json(&body).send(address)
                        })
                    })
                    .collect();
                editors.into_iter().map(|editor| editor.join().unwrap()).collect()
            });
            let mut statuses: Vec<u16> = results.iter().map(|answer| answer.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412], "{engine:?} {path}");
            let won = results.iter().find(|answer| answer.status == 200).unwrap();
            let now = running.send(get(&path).bearer(&token));
            assert_eq!(now.json()["name"], won.json()["name"], "{path}");
            assert_ne!(now.header("etag"), Some(tag.as_str()));
            assert_eq!(now.header("etag"), won.header("etag"));
            let lost = results.iter().find(|answer| answer.status == 412).unwrap();
            assert_eq!(lost.header("content-type"), Some("application/problem+json"));
            for tag in ["\"\"", "nonsense", "\"999999999999999999999\"", "W/\"-1\""] {
                let answer =
                    fairly(&running, patch(&path).bearer(&token).header("If-Match", tag).json(&json!({"name": "x"})));
                assert_eq!(answer.status, 412, "{path} {tag}: {answer:?}");
            }
        }
        running.stop();
    }
}
