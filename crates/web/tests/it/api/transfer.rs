//! Links as a file over the API, on both stores: what was exported changes nothing, what is wrong saves nothing, and a
//! link goes back to what it was.

use crate::house::{House, Reply, SECOND, on, on_both, promo};
use engine::clock::Clock;
use serde_json::{Value, json};
use web::api::limit::Limiter;

async fn send(house: &House, query: &str, media: &str, file: &str) -> Reply {
    let path = format!("/api/v1/links/import{query}");
    // The helper says that a body is JSON; what is said after it counts.
    let request = axum::http::Request::post(path)
        .header("authorization", format!("Bearer {}", house.token))
        .header("content-type", media)
        .body(axum::body::Body::from(file.to_owned()))
        .unwrap();
    house.send(request).await
}

async fn exported(house: &House, format: &str) -> String {
    let reply = house.get(&format!("/api/v1/links/export?format={format}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.text
}

fn calendar() -> Value {
    json!({"name": "Libur", "country": "ID"})
}

/// Links with everything that a file has to hold.
async fn shelf(house: &House) {
    let channel = json!({"kind": "telegram", "name": "Toko chat", "username": "toko_chat"});
    let channel = house.post("/api/v1/channels", channel).await.ok(201);
    let mut first = promo("promo");
    first["message"] = json!("=Hi; \"you\"\nand {{code}}");
    first["fallback"] = json!({"channel_id": channel["id"]});
    first["preview"] = json!({"title": "+1 'today'", "description": "a, b; c"});
    let calendar = house.post("/api/v1/calendars", calendar()).await.ok(201);
    let hours = json!({"time_zone": "Europe/Madrid", "days": ["mon", "fri"], "from": "22:00", "to": "02:00",
                       "calendar_ids": [calendar["id"]]});
    first["rules"] = json!([
        {"name": "Spain at night", "when": {"all": [
            {"field": "country", "op": "in_list", "value": ["ES"]},
            {"any": [{"field": "schedule", "op": "within", "value": hours},
                     {"field": "channel_status", "channel_id": channel["id"], "op": "is", "value": "active"}]}]},
         "then": {"channel_id": channel["id"]}},
        {"name": "Off", "active": false, "when": {"all": []}, "then": {"pool": true}},
    ]);
    first["deeplink"] = json!({"enabled": true, "plain_in": ["tiktok"], "desktop_qr": true});
    first["form"] = json!({"enabled": true, "name": "required", "phone": "optional", "skip_returning": true,
        "fields": [{"key": "budget", "kind": "select", "label": "Budget", "required": true, "choices": ["=1", "2; 3"]}],
        "consent": {"text": "I agree", "required": true}});
    first["pool"]["members"][0]["hours"] = hours;
    let first = house.post("/api/v1/links", first).await.ok(201);
    let mut second = promo("bio");
    second["rules"] = json!([{"name": "To promo", "when": {"all": []}, "then": {"link_id": first["id"]}}]);
    second["name"] = json!("'=cmd|x");
    second["fallback"] = json!({"url": "https://example.com/?a=1&b=;"});
    second["pool"]["members"][1]["active"] = json!(false);
    second["pool"]["members"][0]["daily_cap"] = json!(9);
    second["pool"]["members"][0]["back_at"] = json!("2026-12-01T08:30:00.123456Z");
    second["pool"]["members"][1]["name"] = json!("B|;[");
    let second = house.post("/api/v1/links", second).await.ok(201);
    let mut third = promo("old");
    third["pool"]["members"] = json!([]);
    let third = house.post("/api/v1/links", third).await.ok(201);
    house.delete(&format!("/api/v1/links/{}", third["id"].as_str().unwrap())).await.ok(200);
    assert!(second["url"].as_str().unwrap().ends_with("/wa/bio"));
}

#[test]
fn a_file_that_was_exported_changes_nothing_and_is_exported_again_byte_by_byte() {
    on_both(async |house| {
        shelf(house).await;
        let audit = house.get("/api/v1/audit-log?limit=200").await.ok(200);
        for (format, media) in [("csv", "text/csv"), ("toml", "application/toml"), ("json", "application/json")] {
            let file = exported(house, format).await;
            for (query, media) in [("?dry_run=true", media), ("", media), ("", "application/octet-stream")] {
                let done = send(house, query, media, &file).await.ok(200);
                assert_eq!((&done["created"], &done["changed"]), (&json!([]), &json!([])), "{format}: {done}\n{file}");
                assert_eq!(done["unchanged"], 3, "{format}");
            }
            assert_eq!(exported(house, format).await, file);
        }
        assert_eq!(house.get("/api/v1/audit-log?limit=200").await.ok(200), audit, "nothing was written either");
    });
}

#[test]
fn a_file_can_be_carried_to_another_installation_and_says_the_same_there() {
    on(store::Engine::Sqlite, Limiter::new(100_000), async |house| {
        shelf(house).await;
        let files = [exported(house, "csv").await, exported(house, "toml").await, exported(house, "json").await];
        for file in &files {
            let there = tokio::task::spawn_blocking({
                let (file, expected) = (file.clone(), files.clone());
                move || {
                    on(store::Engine::Sqlite, Limiter::new(100_000), async |there| {
                        let reply = send(there, "", "", &file).await;
                        assert!(reply.faults().iter().any(|(_, code)| *code == "no_calendar_called"), "{}", reply.text);
                        there.post("/api/v1/calendars", calendar()).await.ok(201);
                        let done = send(there, "", "", &file).await.ok(200);
                        assert_eq!(done["created"].as_array().unwrap().len(), 3, "{done}");
                        assert_eq!(done["channels_created"], json!(["Toko chat"]));
                        let now = [
                            exported(there, "csv").await,
                            exported(there, "toml").await,
                            exported(there, "json").await,
                        ];
                        assert_eq!(now, expected);
                    });
                }
            });
            there.await.unwrap();
        }
    });
}

#[test]
fn a_table_shows_what_it_would_change_and_then_changes_it_in_one_go() {
    on_both(async |house| {
        house.promo().await;
        let table = "slug;name;members;fallback;message\n\
                     promo;Promo 11.11;A|+6281234567890|50|on; B|0812-3456-7891|20|off;https://example.com/x;Hi {{name}}, {{code}}\n\
                     fresh;Fresh;Sari|081234567899;;Hello {{code}}\n";
        let table = table.replace(
            "A|+6281234567890|50|on; B|0812-3456-7891|20|off",
            "\"A|+6281234567890|50|on; B|0812-3456-7891|20|off\"",
        );
        let before = exported(house, "json").await;
        let would = send(house, "?dry_run=true", "text/csv", &table).await.ok(200);
        assert_eq!((&would["applied"], &would["unchanged"]), (&json!(false), &json!(0)));
        assert_eq!((&would["created"][0]["address"], &would["created"][0]["id"]), (&json!("fresh"), &Value::Null));
        let changed = &would["changed"][0];
        assert_eq!((&changed["address"], &changed["line"]), (&json!("promo"), &json!(2)));
        let fields: Vec<&str> =
            changed["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["fallback", "name", "pool.members"]);
        assert_eq!(
            changed["fields"][2]["said"],
            json!(["A, Weight: 80 → 50", "B, Takes visitors: yes → no"]),
            "{changed}"
        );
        assert_eq!(exported(house, "json").await, before, "a dry run saves nothing");
        let done = send(house, "", "text/csv", &table).await.ok(200);
        assert_eq!(done["applied"], true);
        assert_eq!(done["changed"], would["changed"], "it is what was said it would be");
        let made = house.get(&format!("/api/v1/links/{}", done["created"][0]["id"].as_str().unwrap())).await.ok(200);
        assert_eq!(
            (&made["message"], &made["pool"]["members"][0]["number"]),
            (&json!("Hello {{code}}"), &json!("+6281234567899"))
        );
        // A visitor who comes now meets it.
        house.visit("fresh", "").await;
        assert_eq!(house.get("/api/v1/visits").await.ok(200)["items"][0]["link_id"], made["id"]);
        let log = house.get("/api/v1/audit-log?noun=link").await.ok(200);
        let actions: Vec<&str> =
            log["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["link.imported", "link.imported", "link.created"]);
        assert_eq!(send(house, "?dry_run=true", "text/csv", &table).await.ok(200)["unchanged"], 2);
        // A column that is not there leaves its part as it is.
        send(house, "", "text/csv", "slug,preview_title,preview_description\nfresh,T,D\n").await.ok(200);
        send(house, "", "text/csv", "slug,preview_title\nfresh,Other\n").await.ok(200);
        let path = format!("/api/v1/links/{}", done["created"][0]["id"].as_str().unwrap());
        let preview = &house.get(&path).await.ok(200)["preview"];
        assert_eq!((&preview["title"], &preview["description"]), (&json!("Other"), &json!("D")));
    });
}

#[test]
fn one_fault_saves_nothing_and_every_fault_names_its_line_and_field() {
    on_both(async |house| {
        house.promo().await;
        let before = exported(house, "json").await;
        let file = "version = 1\n\n[[links]]\nslug = \"promo\"\nname = \"Changed\"\n\n[[links]]\nslug = \"no such\"\n\
                    pool.members = [{name = \"A\", number = \"12\"}, {name = \"\", number = \"+6281234567890\"}]\n\n\
                    [[links]]\nslug = \"PROMO\"\n\n[[links]]\nslug = \"ok\"\nfallback.channel.name = \"Nobody\"\n";
        for query in ["?dry_run=true", ""] {
            let reply = send(house, query, "application/toml", file).await;
            assert_eq!(reply.status, 422, "{}", reply.text);
            assert_eq!(
                reply.faults(),
                [
                    ("links[1].slug", "slug_characters"),
                    ("links[1].pool.members[0].number", "phone_too_short"),
                    ("links[1].pool.members[1].name", "required"),
                    ("links[2].slug", "duplicate_link"),
                    ("links[3].fallback.channel.name", "no_such_channel"),
                ]
            );
            let message = reply.json["errors"][1]["message"].as_str().unwrap();
            assert!(message.starts_with("Line 7, link “no such”: "), "{message}");
            assert_eq!(exported(house, "json").await, before);
        }
        let table = "slug,name\npromo,Changed\nfresh,\n";
        let reply = send(house, "", "text/csv", table).await;
        assert_eq!(reply.faults(), [("links[1].name", "required")]);
        assert!(reply.text.contains("Line 3, link “fresh”"), "{}", reply.text);
        assert_eq!(exported(house, "json").await, before);
        let taken = house.stranger().await;
        let body = json!({"links": [{"slug": "promo", "name": "Theirs"}]});
        let reply = house.ask("POST", "/api/v1/links/import", &taken, &[], &body.to_string()).await;
        assert_eq!(reply.faults(), [("links[0].slug", "taken")], "another's link is nobody's to change");
    });
}

#[test]
fn a_file_of_another_kind_is_refused_by_what_is_wrong_with_it() {
    on(store::Engine::Sqlite, Limiter::new(100_000), async |house| {
        for (media, file, status, fault) in [
            ("application/toml", "version = 1\n[[links]\n", 422, ("", "not_toml")),
            ("application/json", "{\"links\": [", 422, ("", "not_json")),
            ("application/json", "{\"leads\": []}", 422, ("links", "required")),
            ("text/csv", "name,phone\nSari,0812\n", 422, ("phone", "unknown_column")),
            ("text/csv", "slug,name\npromo\n", 422, ("", "other_shape")),
            ("", "", 422, ("", "empty_file")),
        ] {
            let reply = send(house, "", media, file).await;
            assert_eq!(reply.status.as_u16(), status, "{file}: {}", reply.text);
            assert_eq!(reply.faults()[0], fault, "{file}");
        }
        let huge = " ".repeat(33 * 1024 * 1024);
        assert_eq!(send(house, "", "text/csv", &huge).await.faults(), [("", "file_too_large")]);
        let reply = house.get("/api/v1/links/export?format=xml").await;
        assert_eq!(reply.faults(), [("format", "unknown_file_format")]);
        assert_eq!(send(house, "?dry=true", "text/csv", "slug\n").await.faults(), [("dry", "unknown_parameter")]);
    });
}

#[test]
fn a_link_goes_back_to_what_it_was_after_any_change_of_its_history() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let member = format!("{path}/members/{}", link["pool"]["members"][0]["id"].as_str().unwrap());
        let states = [
            json!({"name": "One", "message": "Ha {{code}}", "fallback": {"url": "https://example.com/"}}),
            json!({"slug": "renamed", "sticky": false, "cookies": false, "preview": {"title": "T"}}),
            json!({"pool": {"method": "round_robin", "members": [{"name": "C", "number": "+6281234567892"}]}, "archived": true}),
        ];
        let strip = |mut link: Value| {
            for key in ["version", "updated_at", "archived_at", "old_slugs", "old_urls", "url"] {
                link.as_object_mut().unwrap().remove(key);
            }
            link
        };
        let rules = json!([{"name": "A", "when": {"all": []}, "then": {"pool": true}}]);
        let form = json!({"enabled": true, "name": "required"});
        house.patch(&path, json!({"rules": rules, "form": form, "deeplink": {"enabled": true}})).await.ok(200);
        let link = house.get(&path).await.ok(200);
        let states = [
            states[0].clone(),
            states[1].clone(),
            states[2].clone(),
            json!({"rules": [], "form": {"enabled": false}, "deeplink": {"enabled": false}}),
        ];
        let mut seen = vec![strip(link.clone())];
        for state in &states {
            house.clock.turn_to(house.clock.now() + SECOND);
            seen.push(strip(house.patch(&path, state.clone()).await.ok(200)));
        }
        house.patch(&member, json!({"active": false})).await.ok(404);
        let log =
            house.get(&format!("/api/v1/audit-log?noun=link&noun_id={}", link["id"].as_str().unwrap())).await.ok(200);
        let entries: Vec<&str> =
            log["items"].as_array().unwrap().iter().rev().skip(1).map(|entry| entry["id"].as_str().unwrap()).collect();
        assert_eq!(entries.len(), 5);
        for place in [0, 2, 1, 4, 3, 0] {
            house.clock.turn_to(house.clock.now() + SECOND);
            let back = house.post(&format!("{path}/put-back"), json!({"audit_id": entries[place]})).await.ok(200);
            assert_eq!(strip(back), seen[place], "{place}");
        }
        let newest = house.get("/api/v1/audit-log?noun=link&limit=1").await.ok(200);
        assert_eq!(newest["items"][0]["action"], "link.put_back");
        // The way back is refused where somebody stands in it, and nothing of it is done.
        house.patch(&path, json!({"slug": "third"})).await.ok(200);
        house.post("/api/v1/links", promo("fourth")).await.ok(201);
        let now = strip(house.get(&path).await.ok(200));
        let reply =
            house.post(&format!("{path}/put-back"), json!({"audit_id": "01930000-0000-7000-8000-000000000000"})).await;
        assert_eq!(reply.status, 404);
        let channel = house
            .post("/api/v1/channels", json!({"kind": "website", "name": "W", "url": "https://w.example/"}))
            .await
            .ok(201);
        let fallback = house.patch(&path, json!({"name": "With W", "fallback": {"channel_id": channel["id"]}})).await;
        fallback.ok(200);
        let with = house.get("/api/v1/audit-log?noun=link&limit=1").await.ok(200)["items"][0]["id"].clone();
        house.patch(&path, json!({"name": "Without", "fallback": null})).await.ok(200);
        house.delete(&format!("/api/v1/channels/{}", channel["id"].as_str().unwrap())).await.ok(200);
        let reply = house.post(&format!("{path}/put-back"), json!({ "audit_id": with })).await;
        assert_eq!(reply.faults(), [("fallback.channel_id", "no_such_channel")]);
        let left = house.get(&path).await.ok(200);
        assert_eq!((&left["name"], &left["fallback"]), (&json!("Without"), &Value::Null));
        assert_eq!(now["slug"], "third");
    });
}
