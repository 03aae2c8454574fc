//! Seats of a pool, one by one.

use crate::house::on_both;
use serde_json::{Value, json};

#[test]
fn a_switch_acts_from_the_next_visit_on() {
    on_both(async |house| {
        let link = house.promo().await;
        let pool = format!("/api/v1/links/{}/members", link["id"].as_str().unwrap());
        let a = format!("{pool}/{}", link["pool"]["members"][0]["id"].as_str().unwrap());
        let off = house.patch(&a, json!({"active": false})).await.ok(200);
        assert_eq!((off["active"].as_bool(), off["share"].as_f64()), (Some(false), Some(0.0)));
        house.visit("promo", "").await;
        let members = house.get(&pool).await.ok(200);
        assert_eq!(members["items"][0]["turns"], 0);
        assert_eq!(members["items"][1]["turns"], 1);
        assert_eq!(members["items"][1]["actual_share"], 1.0);
        let log = house.get("/api/v1/audit-log?limit=1").await.ok(200);
        assert_eq!(log["items"][0]["action"], "member.switched_off");
    });
}

#[test]
fn a_weight_may_be_zero_but_not_everybodys() {
    on_both(async |house| {
        let link = house.promo().await;
        let pool = format!("/api/v1/links/{}/members", link["id"].as_str().unwrap());
        let path = |n: usize| format!("{pool}/{}", link["pool"]["members"][n]["id"].as_str().unwrap());
        assert_eq!(house.patch(&path(0), json!({"weight": 0})).await.ok(200)["share"], 0.0);
        let reply = house.patch(&path(1), json!({"weight": 0})).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("weight", "no_weight")]));
        assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains("at least 1"), "the way out is named");
        assert_eq!(house.patch(&path(1), json!({"active": false})).await.status, 200, "a switch is never refused");
        for (weight, code) in [
            (json!(-1), "out_of_range"),
            (json!(1_000_001), "out_of_range"),
            (json!(99_999_999_999_999_999_999_f64), "not_a_whole_number"),
            (json!(0.5), "not_a_whole_number"),
            (json!("50"), "not_a_whole_number"),
            (Value::Null, "required"),
        ] {
            assert_eq!(
                house.patch(&path(0), json!({ "weight": weight })).await.faults(),
                [("weight", code)],
                "{weight}"
            );
        }
    });
}

#[test]
fn somebody_comes_goes_and_comes_back_with_their_turns() {
    on_both(async |house| {
        let link = house.promo().await;
        house.visit("promo", "").await;
        let pool = format!("/api/v1/links/{}/members", link["id"].as_str().unwrap());
        let a = link["pool"]["members"][0]["id"].as_str().unwrap();
        assert_eq!(house.delete(&format!("{pool}/{a}")).await.status, 204);
        assert_eq!(house.delete(&format!("{pool}/{a}")).await.status, 404);
        assert_eq!(house.get(&format!("{pool}/{a}")).await.status, 404);
        let back = house.post(&pool, json!({"name": "A", "number": "0812 3456 7890", "weight": 10})).await;
        assert_eq!(back.header("location"), format!("{pool}/{a}"));
        let back = back.ok(201);
        assert_eq!((back["turns"].as_i64(), back["weight"].as_i64()), (Some(1), Some(10)));
        let twice = house.post(&pool, json!({"name": "A", "number": "+6281234567890"})).await;
        assert_eq!((twice.status.as_u16(), twice.faults()), (409, vec![("number", "already_in_pool")]));
    });
}

#[test]
fn a_number_is_one_channel_and_one_agent_whatever_the_link() {
    on_both(async |house| {
        let first = house.promo().await;
        let second = house.post("/api/v1/links", crate::house::promo("second")).await.ok(201);
        assert_eq!(first["pool"]["members"][0]["agent_id"], second["pool"]["members"][0]["agent_id"]);
        assert_eq!(house.get("/api/v1/agents").await.ok(200)["items"].as_array().unwrap().len(), 2);
        let path = format!(
            "/api/v1/links/{}/members/{}",
            second["id"].as_str().unwrap(),
            second["pool"]["members"][0]["id"].as_str().unwrap()
        );
        let moved = house.patch(&path, json!({"number": "+6281234567899"})).await.ok(200);
        assert_ne!(moved["agent_id"], first["pool"]["members"][0]["agent_id"]);
        assert_eq!(moved["id"], second["pool"]["members"][0]["id"]);
    });
}
