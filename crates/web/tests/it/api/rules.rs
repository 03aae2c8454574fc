//! Routing rules over the API: kept, obeyed, explained, refused.

use crate::house::{House, on_both};
use serde_json::{Value, json};

async fn channel(house: &House, name: &str) -> Value {
    let url = format!("https://example.com/{name}");
    house.post("/api/v1/channels", json!({"kind": "website", "name": name, "url": url})).await.ok(201)
}

fn country(code: &str, then: &Value) -> Value {
    json!({"name": format!("{code} first"), "when": {"field": "country", "op": "in_list", "value": [code]}, "then": then})
}

async fn imagined(house: &House, link: &Value, wish: Value) -> Value {
    house.post(&format!("/api/v1/links/{}/simulate", link["id"].as_str().unwrap()), wish).await.ok(200)
}

fn results(imagined: &Value) -> Vec<(&str, &str)> {
    let steps = imagined["steps"].as_array().unwrap();
    steps.iter().map(|step| (step["step"].as_str().unwrap(), step["result"].as_str().unwrap())).collect()
}

#[test]
fn the_first_rule_that_holds_wins_and_every_rule_says_why_not() {
    on_both(async |house| {
        let (spain, rest) = (channel(house, "es").await, channel(house, "rest").await);
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let schedule = json!({"time_zone": "Europe/Madrid", "days": ["mon", "tue", "wed", "thu", "fri"],
                              "from": "09:00", "to": "18:00"});
        let in_hours = json!({"name": "Spain in hours", "active": true,
            "when": {"all": [{"field": "country", "op": "in_list", "value": ["ES"]},
                             {"field": "schedule", "op": "within", "value": schedule}]},
            "then": {"channel_id": spain["id"]}});
        let spanish = json!({"name": "Spanish", "active": true, "when": {"field": "language", "op": "in_list",
            "value": ["es"]}, "then": {"channel_id": rest["id"]}});
        let saved = house.patch(&path, json!({"rules": [in_hours, spanish]})).await.ok(200);
        assert_eq!(saved["rules"][0]["when"], in_hours["when"]);
        assert!(saved["rules"][0]["id"].is_string());
        assert_eq!(house.get(&path).await.ok(200)["rules"], saved["rules"]);
        // What was answered can be sent back and changes nothing.
        assert_eq!(house.patch(&path, json!({"rules": saved["rules"]})).await.ok(200)["rules"], saved["rules"]);

        let monday = json!({"country": "ES", "language": "es-ES", "at": "2026-11-23T09:30:00Z"});
        let met = imagined(house, &link, monday).await;
        assert_eq!((&met["channel_id"], met["location"].as_str()), (&spain["id"], Some("https://example.com/es")));
        assert_eq!(results(&met)[3..], [("route", "met"), ("route", "es")]);
        let sunday = json!({"country": "ES", "language": "es-ES", "at": "2026-11-22T09:30:00Z"});
        let met = imagined(house, &link, sunday).await;
        assert_eq!(met["channel_id"], rest["id"]);
        assert_eq!(results(&met)[3..], [("route", "not_met"), ("route", "met"), ("route", "rest")]);
        let because = met["steps"][3]["because"].as_str().unwrap();
        assert!(because.contains("Spain in hours") && because.contains("10:30"), "{because}");
        let other = imagined(house, &link, json!({"country": "ID", "language": "id"})).await;
        assert_eq!(other["member_id"], link["pool"]["members"][0]["id"], "no rule holds, so the pool decides");
    });
}

