//! Links: made, read, changed, renamed, copied, archived.

use crate::house::{on_both, promo};
use serde_json::{Value, json};

fn numbers(link: &Value) -> Vec<&str> {
    link["pool"]["members"].as_array().unwrap().iter().map(|m| m["number"].as_str().unwrap()).collect()
}

#[test]
fn a_link_is_answered_as_it_was_made_with_what_the_server_adds() {
    on_both(async |house| {
        let body = json!({
            "slug": "Promo", "domain": null, "name": "Promo", "message": "Hi {{name}}, I want the promo {{code}}",
            "pool": {"method": "weighted", "members": [
                {"name": "Sari", "number": "+6281234567890", "weight": 80, "active": true},
                {"name": "Budi", "number": "+6281234567891", "weight": 20, "active": true}]},
            "sticky": true, "cookies": false, "deeplink": {"enabled": false}, "click_event": "view_content",
            "form": {"enabled": false, "fields": []}, "rules": [], "fallback": {"url": "https://example.com/contact"},
            "destination_ids": [],
            "preview": {"title": "T", "description": "D", "image_url": null, "picture_id": null}
        });
        let reply = house.post("/api/v1/links", body.clone()).await;
        let (tag, location) = (reply.header("etag").to_owned(), reply.header("location").to_owned());
        let link = reply.ok(201);
        assert_eq!(tag, "\"1\"");
        assert_eq!(location, format!("/api/v1/links/{}", link["id"].as_str().unwrap()));
        assert_eq!(link["url"], "http://localhost:8080/wa/promo");
        for field in [
            "name",
            "message",
            "sticky",
            "cookies",
            "deeplink",
            "click_event",
            "rules",
            "fallback",
            "domain",
            "preview",
        ] {
            assert_eq!(link[field], body[field], "{field}");
        }
        // A form has more parts than are given here.
        for part in ["enabled", "fields"] {
            assert_eq!(link["form"][part], body["form"][part], "{part}");
        }
        assert_eq!(link["pool"]["members"][0]["turns"], 0);
        assert_eq!(link["pool"]["members"][0]["share"], 0.8);
        assert!(link["pool"]["members"][0]["id"].is_string());
        assert_eq!(link["created_at"], "2026-11-01T00:00:00Z");
        assert_eq!(house.get(&location).await.ok(200), link);
    });
}

#[test]
fn what_is_answered_can_be_sent_back_unchanged() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let mut again = house.patch(&path, link.clone()).await.ok(200);
        again["version"] = link["version"].clone();
        assert_eq!(again, link);
    });
}

