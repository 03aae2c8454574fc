//! The outbox over the API: lists, a delivery's story, sending again, telling of a lead by hand, a lead's timeline.

use super::destinations::meta;
use crate::house::{House, Platform, SECOND, START, on_both};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3_600 * SECOND;

/// A house with one destination, a link, and a visitor who came by an ad of the platform's.
async fn visited(house: &House) -> (String, String) {
    let (destination, _) = meta(house, "Pixel").await;
    house.promo().await;
    house.visit("promo", "fbclid=IwAR-1").await;
    let lead = house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
    (destination["id"].as_str().unwrap().to_owned(), lead)
}

async fn list(house: &House, query: &str) -> Vec<Value> {
    house.get(&format!("/api/v1/deliveries{query}")).await.ok(200)["items"].as_array().unwrap().clone()
}

fn all_are(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |all| !all.is_empty() && all.iter().all(|one| one["status"] == status)
}

fn path(delivery: &Value) -> String {
    format!("/api/v1/deliveries/{}", delivery["id"].as_str().unwrap())
}

async fn tell(house: &House, lead: &str, body: Value) -> crate::house::Reply {
    house.post(&format!("/api/v1/leads/{lead}/conversions"), body).await
}

#[test]
fn deliveries_are_listed_filtered_and_paged_and_wrong_filters_named() {
    on_both(async |house| {
        let (destination, lead) = visited(house).await;
        let all = list(house, "").await;
        let mut categories: Vec<_> = all.iter().map(|one| one["category"].as_str().unwrap()).collect();
        categories.sort_unstable();
        assert_eq!(categories, ["click", "view_content"]);
        for one in &all {
            assert_eq!(
                (&one["status"], &one["lead_id"], &one["destination_id"]),
                (&json!("pending"), &json!(lead), &json!(destination))
            );
            assert_eq!((&one["said"], &one["reason"], &one["try_count"]), (&Value::Null, &Value::Null, &json!(0)));
            assert!(one["message"].as_str().unwrap().ends_with('.'));
            assert_eq!(one["destination"], json!({"id": destination, "name": "Pixel", "platform": "meta"}));
        }
        let none = uuid::Uuid::nil();
        for (query, count) in [
            (format!("?destination_id={destination}"), 2),
            (format!("?destination_id={none}"), 0),
            (format!("?lead_id={lead}&category=click"), 1),
            ("?category=purchase".to_owned(), 0),
            ("?status=pending".to_owned(), 2),
            ("?status=sent".to_owned(), 0),
            ("?status=sent,pending".to_owned(), 2),
            ("?status=pending&ended_from=2026-11-01T00:00:00Z".to_owned(), 0),
            (format!("?replay_id={none}"), 0),
            ("?status=skipped".to_owned(), 0),
            ("?from=2026-11-01T00:00:00Z".to_owned(), 2),
            ("?to=2026-11-01T00:00:00Z".to_owned(), 0),
            ("?from=2026-11-01T00:00:00Z&to=2026-11-01T00:00:00.000001Z".to_owned(), 2),
        ] {
            assert_eq!(list(house, &query).await.len(), count, "{query}");
        }
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = house.get(&format!("/api/v1/deliveries?limit=1{next}")).await.ok(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, all, "each once");
        let wrong = house
            .get(
                "/api/v1/deliveries?status=gone&destination_id=x&lead_id=y&category=nap&from=now&to=then\
                  &ended_from=now&ended_to=then&replay_id=x&limit=0&q=1",
            )
            .await;
        assert_eq!(wrong.status, 400);
        let mut faults = wrong.faults();
        faults.sort_unstable();
        assert_eq!(
            faults,
            [
                ("category", "unknown_category"),
                ("destination_id", "not_an_id"),
                ("ended_from", "not_a_time"),
                ("ended_to", "not_a_time"),
                ("from", "not_a_time"),
                ("lead_id", "not_an_id"),
                ("limit", "bad_limit"),
                ("q", "unknown_parameter"),
                ("replay_id", "not_an_id"),
                ("status", "unknown_delivery_status"),
                ("to", "not_a_time"),
            ]
        );
    });
}