#[test]
fn a_passive_channel_is_skipped_and_a_pool_with_nobody_too() {
    on_both(async |house| {
        let (first, second) = (channel(house, "first").await, channel(house, "second").await);
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let all = |then: Value| json!({"name": "all", "when": {"all": []}, "then": then});
        let rules = json!([
            all(json!({"channel_id": first["id"]})),
            all(json!({"pool": true})),
            all(json!({"channel_id": second["id"]}))
        ]);
        house.patch(&path, json!({ "rules": rules })).await.ok(200);
        let channel = |of: &Value| format!("/api/v1/channels/{}", of["id"].as_str().unwrap());
        house.patch(&channel(&first), json!({"status": "passive"})).await.ok(200);
        let met = imagined(house, &link, json!({})).await;
        assert_eq!(results(&met)[3..5], [("route", "skipped"), ("route", "met")]);
        assert!(met["member_id"].is_string());
        for member in link["pool"]["members"].as_array().unwrap() {
            let path = format!("{path}/members/{}", member["id"].as_str().unwrap());
            house.patch(&path, json!({"active": false})).await.ok(200);
        }
        let met = imagined(house, &link, json!({})).await;
        assert_eq!(met["channel_id"], second["id"]);
        house.patch(&channel(&second), json!({"status": "passive"})).await.ok(200);
        let end = imagined(house, &link, json!({})).await;
        assert_eq!(results(&end).last(), Some(&("fallback", "leave_number")), "there is no dead end");
    });
}

#[test]
fn a_rule_leads_on_to_another_link_and_its_turns_are_that_links() {
    on_both(async |house| {
        let link = house.promo().await;
        let member = json!({"name": "Eva", "number": "+34612345678", "weight": 1, "active": true});
        let spain = json!({"slug": "spain", "message": "Hola {{name}} {{code}}",
                           "pool": {"method": "round_robin", "members": [member]}});
        let spain = house.post("/api/v1/links", spain).await.ok(201);
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let rule = json!({"name": "all", "when": {"all": []}, "then": {"link_id": spain["id"]}});
        house.patch(&path, json!({"rules": [rule]})).await.ok(200);
        house.visit("promo", "").await;
        let taken = house.get(&format!("/api/v1/links/{}", spain["id"].as_str().unwrap())).await.ok(200);
        assert_eq!(taken["pool"]["members"][0]["turns"], 1);
        let visit = house.get("/api/v1/visits?limit=1").await.ok(200)["items"][0].clone();
        assert_eq!(visit["link"]["id"].as_str().or(visit["link_id"].as_str()), link["id"].as_str(), "{visit}");
        let back = json!({"name": "back", "when": {"all": []}, "then": {"link_id": link["id"]}});
        let reply =
            house.patch(&format!("/api/v1/links/{}", spain["id"].as_str().unwrap()), json!({"rules": [back]})).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("rules[0].then.link_id", "rule_cycle")]));
        let own = json!({"name": "own", "when": {"all": []}, "then": {"link_id": link["id"]}});
        assert_eq!(
            house.patch(&path, json!({"rules": [own]})).await.faults(),
            [("rules[0].then.link_id", "rule_to_itself")]
        );
    });
}

#[test]
fn a_rule_that_names_what_is_not_there_is_refused_and_nothing_is_half_saved() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let nobody = "0190d3f2-0000-7000-8000-000000000001";
        let body = json!({"name": "Changed", "rules": [country("ES", &json!({"channel_id": nobody})),
                          country("FR", &json!({"link_id": nobody}))]});
        let reply = house.patch(&path, body).await;
        assert_eq!(
            (reply.status.as_u16(), reply.faults()),
            (422, vec![("rules[0].then.channel_id", "no_such_channel"), ("rules[1].then.link_id", "no_such_link")])
        );
        assert_eq!(house.get(&path).await.ok(200), link);
        let reply = house.patch(&path, json!({"rules": [{"name": "x", "when": {"all": []}, "then": {}}]})).await;
        assert_eq!(reply.faults(), [("rules[0].then", "rule_without_target")]);
    });
}