#[test]
fn a_list_is_walked_page_by_page_newest_first_and_searched_by_name_and_slug() {
    on_both(async |house| {
        for n in 0..5 {
            house
                .post("/api/v1/links", json!({"slug": format!("link-{n}"), "name": format!("Ramadan 50%_{n}")}))
                .await
                .ok(201);
        }
        let (mut path, mut seen) = ("/api/v1/links?limit=2".to_owned(), Vec::new());
        loop {
            let page = house.get(&path).await.ok(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|l| l["slug"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(cursor) => path = format!("/api/v1/links?limit=2&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, ["link-4", "link-3", "link-2", "link-1", "link-0"]);
        for (q, count) in [("50%25_3", 1), ("RAMADAN", 5), ("link-1", 1), ("50_", 0), ("nothing", 0)] {
            let page = house.get(&format!("/api/v1/links?q={q}")).await.ok(200);
            assert_eq!(page["items"].as_array().unwrap().len(), count, "{q}");
        }
    });
}

#[test]
fn a_pool_given_as_a_whole_keeps_who_is_known_by_id_or_number_and_lets_the_others_go() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let (a, b) = (&link["pool"]["members"][0]["id"], &link["pool"]["members"][1]["id"]);
        let body = json!({"pool": {"members": [
            {"name": "C", "number": "+6281234567892"}, {"id": b, "weight": 5}]}});
        let changed = house.patch(&path, body).await.ok(200);
        assert_eq!(numbers(&changed), ["+6281234567892", "+6281234567891"]);
        assert_eq!(&changed["pool"]["members"][1]["id"], b);
        assert_eq!(changed["pool"]["members"][1]["weight"], 5);
        assert_eq!(changed["pool"]["members"][1]["name"], "B");
        assert_eq!(changed["pool"]["members"][0]["weight"], 100);

        let back = json!({"pool": {"members": [{"name": "A again", "number": "081234567890"}]}});
        let changed = house.patch(&path, back).await.ok(200);
        assert_eq!(&changed["pool"]["members"][0]["id"], a, "who comes back finds their seat and its turns");
        assert_eq!(changed["pool"]["members"][0]["name"], "A again");
    });
}

#[test]
fn faults_of_a_pool_that_only_the_store_can_see_are_named_by_their_place() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let a = &link["pool"]["members"][0]["id"];
        let stranger = "0193e4a0-0000-7000-8000-000000000001";
        let body = json!({"pool": {"members": [
            {"id": stranger}, {"id": a}, {"name": "A2", "number": "+6281234567890"}]}});
        let reply = house.patch(&path, body).await;
        assert_eq!(reply.status, 422);
        assert_eq!(
            reply.faults(),
            [("pool.members[0].id", "no_such_member"), ("pool.members[2].id", "duplicate_member")]
        );
        let body = json!({"pool": {"members": [{"id": a, "number": "+6281234567891"}, {"name": "B", "number": "+6281234567891"}]}});
        assert_eq!(house.patch(&path, body).await.faults(), [("pool.members[1].number", "duplicate_number")]);
        let weights = json!({"pool": {"members": [{"id": a, "weight": 0}]}});
        assert_eq!(house.patch(&path, weights).await.faults(), [("pool.members", "no_weight")]);
        assert_eq!(house.get(&path).await.ok(200)["version"], 1, "nothing of it was kept");
    });
}

#[test]
fn a_renamed_link_keeps_its_old_address_and_nobody_else_can_take_it() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let renamed = house.patch(&path, json!({"slug": "summer"})).await.ok(200);
        assert_eq!(renamed["url"], "http://localhost:8080/wa/summer");
        assert_eq!(renamed["old_slugs"], json!(["promo"]));
        let taken = house.post("/api/v1/links", json!({"slug": "PROMO"})).await;
        assert_eq!((taken.status.as_u16(), taken.faults()), (409, vec![("slug", "taken")]));
        let back = house.patch(&path, json!({"slug": "promo"})).await.ok(200);
        assert_eq!(back["old_slugs"], json!(["summer"]));
        let other = house.post("/api/v1/links", json!({"slug": "other"})).await.ok(201);
        let reply =
            house.patch(&format!("/api/v1/links/{}", other["id"].as_str().unwrap()), json!({"slug": "summer"})).await;
        assert_eq!(reply.status, 409);
    });
}

#[test]
fn of_two_editors_at_once_the_second_is_told() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let first = house.patch_if(&path, "\"1\"", json!({"name": "First"})).await;
        assert_eq!((first.status.as_u16(), first.header("etag")), (200, "\"2\""));
        for tag in ["\"1\"", "W/\"1\"", "\"abc\"", "7"] {
            let second = house.patch_if(&path, tag, json!({"name": "Second"})).await;
            assert_eq!(
                (second.status.as_u16(), second.json["title"].as_str()),
                (412, Some("Changed in the meantime")),
                "{tag}"
            );
        }
        assert_eq!(house.patch_if(&path, "*", json!({"name": "Third"})).await.status, 200);
        assert_eq!(house.patch_if(&path, "\"3\", \"4\"", json!({})).await.status, 400);
        let member = format!("{path}/members/{}", link["pool"]["members"][0]["id"].as_str().unwrap());
        assert_eq!(house.patch_if(&member, "\"1\"", json!({"active": false})).await.status, 412);
        assert_eq!(house.patch_if(&member, "\"3\"", json!({"active": false})).await.header("etag"), "\"4\"");
    });
}