#[test]
fn a_delivery_tells_its_story_with_what_it_tells_covered_or_why_there_is_none() {
    on_both(async |house| {
        let (destination, lead) = visited(house).await;
        house
            .patch(&format!("/api/v1/leads/{lead}"), json!({"phone": "0812-3456-7890", "email": "budi@example.co.id"}))
            .await
            .ok(200);
        house.platform(Platform::Refuses);
        house.sends();
        let refused = house.until("all are refused", all_are("refused")).await;
        let story = house.get(&path(&refused[0])).await;
        assert!(
            !story.text.contains("81234567890") && !story.text.contains("budi@") && !story.text.contains("SECRETMARK"),
            "{}",
            story.text
        );
        let story = story.ok(200);
        assert_eq!(
            (&story["destination"]["id"], &story["destination"]["name"], &story["destination"]["platform"]),
            (&json!(destination), &json!("Pixel"), &json!("meta"))
        );
        let tries = story["tries"].as_array().unwrap();
        let said = &tries[0]["said"];
        assert_eq!(
            (tries.len(), &tries[0]["outcome"], &said["http"], &said["code"]),
            (1, &json!("refused"), &json!(400), &json!("100/2804019"))
        );
        assert_eq!((&story["message"], story["said"]["trace"].as_str()), (&said["message"], Some("AbC-trace")));
        assert!(story["payload"].is_object() && story["no_payload"].is_null(), "{story}");

        // The destination asks for a consent now that nobody gave: nothing is told any more.
        let required = json!({"consent": "required"});
        house.patch(&format!("/api/v1/destinations/{destination}"), required).await.ok(200);
        let story = house.get(&path(&refused[0])).await.ok(200);
        assert_eq!((&story["payload"], &story["no_payload"]["reason"]), (&Value::Null, &json!("consent_missing")));
        assert!(story["no_payload"]["message"].as_str().unwrap().contains("consent"));
        assert_eq!(house.get(&format!("/api/v1/deliveries/{}", uuid::Uuid::nil())).await.status, 404);
        assert_eq!(house.get("/api/v1/deliveries/nonsense").await.status, 404);
    });
}

#[test]
fn one_is_sent_again_under_the_same_id_and_not_where_it_would_count_twice_unless_forced() {
    on_both(async |house| {
        let (_, _) = visited(house).await;
        let all = list(house, "").await;
        let replay = format!("{}/replay", path(&all[0]));
        let post = async |body: Value| house.post(&replay, body).await;
        let early = post(json!({})).await;
        assert_eq!((early.status.as_u16(), early.faults()), (409, vec![("", "delivery_on_its_way")]));
        assert_eq!(
            post(json!({"force": "yes", "more": 1})).await.faults(),
            [("force", "not_a_boolean"), ("more", "unknown_field")]
        );
        house.platform(Platform::Takes);
        house.sends();
        let sent = house.until("all are sent", all_are("sent")).await;
        let events =
            |call: &engine::outside::Call| serde_json::from_slice::<Value>(&call.body).unwrap()["data"].to_string();
        let id = sent[0]["event_id"].as_str().unwrap().to_owned();
        let heard = || house.world.called.lock().unwrap().iter().filter(|call| events(call).contains(&id)).count();
        assert_eq!(heard(), 1);

        // Within the platform's window it tells the two apart itself.
        let again = house.ask("POST", &replay, &house.token, &[("idempotency-key", "k")], "").await.ok(202);
        assert_eq!((&again["found"], &again["queued"], &again["would_repeat"]), (&json!(1), &json!(1), &json!(0)));
        let same = house.ask("POST", &replay, &house.token, &[("idempotency-key", "k")], "").await;
        assert_eq!((same.header("idempotency-replayed"), &same.json), ("true", &again));
        house.until("it is sent again", all_are("sent")).await;
        assert_eq!(heard(), 2);
        let progress = format!("/api/v1/deliveries/replays/{}", again["id"].as_str().unwrap());
        let progress = house.get(&progress).await.ok(200);
        assert_eq!(
            (&progress["total"], &progress["ended"], &progress["statuses"]),
            (&json!(1), &json!(1), &json!({"sent": 1}))
        );

        house.clock.turn_to(house.engine.now() + 3 * DAY);
        let late = post(json!({"force": false})).await;
        assert_eq!((late.status.as_u16(), late.faults()), (409, vec![("", "delivery_would_repeat")]));
        assert_eq!(post(json!({"force": true})).await.ok(202)["queued"], 1);
        house.until("it is sent a third time", all_are("sent")).await;
        assert_eq!(heard(), 3);
        house.clock.turn_to(START + 8 * DAY);
        let old = post(json!({"force": true})).await;
        assert_eq!((old.status.as_u16(), old.faults()), (409, vec![("", "delivery_too_old")]));
        let log = house.get("/api/v1/audit-log?noun=delivery").await.ok(200);
        assert_eq!(log["items"].as_array().unwrap().len(), 2, "{log}");
    });
}