#[test]
fn a_member_takes_visitors_within_hours_under_a_cap_and_after_a_pause() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let members = link["pool"]["members"].as_array().unwrap();
        let member = |n: usize| format!("{path}/members/{}", members[n]["id"].as_str().unwrap());
        let capped = house.patch(&member(0), json!({"daily_cap": 1})).await.ok(200);
        assert_eq!(capped["daily_cap"], 1);
        for _ in 0..3 {
            house.visit("promo", "").await;
        }
        let turns = |link: &Value| -> Vec<i64> {
            link["pool"]["members"].as_array().unwrap().iter().map(|m| m["turns"].as_i64().unwrap()).collect()
        };
        assert_eq!(turns(&house.get(&path).await.ok(200)), [1, 2], "the cap leaves the rest to the other");
        let hours = json!({"time_zone": "Asia/Jakarta", "days": ["mon"], "from": "08:00", "to": "17:00"});
        house.patch(&member(0), json!({"daily_cap": null, "hours": hours})).await.ok(200);
        house.patch(&member(1), json!({"back_at": "2026-11-23T03:00:00Z"})).await.ok(200);
        let at = async |at: &str| imagined(house, &link, json!({ "at": at })).await;
        let morning = at("2026-11-23T02:00:00Z").await;
        assert_eq!(morning["member_id"], members[0]["id"], "Monday 09:00 in Jakarta, the other is away");
        assert!(results(&morning).contains(&("assign", "back_later")), "{morning}");
        let evening = at("2026-11-23T12:00:00Z").await;
        assert_eq!(evening["member_id"], members[1]["id"]);
        assert!(results(&evening).contains(&("assign", "outside_hours")), "{evening}");
        let night = at("2026-11-22T12:00:00Z").await;
        assert_eq!(results(&night).last(), Some(&("fallback", "leave_number")));
        let kept = house.get(&path).await.ok(200);
        assert_eq!(
            (&kept["pool"]["members"][0]["hours"], kept["pool"]["members"][1]["back_at"].as_str()),
            (&hours, Some("2026-11-23T03:00:00Z"))
        );
    });
}

#[test]
fn a_telegram_channel_starts_with_what_it_is_told() {
    on_both(async |house| {
        let telegram =
            |start: Value| json!({"kind": "telegram", "name": "Bot", "username": "toko_bot", "start": start});
        let made = house.post("/api/v1/channels", telegram(json!("ig_{{code}}"))).await.ok(201);
        assert_eq!((made["username"].as_str(), made["start"].as_str()), (Some("toko_bot"), Some("ig_{{code}}")));
        let reply = house.post("/api/v1/channels", telegram(json!("a".repeat(70)))).await;
        assert_eq!(reply.faults(), [("start", "start_too_long")]);
        let link = house.promo().await;
        let rule = json!({"name": "all", "when": {"all": []}, "then": {"channel_id": made["id"]}});
        house.patch(&format!("/api/v1/links/{}", link["id"].as_str().unwrap()), json!({"rules": [rule]})).await.ok(200);
        let met = imagined(house, &link, json!({})).await;
        assert!(met["location"].as_str().unwrap().starts_with("https://t.me/toko_bot?start=ig_"), "{met}");
    });
}

#[test]
fn a_message_and_the_last_page_tell_when_somebody_is_there_again() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let night = json!({"kind": "whatsapp", "name": "Night", "number": "+6281234567899", "status": "active"});
        let night = house.post("/api/v1/channels", night).await.ok(201);
        let schedule = json!({"time_zone": "Asia/Jakarta", "days": ["mon"], "from": "08:00", "to": "17:00"});
        let rule = json!({"name": "in hours", "when": {"field": "schedule", "op": "within", "value": schedule},
                          "then": {"pool": true}});
        let members: Vec<Value> = link["pool"]["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| json!({"id": member["id"], "hours": schedule}))
            .collect();
        house
            .patch(
                &path,
                json!({"message": "Back {{next_opening}}", "rules": [rule], "pool": {"members": members},
                                  "fallback": {"channel_id": night["id"]}}),
            )
            .await
            .ok(200);
        let sunday = imagined(house, &link, json!({"at": "2026-11-22T12:00:00Z"})).await;
        assert_eq!(sunday["location"], "https://wa.me/6281234567899?text=Back%20Mon%2008%3A00%20WIB", "{sunday}");
        let monday = imagined(house, &link, json!({"at": "2026-11-23T02:00:00Z"})).await;
        assert!(monday["location"].as_str().unwrap().ends_with("?text=Back"), "somebody is there: {monday}");
    });
}
