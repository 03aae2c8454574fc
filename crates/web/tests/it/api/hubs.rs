//! Hubs over the API: made, changed, archived; what is refused; what is counted.

use crate::house::{House, SECOND, START, on_both};
use domain::classify::{Headers, Method};
use engine::click::{Address, Request as Click};
use serde_json::{Value, json};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/130.0.0.0 Mobile Safari/537.36";

fn click<'r>(path: &'r str, query: &'r str, agent: &'r str, cookie: &'r str) -> Click<'r> {
    Click {
        method: Method::Get,
        host: "localhost:8080",
        slug: path,
        query,
        address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "ID" },
        headers: Headers { user_agent: agent, accept_language: "id-ID", ..Headers::default() },
        cookie,
    }
}

/// Looks at `/h/{slug}` and answers the ids of what is shown there.
async fn look(house: &House, slug: &str, agent: &str) -> Vec<String> {
    let looked = house.engine.look_at_hub(&click(slug, "", agent, ""));
    let entry = looked.entry.expect("a look is recorded");
    house.engine.journal.append(&entry, None, house.engine.journal.direct_lane()).await.unwrap();
    match looked.answer {
        engine::click::HubAnswer::Page(page) => page.entries.iter().map(ToString::to_string).collect(),
        _ => panic!("no page"),
    }
}