#[test]
fn many_are_sent_again_after_a_look_at_what_that_does() {
    on_both(async |house| {
        let (destination, _) = visited(house).await;
        for n in 0..4 {
            house.clock.turn_to(house.engine.now() + 60 * SECOND);
            house.visit("promo", &format!("fbclid=more-{n}")).await;
        }
        house.platform(Platform::Refuses);
        house.sends();
        let refused = house.until("all are refused", all_are("refused")).await;
        let many = async |body: Value| house.post("/api/v1/deliveries/replays", body).await;
        let look = many(json!({"status": "refused", "dry_run": true})).await.ok(200);
        assert_eq!((&look["found"], &look["queued"], &look["id"]), (&json!(refused.len()), &json!(0), &Value::Null));
        assert_eq!(list(house, "?status=refused").await.len(), refused.len(), "a look changes nothing");
        assert_eq!(many(json!({"status": "sent", "dry_run": true})).await.ok(200)["found"], 0);
        let clicks = refused.iter().filter(|one| one["category"] == "click").count();
        let some = many(json!({"category": "click", "destination_id": destination, "dry_run": true})).await.ok(200);
        assert_eq!(some["found"], clicks);

        house.platform(Platform::Takes);
        let again = many(json!({"status": "refused", "category": "click"})).await.ok(202);
        assert_eq!((&again["found"], &again["queued"]), (&json!(clicks), &json!(clicks)));
        let progress = format!("/api/v1/deliveries/replays/{}", again["id"].as_str().unwrap());
        let so = |all: &[Value]| {
            all.iter().all(|one| one["status"] == if one["category"] == "click" { "sent" } else { "refused" })
        };
        let after = house.until("those alone are sent", so).await;
        let progress = house.get(&progress).await.ok(200);
        assert_eq!(
            (&progress["total"], &progress["ended"], &progress["statuses"]["sent"]),
            (&json!(clicks), &json!(clicks), &json!(clicks))
        );
        let of_replay = format!("?replay_id={}&status=sent,duplicate", again["id"].as_str().unwrap());
        assert_eq!(list(house, &of_replay).await.len(), clicks);
        let health = house.get(&format!("/api/v1/destinations/{destination}")).await.ok(200)["health"].clone();
        let since = health["last_day"]["since"].as_str().unwrap();
        for status in ["sent", "refused"] {
            let rows = list(house, &format!("?destination_id={destination}&status={status}&ended_from={since}")).await;
            assert_eq!(health["last_day"][status], rows.len(), "the figure of {status} is its rows");
        }
        let ids = |all: &[Value]| all.iter().map(|one| one["event_id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&refused), "under the same ids");

        let none = many(json!({"category": "purchase"})).await.ok(202);
        assert_eq!((&none["id"], &none["queued"]), (&Value::Null, &json!(0)));
        assert_eq!(house.get(&format!("/api/v1/deliveries/replays/{}", uuid::Uuid::nil())).await.status, 404);
        let wrong = many(json!({"status": "pending", "destination_id": uuid::Uuid::nil(), "from": "now"})).await;
        assert_eq!(wrong.faults(), [("status", "not_one_of"), ("from", "not_a_time")]);
        let unknown = many(json!({"destination_id": uuid::Uuid::nil()})).await;
        assert_eq!(unknown.faults(), [("destination_id", "no_such_destination")]);
        assert_eq!(house.delete(&format!("/api/v1/destinations/{destination}")).await.status, 204);
        let away = many(json!({"destination_id": destination})).await;
        let archived = (409, vec![("destination_id", "archived")]);
        assert_eq!((away.status.as_u16(), away.faults()), archived, "nothing more goes there");
        let one = house.post(&format!("{}/replay", path(&after[0])), json!({})).await;
        assert_eq!((one.status.as_u16(), one.faults()), archived);
    });
}

#[test]
fn a_person_tells_the_platforms_of_a_lead_once_with_an_amount_that_makes_sense() {
    on_both(async |house| {
        house.promo().await;
        house.visit("promo", "").await;
        let lead = house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let none = tell(house, &lead, json!({"category": "lead"})).await;
        assert_eq!((none.status.as_u16(), none.faults()), (409, vec![("", "no_destinations")]));
        let (one, path) = meta(house, "One").await;
        let (two, _) = meta(house, "Two").await;
        let purchase = |value: Value| json!({"category": "purchase", "value": value});
        for (value, fault) in [
            (json!({"amount": "-1"}), ("value.amount", "money_negative")),
            (json!({"amount": "lots", "currency": "IDR"}), ("value.amount", "money_not_an_amount")),
            (json!({"amount": "1e9"}), ("value.amount", "money_not_an_amount")),
            (json!({"amount": "NaN"}), ("value.amount", "money_not_an_amount")),
            (json!({"amount": "99999999999999999999"}), ("value.amount", "money_too_great")),
            (json!({"amount": "1.234", "currency": "USD"}), ("value.amount", "money_too_precise")),
            (json!({"amount": "1.5", "currency": "JPY"}), ("value.amount", "money_too_precise")),
            (json!({"amount": "1", "currency": "XXX"}), ("value.currency", "unknown_currency")),
            (json!({"amount": "1", "currency": "rupiah"}), ("value.currency", "unknown_currency")),
            (json!({"currency": "IDR"}), ("value.amount", "required")),
            (json!({"amount": 5}), ("value.amount", "not_text")),
            (json!("5"), ("value", "not_an_object")),
        ] {
            let reply = tell(house, &lead, purchase(value.clone())).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![fault]), "{value}");
        }
        assert_eq!(tell(house, &lead, json!({})).await.faults(), [("category", "required")]);
        assert_eq!(tell(house, &lead, json!({"category": "nap"})).await.faults(), [("category", "not_one_of")]);
        let ids = json!({"category": "lead", "destination_ids": [one["id"], uuid::Uuid::nil()]});
        assert_eq!(tell(house, &lead, ids).await.faults(), [("destination_ids[1]", "no_such_destination")]);
        assert_eq!(tell(house, "999", json!({"category": "lead"})).await.status, 404);
        assert!(list(house, "").await.is_empty(), "nothing of it was queued");

        let told = tell(house, &lead, purchase(json!({"amount": "150000"}))).await.ok(202);
        let told = told["items"].as_array().unwrap();
        assert_eq!(told.len(), 2);
        for one in told {
            assert_eq!(one["value"], json!({"amount": "150000", "currency": "IDR"}), "the workspace's currency");
            assert_eq!(
                (&one["cause"], &one["status"], &one["lead_id"]),
                (&json!("manual"), &json!("pending"), &json!(lead))
            );
        }
        let again = tell(house, &lead, purchase(json!({"amount": "150000"}))).await.ok(202);
        assert_eq!(again["items"], json!([]), "once for each lead");
        let one_alone = json!({"category": "lead", "destination_ids": [two["id"]]});
        let told = tell(house, &lead, one_alone).await.ok(202);
        assert_eq!((told["items"].as_array().unwrap().len(), &told["items"][0]["destination_id"]), (1, &two["id"]));
        assert_eq!(house.delete(&path).await.status, 204);
        let away = json!({"category": "checkout", "destination_ids": [one["id"]]});
        assert_eq!(tell(house, &lead, away).await.faults(), [("destination_ids[0]", "no_such_destination")]);
        let zero = json!({"category": "checkout", "value": {"amount": "0", "currency": "usd"}});
        let zero = tell(house, &lead, zero).await.ok(202);
        assert_eq!(zero["items"][0]["value"], json!({"amount": "0", "currency": "USD"}));
    });
}

