//! Drafts run over recorded visits.

use crate::house::{House, on_both};
use serde_json::{Value, json};

async fn replayed(house: &House, link: &Value, draft: Value) -> Value {
    house.post(&format!("/api/v1/links/{}/replay", link["id"].as_str().unwrap()), draft).await.ok(200)
}

fn moves(replayed: &Value) -> Vec<(String, String, u64)> {
    let name = |place: &Value| format!("{} {}", place["kind"].as_str().unwrap(), place["name"].as_str().unwrap());
    let moves = replayed["moves"].as_array().unwrap().iter();
    moves.map(|one| (name(&one["from"]), name(&one["to"]), one["visits"].as_u64().unwrap())).collect()
}

#[test]
fn what_nothing_was_changed_in_moves_nobody_and_a_rule_moves_those_it_holds_for() {
    on_both(async |house| {
        let link = house.promo().await;
        for campaign in ["a", "b", "a", "b", "a", "b"] {
            house.visit("promo", &format!("utm_campaign={campaign}")).await;
        }
        let same = replayed(house, &link, json!({})).await;
        assert_eq!((same["visits"].as_u64(), same["moved"].as_u64()), (Some(6), Some(0)), "{same}");
        let site = json!({"kind": "website", "name": "Shop", "url": "https://example.com/shop"});
        let site = house.post("/api/v1/channels", site).await.ok(201);
        let rule = json!({"name": "a", "when": {"field": "utm_campaign", "op": "equal", "value": "A"},
                          "then": {"channel_id": site["id"]}});
        let ruled = replayed(house, &link, json!({"days": 7, "rules": [rule]})).await;
        assert_eq!((ruled["visits"].as_u64(), ruled["moved"].as_u64()), (Some(6), Some(3)), "{ruled}");
        assert!(moves(&ruled).iter().all(|(_, to, _)| to == "channel Shop"), "{ruled}");
        let of_shop =
            ruled["places"].as_array().unwrap().iter().find(|share| share["place"]["name"] == "Shop").unwrap();
        assert_eq!((of_shop["before"].as_u64(), of_shop["after"].as_u64()), (Some(0), Some(3)));
        let example = ruled["moves"][0]["example_visit_ids"][0].as_str().unwrap();
        house.get(&format!("/api/v1/visits/{example}")).await.ok(200);
        let now = house.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await.ok(200);
        assert_eq!(now["rules"], json!([]), "nothing was saved");
    });
}

#[test]
fn a_switch_moves_the_turns_of_who_is_off_and_an_empty_pool_falls_back() {
    on_both(async |house| {
        let link = house.promo().await;
        for _ in 0..4 {
            house.visit("promo", "").await;
        }
        let members = link["pool"]["members"].as_array().unwrap();
        let off = |n: usize| json!({"id": members[n]["id"], "active": false});
        let one = replayed(house, &link, json!({"pool": {"members": [off(0)]}})).await;
        assert!(one["moved"].as_u64().unwrap() >= 1, "{one}");
        assert!(moves(&one).iter().all(|(from, to, _)| from == "member A" && to == "member B"), "{one}");
        let both = json!({"pool": {"members": [off(0), off(1)]}, "fallback": {"url": "https://example.com/later"}});
        let both = replayed(house, &link, both).await;
        assert_eq!(both["moved"], 4);
        assert!(moves(&both).iter().all(|(_, to, _)| to == "address https://example.com/later"), "{both}");
        let strange = json!({"pool": {"members": [{"id": "0190d3f2-0000-7000-8000-000000000001"}]}});
        let path = format!("/api/v1/links/{}/replay", link["id"].as_str().unwrap());
        assert_eq!(house.post(&path, strange).await.faults(), [("pool.members[0].id", "no_such_member")]);
        assert_eq!(house.post(&path, json!({"days": 91})).await.faults(), [("days", "out_of_range")]);
    });
}

#[test]
fn visits_that_saw_a_form_and_did_not_send_it_are_counted_apart() {
    on_both(async |house| {
        let link = house.promo().await;
        house.visit("promo", "").await;
        let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        house.patch(&path, json!({"form": {"enabled": true, "name": "required"}})).await.ok(200);
        for _ in 0..2 {
            house.visit("promo", "").await;
        }
        let same = replayed(house, &link, json!({})).await;
        let figures = ["visits", "forms", "left_out", "undecided_forms", "moved"].map(|name| same[name].as_u64());
        assert_eq!(figures, [Some(1), Some(0), Some(2), Some(0), Some(0)], "{same}");
    });
}
