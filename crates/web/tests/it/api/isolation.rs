//! Nothing crosses between workspaces: every operation of the document is asked with a foreign workspace's token for
//! things of this one, and finds nothing; and nothing of this one is in any list of theirs.

use crate::house::{House, PASSWORD, on_both};
use engine::sign_in::{self, From};
use serde_json::{Value, json};

/// An id of this workspace for each name that stands in a path.
async fn ids(house: &House) -> Vec<(&'static str, String)> {
    let link = house.promo().await;
    // It asks for a consent that nobody gave: what it is told of has ended at once.
    let destination = json!({"platform": "meta", "name": "Ours", "settings": {"dataset_id": "1"}, "consent": "required",
        "credentials": {"access_token": "token-of-ours"}});
    let destination = house.post("/api/v1/destinations", destination).await.ok(201);
    house.visit("promo", "").await;
    let hub = json!({"slug": "toko", "entries": [{"label": "Promo", "link_id": link["id"]}]});
    let hub = house.post("/api/v1/hubs", hub).await.ok(201)["id"].as_str().unwrap().to_owned();
    let first = async |path: &str| {
        house.get(path).await.ok(200)["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{path} is empty")).to_owned()
    };
    house.post("/api/v1/calendars", json!({"name": "Ours", "country": "ID"})).await.ok(201);
    sign_in::sign_in(&house.engine, "ani@example.com", PASSWORD, From::default()).await.unwrap().unwrap();
    let domain = house.post("/api/v1/domains", json!({"host": "go.brand.example"})).await.ok(201);
    let sessions = format!("/api/v1/users/{}/sessions", house.owner.user.unwrap());
    let costs =
        house.ask("POST", "/api/v1/costs/import", &house.token, &[], "day,campaign,cost\n2026-11-01,a,5\n").await;
    let costs = costs.ok(200)["import_id"].as_str().unwrap().to_owned();
    let replay = house.post("/api/v1/deliveries/replays", json!({"status": "skipped"})).await.ok(202);
    let suppressed = house.post("/api/v1/suppressions", json!({"phone": "+6281234567899"})).await.ok(200);
    vec![
        ("{link_id}", link["id"].as_str().unwrap().to_owned()),
        ("{member_id}", link["pool"]["members"][0]["id"].as_str().unwrap().to_owned()),
        ("{channel_id}", first("/api/v1/channels").await),
        ("{agent_id}", first("/api/v1/agents").await),
        ("{user_id}", first("/api/v1/users").await),
        ("{token_id}", first("/api/v1/tokens").await),
        ("{lead_id}", first("/api/v1/leads").await),
        ("{visit_id}", first("/api/v1/visits").await),
        ("{session_id}", first(&sessions).await),
        ("{picture_id}", house.picture().await),
        ("{calendar_id}", first("/api/v1/calendars").await),
        ("{domain_id}", domain["id"].as_str().unwrap().to_owned()),
        ("{hub_id}", hub),
        ("{import_id}", costs),
        ("{destination_id}", destination["id"].as_str().unwrap().to_owned()),
        ("{delivery_id}", first("/api/v1/deliveries").await),
        ("{replay_id}", replay["id"].as_str().unwrap().to_owned()),
        ("{fingerprint}", suppressed["items"][0]["fingerprint"].as_str().unwrap().to_owned()),
    ]
}

#[test]
fn a_foreign_token_finds_nothing_of_ours_in_any_operation() {
    on_both(async |house| {
        let document: Value = serde_json::from_str(web::api::openapi()).unwrap();
        let ids = ids(house).await;
        let stranger = house.stranger().await;
        let before = house.get("/api/v1/audit-log?limit=200").await.ok(200);
        let (mut asked, mut listed) = (0, 0);
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["get", "post", "put", "patch", "delete"] {
                let operation = &item[method];
                if operation.is_null() {
                    continue;
                }
                let filled = ids.iter().fold(path.clone(), |path, (name, id)| path.replace(name, id));
                assert!(!filled.contains('{'), "{path}: an id that this test does not know");
                let body = match operation["requestBody"].is_null() {
                    true => String::new(),
                    false => example(&document, operation).to_string(),
                };
                if filled != *path {
                    let reply = house.ask(&method.to_uppercase(), &filled, &stranger, &[], &body).await;
                    assert!(
                        matches!(reply.status.as_u16(), 403 | 404),
                        "{method} {path}: {} {}",
                        reply.status,
                        reply.text
                    );
                    asked += 1;
                } else if method == "get" {
                    let reply = house.ask("GET", path, &stranger, &[], "").await;
                    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
                    for (name, id) in &ids {
                        assert!(
                            name == &"{lead_id}" || name == &"{visit_id}" || !reply.text.contains(id),
                            "{path} shows {name}"
                        );
                    }
                    let empty = matches!(
                        path.as_str(),
                        "/api/v1/destinations"
                            | "/api/v1/deliveries"
                            | "/api/v1/leads"
                            | "/api/v1/visits"
                            | "/api/v1/links"
                            | "/api/v1/users"
                    );
                    assert!(!empty || reply.json["items"] == Value::Array(Vec::new()), "{path}: {}", reply.text);
                    listed += 1;
                }
            }
        }
        assert!(asked >= 22 && listed >= 10, "{asked} asked, {listed} listed");
        let of = |name: &str| &ids.iter().find(|(known, _)| *known == name).unwrap().1;
        let filters = [
            format!("/api/v1/visits?link_id={}", ids[0].1),
            format!("/api/v1/visits?lead_id={}", ids[6].1),
            format!("/api/v1/leads?link_id={}", ids[0].1),
            format!("/api/v1/leads?agent_id={}", ids[3].1),
            format!("/api/v1/audit-log?noun=link&noun_id={}", ids[0].1),
            format!("/api/v1/deliveries?lead_id={}", ids[6].1),
            format!("/api/v1/deliveries?destination_id={}", of("{destination_id}")),
        ];
        for path in filters {
            let reply = house.ask("GET", &path, &stranger, &[], "").await;
            assert_eq!(reply.json["items"], Value::Array(Vec::new()), "{path}");
        }
        let report = format!("/api/v1/reports/overview?link_id={}", ids[0].1);
        assert_eq!(house.ask("GET", &report, &stranger, &[], "").await.status, 404);
        assert_eq!(house.get("/api/v1/audit-log?limit=200").await.ok(200), before, "and nothing of ours was changed");
    });
}

