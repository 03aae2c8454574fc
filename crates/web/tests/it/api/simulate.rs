//! Imagined visits.

use crate::house::on_both;
use serde_json::json;

#[test]
fn an_imagined_visit_is_decided_as_a_real_one_would_be_and_changes_nothing() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}/simulate", link["id"].as_str().unwrap());
        let wish = json!({"country": "ES", "language": "es", "device": "mobile", "at": "2026-11-23T09:30:00Z",
                          "user_agent": null, "query": "utm_source=ig", "visitor_code": null});
        let first = house.post(&path, wish.clone()).await.ok(200);
        assert_eq!(first["outcome"], "redirect");
        assert!(first["location"].as_str().unwrap().starts_with("https://wa.me/6281234567890?text=Hi%20A"));
        assert_eq!(first["member_id"], link["pool"]["members"][0]["id"]);
        assert!(first["channel_id"].is_null());
        let steps: Vec<_> = first["steps"].as_array().unwrap().iter().map(|s| s["step"].as_str().unwrap()).collect();
        assert_eq!(steps, ["resolve", "classify", "identify", "route", "assign", "compose"]);
        assert!(first["steps"].as_array().unwrap().iter().all(|s| s["because"].as_str().unwrap().len() > 5));
        assert_eq!(house.post(&path, wish).await.ok(200), first, "no turn was taken");
        house.visit("promo", "").await;
        let link = house.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await.ok(200);
        assert_eq!(link["pool"]["members"][0]["turns"], 1, "the first real visitor still has the first turn");
    });
}

#[test]
fn a_returning_visitor_goes_to_their_agent() {
    on_both(async |house| {
        let link = house.promo().await;
        house.visit("promo", "").await;
        let lead = house.get("/api/v1/leads").await.ok(200)["items"][0].clone();
        let path = format!("/api/v1/links/{}/simulate", link["id"].as_str().unwrap());
        let met = house.post(&path, json!({"visitor_code": lead["visitor_code"]})).await.ok(200);
        assert_eq!(met["member_id"], link["pool"]["members"][0]["id"]);
        let reply = house.post(&path, json!({"visitor_code": "0000000"})).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("visitor_code", "unknown_code")]));
    });
}

#[test]
fn machines_and_empty_pools_come_to_a_page() {
    on_both(async |house| {
        let link = house.promo().await;
        let path = format!("/api/v1/links/{}/simulate", link["id"].as_str().unwrap());
        let preview = house.post(&path, json!({"user_agent": "WhatsApp/2.23.20.0"})).await.ok(200);
        assert_eq!((preview["outcome"].as_str(), preview["location"].is_null()), (Some("page"), true));
        let empty = house.post("/api/v1/links", json!({"slug": "empty"})).await.ok(201);
        let path = format!("/api/v1/links/{}/simulate", empty["id"].as_str().unwrap());
        let page = house.post(&path, json!({})).await.ok(200);
        assert_eq!(page["outcome"], "page");
        assert_eq!(page["steps"].as_array().unwrap().last().unwrap()["result"], "leave_number");
        let channel = json!({"kind": "website", "name": "Contact", "url": "https://example.com/contact"});
        let channel = house.post("/api/v1/channels", channel).await.ok(201);
        house.patch("/api/v1/workspace", json!({"fallback": {"channel_id": channel["id"]}})).await.ok(200);
        let caught = house.post(&path, json!({})).await.ok(200);
        assert_eq!(
            (caught["location"].as_str(), &caught["channel_id"]),
            (Some("https://example.com/contact"), &channel["id"])
        );
    });
}