#[test]
fn an_archived_link_leaves_the_list_and_comes_back() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        assert_eq!(house.delete(&path).await.ok(200)["archived"], true);
        assert_eq!(house.delete(&path).await.ok(200)["archived"], true, "twice does no harm");
        assert_eq!(house.get("/api/v1/links").await.ok(200)["items"], json!([]));
        assert_eq!(house.get("/api/v1/links?archived=true").await.ok(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(house.patch(&path, json!({"archived": false})).await.ok(200)["archived_at"], Value::Null);
    });
}

#[test]
fn a_copy_has_the_same_pool_and_no_turns() {
    on_both(async |house| {
        let link = house.promo().await;
        house.visit("promo", "").await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        assert_eq!(house.get(&path).await.ok(200)["pool"]["members"][0]["turns"], 1);
        let copy = house.post(&format!("{path}/copies"), json!({"slug": "promo-2"})).await.ok(201);
        assert_ne!(copy["id"], link["id"]);
        assert_eq!(numbers(&copy), numbers(&link));
        assert_eq!(copy["pool"]["members"][0]["turns"], 0);
        assert_eq!(copy["pool"]["members"][0]["agent_id"], link["pool"]["members"][0]["agent_id"]);
        assert_eq!(house.post(&format!("{path}/copies"), json!({"slug": "promo-2"})).await.status, 409);
    });
}

#[test]
fn a_fallback_that_leads_back_to_itself_is_refused() {
    on_both(async |house| {
        let to = |slug: &str| json!({"url": format!("http://localhost:8080/wa/{slug}?x=1")});
        house.post("/api/v1/links", json!({"slug": "a", "fallback": to("b")})).await.ok(201);
        let reply = house.post("/api/v1/links", json!({"slug": "b", "fallback": to("a")})).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("fallback.url", "fallback_loop")]));
        let b = house
            .post("/api/v1/links", json!({"slug": "b", "fallback": {"url": "https://example.com/"}}))
            .await
            .ok(201);
        let path = format!("/api/v1/links/{}", b["id"].as_str().unwrap());
        assert_eq!(
            house.patch(&path, json!({"fallback": to("a")})).await.faults(),
            [("fallback.url", "fallback_loop")]
        );
        assert_eq!(
            house.patch(&path, json!({"fallback": to("b")})).await.faults(),
            [("fallback.url", "fallback_loop")]
        );
        let nobody = json!({"fallback": {"channel_id": "0193e4a0-0000-7000-8000-000000000001"}});
        assert_eq!(house.patch(&path, nobody).await.faults(), [("fallback.channel_id", "no_such_channel")]);
        assert_eq!(house.patch(&path, json!({"fallback": null})).await.ok(200)["fallback"], Value::Null);
    });
}

#[test]
fn an_unknown_token_of_a_message_is_named_and_not_refused() {
    on_both(async |house| {
        let mut body = promo("promo");
        body["message"] = json!("Hi {{nmae}} {{code}}");
        let link = house.post("/api/v1/links", body).await.ok(201);
        assert_eq!(link["warnings"][0]["field"], "message");
        assert!(link["warnings"][0]["message"].as_str().unwrap().contains("nmae"));
    });
}

#[test]
fn every_change_stands_in_the_history_with_before_and_after() {
    on_both(async |house| {
        let link = house.promo().await;
        let id = link["id"].as_str().unwrap();
        house.patch(&format!("/api/v1/links/{id}"), json!({"name": "New name"})).await.ok(200);
        house.patch(&format!("/api/v1/links/{id}"), json!({"name": "New name"})).await.ok(200);
        let log = house.get(&format!("/api/v1/audit-log?noun=link&noun_id={id}")).await.ok(200);
        let lines = log["items"].as_array().unwrap();
        assert_eq!(lines.len(), 2, "what changed nothing leaves no line");
        assert_eq!(lines[0]["action"], "link.changed");
        assert_eq!(lines[0]["before"], json!({"name": "Promo"}));
        assert_eq!(lines[0]["after"], json!({"name": "New name"}));
        assert_eq!(lines[0]["actor"]["kind"], "token");
        assert_eq!(lines[1]["action"], "link.created");
    });
}