/// Presses an entry; answers where it leads and the cookie.
async fn press(house: &House, path: &str, query: &str, cookie: &str) -> (String, String) {
    let request = click(path, query, PHONE, cookie);
    let pressed = house.engine.press(&request).await;
    if let Some(entry) = &pressed.entry {
        let lead = pressed.lead.map(|lead| lead.0);
        house.engine.journal.append(entry, lead, house.engine.journal.direct_lane()).await.unwrap();
    }
    match pressed.answer {
        engine::click::Answer::Redirect { location, cookie } => (location, cookie.unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

async fn projected(house: &House) {
    while house.engine.projector.backlog() > 0 {
        tokio::task::yield_now().await;
    }
}

/// A hub `toko` with a link, a number, a Telegram name and a passive page.
async fn toko(house: &House) -> Value {
    let link = house.promo().await;
    let channel = async |kind: &str, field: &str, place: &str, status: &str| {
        let body = json!({"kind": kind, "name": format!("The {kind}"), field: place, "status": status});
        house.post("/api/v1/channels", body).await.ok(201)["id"].clone()
    };
    let shop = channel("whatsapp", "number", "+6281200000001", "active").await;
    let telegram = channel("telegram", "username", "toko_melati", "active").await;
    let page = channel("website", "url", "https://example.com/", "passive").await;
    let body = json!({
        "slug": "Toko", "title": "Toko Melati", "text": "Batik", "theme": "paper", "accent": "#8C2F39",
        "entries": [
            {"label": "Promo", "label_id": "Promo hari ini", "icon": "offer", "link_id": link["id"]},
            {"label": "Shop", "channel_id": shop, "message": "Hello {{code}}"},
            {"label": "Telegram", "icon": "telegram", "channel_id": telegram},
            {"label": "Page", "icon": "website", "channel_id": page},
        ]
    });
    house.post("/api/v1/hubs", body).await.ok(201)
}

fn entry(hub: &Value, at: usize) -> String {
    hub["entries"][at]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_hub_is_made_read_changed_and_archived_and_its_entries_keep_their_ids() {
    on_both(async |house| {
        let hub = toko(house).await;
        assert_eq!((hub["slug"].as_str(), hub["accent"].as_str()), (Some("toko"), Some("#8c2f39")));
        assert_eq!(hub["url"], "http://localhost:8080/h/toko");
        let path = format!("/api/v1/hubs/{}", hub["id"].as_str().unwrap());
        assert_eq!(house.get(&path).await.ok(200), hub);

        let mut entries = hub["entries"].clone();
        entries.as_array_mut().unwrap().swap(0, 2);
        entries[1]["label"] = json!("Our shop");
        let changed = house.patch_if(&path, "\"1\"", json!({"entries": entries, "theme": "bold"})).await.ok(200);
        assert_eq!((entry(&changed, 0), entry(&changed, 2)), (entry(&hub, 2), entry(&hub, 0)));
        assert_eq!(
            (changed["theme"].as_str(), changed["entries"][1]["label"].as_str()),
            (Some("bold"), Some("Our shop"))
        );
        assert_eq!(house.patch_if(&path, "\"1\"", json!({"title": "Late"})).await.status, 412);

        assert_eq!(house.delete(&path).await.ok(200)["archived"], true);
        assert!(
            house.engine.look_at_hub(&click("toko", "", PHONE, "")).entry.is_none(),
            "an archived hub is not there"
        );
        assert_eq!(house.get("/api/v1/hubs").await.ok(200)["items"], json!([]));
        house.patch(&path, json!({"archived": false})).await.ok(200);
        assert_eq!(house.get("/api/v1/hubs?q=TOK").await.ok(200)["items"].as_array().unwrap().len(), 1);
        let told = house.get("/api/v1/audit-log?noun=hub").await.ok(200);
        let actions: Vec<_> =
            told["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["hub.restored", "hub.archived", "hub.changed", "hub.created"]);
    });
}

#[test]
fn what_is_wrong_is_named_field_by_field_and_nothing_is_saved() {
    on_both(async |house| {
        let hub = toko(house).await;
        let path = format!("/api/v1/hubs/{}", hub["id"].as_str().unwrap());
        let stranger = house.stranger().await;
        let theirs = house.ask("POST", "/api/v1/links", &stranger, &[], r#"{"slug":"theirs"}"#).await.ok(201);
        let wrong = json!({
            "theme": "neon", "accent": "javascript:alert(1)", "title": "",
            "entries": [{"label": "A"}, {"label": "", "link_id": theirs["id"]}, {"label": "C", "url": "javascript:alert(1)"}]
        });
        let reply = house.patch(&path, wrong).await;
        assert_eq!(reply.status, 422);
        let faults = reply.faults();
        for fault in [
            ("theme", "not_one_of"),
            ("accent", "bad_colour"),
            ("title", "required"),
            ("entries[0].link_id", "link_or_channel"),
            ("entries[1].label", "required"),
            ("entries[2].url", "unknown_field"),
        ] {
            assert!(faults.contains(&fault), "{fault:?} in {faults:?}");
        }
        let theirs = json!({"entries": [{"label": "A", "link_id": theirs["id"]}]});
        assert_eq!(house.patch(&path, theirs).await.faults(), [("entries[0].link_id", "no_such_link")]);
        let nobodys = "0190d3f2-0000-7000-8000-000000000001";
        for (body, fault) in [
            (json!({"entries": [{"label": "A", "channel_id": nobodys}]}), ("entries[0].channel_id", "no_such_channel")),
            (
                json!({"entries": [{"id": nobodys, "label": "A", "channel_id": hub["entries"][1]["channel_id"]}]}),
                ("entries[0].id", "no_such_entry"),
            ),
            (json!({"picture_id": nobodys}), ("picture_id", "no_such_picture")),
        ] {
            assert_eq!(house.patch(&path, body).await.faults(), [fault]);
        }
        let taken = house.post("/api/v1/hubs", json!({"slug": "TOKO"})).await;
        assert_eq!((taken.status.as_u16(), taken.faults()), (409, vec![("slug", "taken")]));
        assert_eq!(house.get(&path).await.ok(200), hub, "nothing was half saved");
    });
}

#[test]
fn visitors_see_what_leads_somewhere_and_every_press_is_a_visit_of_its_own() {
    on_both(async |house| {
        let hub = toko(house).await;
        let (link, shop, telegram) = (entry(&hub, 0), entry(&hub, 1), entry(&hub, 2));
        assert_eq!(look(house, "toko", PHONE).await, [link.as_str(), &shop, &telegram], "the passive one is left out");
        look(house, "TOKO", "WhatsApp/2.23.20.0 A").await;

        let (location, cookie) = press(house, &format!("toko/go/{shop}"), "utm_source=ig&fbclid=x1", "").await;
        assert!(location.starts_with("https://wa.me/6281200000001?text=Hello%20%5BK-"), "{location}");
        let cookie = format!("giliran_visitor={cookie}");
        house.clock.turn_to(START + 60 * SECOND);
        let (location, _) = press(house, &format!("toko/go/{telegram}"), "", &cookie).await;
        assert!(location.starts_with("https://t.me/toko_melati?start="), "{location}");
        house.clock.turn_to(START + 120 * SECOND);
        let (location, _) = press(house, &format!("toko/go/{link}"), "utm_source=ig", "").await;
        assert!(location.starts_with("https://wa.me/62812345678"), "{location}");
        // What was taken away, what is passive and what never was lead back to the hub.
        for gone in [entry(&hub, 3), "0190d3f2-0000-7000-8000-000000000001".into(), "x".into()] {
            assert_eq!(press(house, &format!("toko/go/{gone}"), "", "").await.0, "/h/toko");
        }
        projected(house).await;

        let id = hub["id"].as_str().unwrap();
        let figures = house.get(&format!("/api/v1/hubs/{id}/figures")).await.ok(200);
        assert_eq!((figures["views"].as_i64(), figures["presses"].as_i64()), (Some(1), Some(3)));
        assert_eq!(figures["leads"], 2, "the second press was by somebody known");
        let kinds = json!([{"kind": "human", "views": 1}, {"kind": "preview", "views": 1}]);
        assert_eq!(figures["views_by_kind"], kinds);
        for (entry, presses, leads) in [(&link, 1, 1), (&shop, 1, 1), (&telegram, 1, 0)] {
            let of = json!({"entry_id": entry, "presses": presses, "leads": leads});
            assert!(figures["entries"].as_array().unwrap().contains(&of), "{of} in {figures}");
            let rows = house.get(&format!("/api/v1/visits?hub_id={id}&entry_id={entry}&figure=visits")).await.ok(200);
            assert_eq!(rows["items"].as_array().unwrap().len() as i64, presses, "the number opens its rows");
        }
        let rows = house.get(&format!("/api/v1/visits?hub_id={id}&entry_id={shop}")).await.ok(200);
        let visit = &rows["items"][0];
        assert_eq!((visit["utm"]["source"].as_str(), visit["link_id"].as_str()), (Some("ig"), Some(id)));
        let said: Vec<_> =
            visit["steps"].as_array().unwrap().iter().map(|step| step["because"].as_str().unwrap()).collect();
        assert!(said.iter().any(|said| said.contains("Shop")), "{said:?}");
        let outside = house.get(&format!("/api/v1/hubs/{id}/figures?from=2026-01-01&to=2026-01-02")).await.ok(200);
        assert_eq!((outside["views"].as_i64(), outside["entries"].clone()), (Some(0), json!([])));
        let wrong = house.get(&format!("/api/v1/hubs/{id}/figures?from=2026-02-01&to=2026-01-02")).await;
        assert_eq!(wrong.faults(), [("to", "before_from")]);
    });
}

#[test]
fn an_archived_link_leaves_the_hub_and_comes_back_with_it() {
    on_both(async |house| {
        let hub = toko(house).await;
        let link = format!("/api/v1/links/{}", hub["entries"][0]["link_id"].as_str().unwrap());
        house.delete(&link).await.ok(200);
        assert!(!look(house, "toko", PHONE).await.contains(&entry(&hub, 0)));
        let path = format!("/api/v1/hubs/{}", hub["id"].as_str().unwrap());
        house.patch(&path, json!({"entries": hub["entries"]})).await.ok(200);
        house.patch(&link, json!({"archived": false})).await.ok(200);
        assert!(look(house, "toko", PHONE).await.contains(&entry(&hub, 0)));
    });
}

#[test]
fn the_button_of_a_link_is_kept_whole_and_put_back_by_null() {
    on_both(async |house| {
        let link = house.promo().await;
        assert_eq!(link["button"]["color"], "#0b5f46");
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let button = json!({
            "label": "Ask us", "label_id": "Tanya kami", "color": "#aa0000", "side": "left", "greeting": "Hello",
            "greeting_id": "", "after": 5, "pages": ["/shop/*"],
            "schedule": {"time_zone": "Asia/Jakarta", "days": ["sun"], "from": "08:00", "to": "17:00"}
        });
        let changed = house.patch(&path, json!({"button": button})).await.ok(200);
        assert_eq!(changed["button"], button);
        assert_eq!(
            house.patch(&path, json!({"button": {"color": "red"}})).await.faults(),
            [("button.color", "bad_colour")]
        );
        // 2026-11-01 was a Sunday; at midnight UTC it was seven in Jakarta.
        let worn = house.engine.button("localhost:8080", "promo").expect("there");
        assert!(!worn.greets && worn.opens_at == Some(START + 3_600 * SECOND));
        house.clock.turn_to(START + 3_600 * SECOND);
        assert!(house.engine.button("localhost", "PROMO").expect("there").greets);
        assert!(house.engine.button("evil.example", "promo").is_none());
        assert_eq!(house.patch(&path, json!({"button": null})).await.ok(200)["button"], link["button"]);
        house.delete(&path).await.ok(200);
        assert!(house.engine.button("localhost:8080", "promo").is_none(), "an archived link has no button");
    });
}

#[test]
fn an_entry_with_a_condition_is_shown_to_those_for_whom_it_holds() {
    on_both(async |house| {
        let link = house.promo().await;
        let test = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
        let sunday = json!({"time_zone": "Asia/Jakarta", "days": ["sun"], "from": "08:00", "to": "17:00"});
        let entry = |label: &str, when: Value| json!({"label": label, "link_id": link["id"], "when": when});
        let entries = json!([
            entry("Everybody", Value::Null),
            entry("On a phone", test("device", "in_list", json!(["mobile"]))),
            entry("At a desk", json!({"all": [test("device", "in_list", json!(["desktop"]))]})),
            entry("On Sunday", json!({"any": [test("schedule", "within", sunday)]})),
            entry("From Instagram", test("query", "equal", json!("ig"))),
        ]);
        let mut entries = entries;
        entries[4]["when"]["key"] = json!("via");
        let hub = house.post("/api/v1/hubs", json!({"slug": "toko", "entries": entries})).await.ok(201);
        assert_eq!(hub["entries"][1]["when"], entries[1]["when"], "a condition comes back as it was given");
        let labels = |shown: Vec<String>| -> Vec<String> {
            let all = hub["entries"].as_array().unwrap().iter();
            let shown = all.filter(|entry| shown.contains(&entry["id"].as_str().unwrap().to_owned()));
            shown.map(|entry| entry["label"].as_str().unwrap().to_owned()).collect()
        };
        // Seven in the morning in Jakarta.
        assert_eq!(labels(look(house, "toko", PHONE).await), ["Everybody", "On a phone"]);
        house.clock.turn_to(START + 3_600 * SECOND);
        assert_eq!(labels(look(house, "toko", PHONE).await), ["Everybody", "On a phone", "On Sunday"]);
        let looked = house.engine.look_at_hub(&click("toko", "via=ig", PHONE, ""));
        let engine::click::HubAnswer::Page(page) = looked.answer else { panic!("no page") };
        assert!(page.shown().iter().any(|entry| entry.label == "From Instagram"));

        let path = format!("/api/v1/hubs/{}", hub["id"].as_str().unwrap());
        let nobodys = "0190d3f2-0000-7000-8000-000000000001";
        for (when, fault) in [
            (test("moon", "in_list", json!(["full"])), ("entries[0].when.field", "unknown_rule_field")),
            (
                json!({"all": [test("country", "in_list", json!(["XX"]))]}),
                ("entries[0].when.all[0].value[0]", "unknown_country"),
            ),
            (
                json!({"field": "channel_status", "op": "is", "value": "active", "channel_id": nobodys}),
                ("entries[0].when.channel_id", "no_such_channel"),
            ),
        ] {
            let body = json!({"entries": [entry("A", when)]});
            assert_eq!(house.patch(&path, body).await.faults(), [fault]);
        }
    });
}

#[test]
fn a_condition_may_go_on_asking_for_a_channel_that_was_archived_but_not_begin_to() {
    on_both(async |house| {
        let link = house.promo().await;
        let body = json!({"kind": "website", "name": "Shop", "url": "https://example.com/"});
        let shop = house.post("/api/v1/channels", body).await.ok(201);
        let asks = json!({"field": "channel_status", "channel_id": shop["id"], "op": "is", "value": "active"});
        let entries = json!([
            {"label": "Asks", "link_id": link["id"], "when": asks},
            {"label": "Does not", "link_id": link["id"]},
        ]);
        let hub = house.post("/api/v1/hubs", json!({"slug": "toko", "entries": entries})).await.ok(201);
        let shop = format!("/api/v1/channels/{}", shop["id"].as_str().unwrap());
        house.delete(&shop).await.ok(200);
        let path = format!("/api/v1/hubs/{}", hub["id"].as_str().unwrap());
        house.patch(&path, json!({"entries": hub["entries"]})).await.ok(200);
        let mut both = hub["entries"].clone();
        both[1]["when"] = asks;
        let refused = house.patch(&path, json!({"entries": both})).await;
        assert_eq!(refused.faults(), [("entries[1].when.channel_id", "no_such_channel")]);
    });
}
