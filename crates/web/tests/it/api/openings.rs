//! How chats are opened: set, imagined, counted.

use crate::house::{House, on_both, promo};
use domain::classify::{Headers, Method};
use engine::click::{Address, Answer, Request};
use serde_json::{Value, json};

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
const DESKTOP: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (Android 17; Mobile; rv:155.0) Gecko/155.0 Firefox/155.0";

async fn link(house: &House) -> String {
    let mut body = promo("promo");
    body["deeplink"] = json!({"enabled": true, "plain_in": ["x", "tiktok"], "desktop_qr": true});
    let made = house.post("/api/v1/links", body).await.ok(201);
    assert_eq!(made["deeplink"], json!({"enabled": true, "plain_in": ["tiktok", "x"], "desktop_qr": true}));
    format!("/api/v1/links/{}", made["id"].as_str().unwrap())
}

/// Taps with an iPhone, and tells these things of it.
async fn tap(house: &House, things: &[&str]) {
    let request = Request {
        method: Method::Get,
        host: "localhost:8080",
        slug: "promo",
        query: "",
        address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "ID" },
        headers: Headers { user_agent: IPHONE, ..Headers::default() },
        cookie: "",
    };
    let clicked = house.engine.click(&request).await;
    let Answer::OpenApp(open) = clicked.answer else { panic!("{:?}", clicked.answer) };
    let lane = house.engine.journal.direct_lane();
    let lead = clicked.lead.map(|lead| lead.0);
    house.engine.journal.append(&clicked.entry.unwrap(), lead, lane).await.unwrap();
    for what in things {
        let entry = house.engine.hear(&open.ticket, what).unwrap();
        house.engine.journal.append(&entry, None, lane).await.unwrap();
    }
    while house.engine.projector.backlog() > 0 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn any_part_of_it_is_changed_and_the_rest_stays() {
    on_both(async |house| {
        let plain = house.post("/api/v1/links", promo("plain")).await.ok(201);
        assert_eq!(plain["deeplink"], json!({"enabled": false}));
        let path = link(house).await;
        let changed = house.patch(&path, json!({"deeplink": {"enabled": false}})).await.ok(200);
        assert_eq!(changed["deeplink"], json!({"enabled": false, "plain_in": ["tiktok", "x"], "desktop_qr": true}));
        let changed = house.patch(&path, json!({"deeplink": {"desktop_qr": false, "plain_in": []}})).await.ok(200);
        assert_eq!(changed["deeplink"], json!({"enabled": false}));
        let changed = house.patch(&path, json!({"deeplink": {"enabled": true}})).await.ok(200);
        assert_eq!(changed["deeplink"], json!({"enabled": true}));
        let log = house.get("/api/v1/audit-log?noun=link").await.ok(200);
        assert_eq!(log["items"][0]["action"], "link.changed");
        let copy = house.post(&format!("{path}/copies"), json!({"slug": "copy"})).await.ok(201);
        assert_eq!(copy["deeplink"], changed["deeplink"]);
    });
}

#[test]
fn what_is_wrong_is_named_by_its_field_and_nothing_is_saved() {
    on_both(async |house| {
        let path = link(house).await;
        let before = house.get(&path).await.ok(200);
        let wrong = json!({"name": "Other", "deeplink": {"enabled": "on", "plain_in": ["tiktok", "myspace"], "package": "x", "desktop_qr": 1}});
        let reply = house.patch(&path, wrong).await;
        assert_eq!(reply.status, 422);
        let mut faults = reply.faults();
        faults.sort_unstable();
        let expected = [
            ("deeplink.desktop_qr", "not_a_boolean"),
            ("deeplink.enabled", "not_a_boolean"),
            ("deeplink.package", "unknown_field"),
            ("deeplink.plain_in[1]", "not_one_of"),
        ];
        assert_eq!(faults, expected);
        assert_eq!(house.get(&path).await.ok(200), before);
    });
}