#[test]
fn what_was_told_of_a_lead_stands_in_its_timeline_and_its_consent_in_the_lead() {
    on_both(async |house| {
        let (_, lead) = visited(house).await;
        let path = format!("/api/v1/leads/{lead}");
        assert_eq!(house.get(&path).await.ok(200)["consent"], Value::Null);
        house.clock.turn_to(START + 60 * SECOND);
        house.patch(&path, json!({"status": "hot"})).await.ok(200);
        let story = house.get(&format!("{path}/timeline")).await.ok(200);
        let items = story["items"].as_array().unwrap();
        let whats: Vec<_> = items.iter().map(|item| item["what"].as_str().unwrap()).collect();
        assert_eq!(
            whats,
            ["delivery", "change", "delivery", "delivery", "visit"],
            "what is told stands above what happened"
        );
        let told = &items[0]["delivery"];
        assert_eq!(
            (&told["category"], &told["destination"]["name"], &told["cause"]),
            (&json!("qualified_lead"), &json!("Pixel"), &json!("status"))
        );
        assert!(told["message"].as_str().unwrap().ends_with('.'));
        // Things of one moment stay together, whatever the limit.
        let first = house.get(&format!("{path}/timeline?limit=1")).await.ok(200);
        assert_eq!(first["items"], json!(items[..2]));
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = house.get(&format!("{path}/timeline?limit=1&cursor={cursor}")).await.ok(200);
        assert_eq!((&rest["items"], &rest["next_cursor"]), (&json!(items[2..]), &Value::Null));
    });
}