#[test]
fn our_things_can_not_be_named_in_theirs() {
    on_both(async |house| {
        let ids = ids(house).await;
        let stranger = house.stranger().await;
        let ask = async |method: &str, path: &str, body: Value| {
            house.ask(method, path, &stranger, &[], &body.to_string()).await
        };
        let channel = serde_json::json!({"channel_id": ids[2].1});
        let link = ask("POST", "/api/v1/links", serde_json::json!({"slug": "theirs", "fallback": channel})).await;
        assert_eq!(link.faults(), [("fallback.channel_id", "no_such_channel")]);
        let catch_all = serde_json::json!({"catch_all_channel_id": ids[2].1});
        assert_eq!(
            ask("PATCH", "/api/v1/workspace", catch_all).await.faults(),
            [("catch_all_channel_id", "no_such_channel")]
        );
        let destination = &ids.iter().find(|(name, _)| *name == "{destination_id}").unwrap().1;
        let link = ask("POST", "/api/v1/links", json!({"slug": "theirs", "destination_ids": [destination]})).await;
        assert_eq!(link.faults(), [("destination_ids[0]", "no_such_destination")]);
        let again = json!({"destination_id": destination, "dry_run": true});
        let again = ask("POST", "/api/v1/deliveries/replays", again).await;
        assert_eq!(again.faults(), [("destination_id", "no_such_destination")]);
        let all = ask("POST", "/api/v1/deliveries/replays", json!({"dry_run": true})).await.ok(200);
        assert_eq!(all["found"], 0);
        let leads = json!({"ids": [ids[6].1], "change": {"status": "hot"}});
        let bulk = ask("POST", "/api/v1/leads/bulk", leads).await.ok(200);
        assert_eq!((&bulk["changed"], &bulk["refused"][0]["errors"][0]["code"]), (&json!([]), &json!("not_found")));
        assert_eq!(house.get("/api/v1/leads").await.ok(200)["items"][0]["status"], "new");
        let give = json!({"ids": ["1"], "change": {"agent_id": ids[3].1}});
        assert_eq!(ask("POST", "/api/v1/leads/bulk", give).await.faults(), [("change.agent_id", "not_found")]);
        let picture = ids.iter().find(|(name, _)| *name == "{picture_id}").map(|(_, id)| id).unwrap();
        let preview = json!({"slug": "theirs-too", "preview": {"title": "T", "picture_id": picture}});
        assert_eq!(ask("POST", "/api/v1/links", preview).await.faults(), [("preview.picture_id", "no_such_picture")]);
        let theirs = ask("POST", "/api/v1/links", json!({"slug": "theirs"})).await.ok(201);
        let code = format!("/api/v1/links/{}/qr?logo={picture}", theirs["id"].as_str().unwrap());
        assert_eq!(house.ask("GET", &code, &stranger, &[], "").await.faults(), [("logo", "no_such_picture")]);
        let taken = ask("POST", "/api/v1/links", serde_json::json!({"slug": "promo"})).await;
        assert_eq!(taken.status, 409, "addresses are one for all on the same domain");
    });
}

fn example(document: &Value, operation: &Value) -> Value {
    let content = &operation["requestBody"]["content"];
    if content["application/json"].is_null() {
        // What is uploaded is no JSON, and who asks is told first.
        return Value::Null;
    }
    let schema = &content["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()).expect("a named schema");
    document["components"]["schemas"][name]["example"].clone()
}