#[test]
fn an_imagined_visit_says_where_its_button_leads_and_by_which_step() {
    on_both(async |house| {
        let path = format!("{}/simulate", link(house).await);
        let imagine = async |agent: &str| house.post(&path, json!({"user_agent": agent})).await.ok(200);
        let last = |told: &Value| told["steps"].as_array().unwrap().last().unwrap().clone();
        let phone = imagine(IPHONE).await;
        assert_eq!((&phone["outcome"], &last(&phone)["result"]), (&json!("page"), &json!("page")));
        assert!(phone["location"].as_str().unwrap().starts_with("whatsapp://send?phone=6281234567890&text=Hi%20A"));
        let desktop = imagine(DESKTOP).await;
        assert_eq!((&desktop["outcome"], &last(&desktop)["result"]), (&json!("page"), &json!("desktop_page")));
        assert!(desktop["location"].as_str().unwrap().starts_with("https://wa.me/6281234567890?text=Hi%20A"));
        let android = house.post(&path, json!({"device": "mobile"})).await.ok(200);
        assert_eq!((&android["outcome"], &last(&android)["result"]), (&json!("redirect"), &json!("intent")));
        assert!(android["location"].as_str().unwrap().starts_with("intent://send?phone="));
        let firefox = imagine(FIREFOX).await;
        assert_eq!((&firefox["outcome"], &last(&firefox)["result"]), (&json!("redirect"), &json!("plain")));
        assert!(firefox["location"].as_str().unwrap().starts_with("https://wa.me/"));
        let machine = imagine("curl/8.5.0").await;
        assert_eq!((&machine["outcome"], &last(&machine)["step"]), (&json!("redirect"), &json!("compose")));
    });
}

#[test]
fn what_came_of_it_is_counted_and_every_number_has_its_visits() {
    on_both(async |house| {
        let path = link(house).await;
        tap(house, &["shown", "opened"]).await;
        tap(house, &["shown", "fell_back", "copied"]).await;
        house.visit("promo", "").await;
        let told = house.get(&format!("{path}/openings")).await.ok(200);
        let figures = ["people", "intent", "page", "desktop_page", "shown", "opened", "fell_back", "button", "copied"];
        assert_eq!(figures.map(|figure| told[figure].as_i64().unwrap()), [3, 1, 2, 0, 2, 1, 1, 0, 1]);
        assert_eq!(told["to"], "2026-11-01");
        for (figure, count) in figures.iter().zip([3, 1, 2, 0, 2, 1, 1, 0, 1]).skip(1) {
            let rows = house.get(&format!("{path}/openings/visits?what={figure}")).await.ok(200);
            assert_eq!(rows["items"].as_array().unwrap().len(), count, "{figure}");
        }
        let first = house.get(&format!("{path}/openings/visits?what=shown&limit=1")).await.ok(200);
        let next = first["next_cursor"].as_str().unwrap();
        let second = house.get(&format!("{path}/openings/visits?what=shown&limit=1&cursor={next}")).await.ok(200);
        assert!(second["next_cursor"].is_null());
        assert_ne!(first["items"][0]["lead_id"], second["items"][0]["lead_id"]);
        let leads = house.get("/api/v1/leads").await.ok(200);
        let known: Vec<_> = leads["items"].as_array().unwrap().iter().map(|lead| &lead["visitor_code"]).collect();
        assert!(known.contains(&&first["items"][0]["visitor_code"]));
        let before = house.get(&format!("{path}/openings?from=2026-10-01&to=2026-10-02")).await.ok(200);
        assert_eq!((&before["people"], &before["page"]), (&json!(0), &json!(0)));
        for (query, fault) in [
            ("openings?from=yesterday", ("from", "not_a_day")),
            ("openings/visits?what=paid", ("what", "unknown_figure")),
            ("openings?what=shown", ("what", "unknown_parameter")),
        ] {
            let reply = house.get(&format!("{path}/{query}")).await;
            assert!(reply.faults().contains(&fault), "{query}: {}", reply.text);
        }
        let wrong = house.get(&format!("{path}/openings?from=2026-11-02&to=2026-11-01")).await;
        assert_eq!((wrong.status.as_u16(), wrong.faults()), (422, vec![("to", "before_from")]));
    });
}
