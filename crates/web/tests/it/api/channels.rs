//! Channels of each kind.

use crate::house::on_both;
use serde_json::json;

#[test]
fn a_channel_of_each_kind_is_made_read_and_changed() {
    on_both(async |house| {
        for (kind, field, given, kept) in [
            ("whatsapp", "number", "0812-3456-7890", "+6281234567890"),
            ("telegram", "username", "https://t.me/toko_kopi", "toko_kopi"),
            ("website", "url", "https://example.com/contact", "https://example.com/contact"),
            ("booking", "url", "https://example.com/book", "https://example.com/book"),
        ] {
            let body = json!({"kind": kind, "name": "N", field: given});
            let made = house.post("/api/v1/channels", body.clone()).await.ok(201);
            assert_eq!((made[field].as_str(), made["status"].as_str()), (Some(kept), Some("active")), "{kind}");
            let path = format!("/api/v1/channels/{}", made["id"].as_str().unwrap());
            assert_eq!(house.get(&path).await.ok(200), made);
            let passive = house.patch_if(&path, "\"1\"", json!({"status": "passive", "name": "M"})).await.ok(200);
            assert_eq!((passive["status"].as_str(), passive["version"].as_i64()), (Some("passive"), Some(2)));
            assert_eq!(house.patch_if(&path, "\"1\"", json!({"name": "L"})).await.status, 412);
            let twice = house.post("/api/v1/channels", body.clone()).await;
            assert_eq!((twice.status.as_u16(), twice.faults()), (409, vec![(field, "taken")]));
            assert_eq!(house.delete(&path).await.ok(200)["archived"], true);
            let back = house.post("/api/v1/channels", body).await.ok(201);
            assert_eq!(back["id"], made["id"], "the same place is the same channel");
        }
        let page = house.get("/api/v1/channels?kind=telegram").await.ok(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        assert_eq!(house.get("/api/v1/channels?kind=fax").await.faults(), [("kind", "unknown_kind")]);
    });
}

#[test]
fn a_channel_in_use_is_not_archived_and_the_answer_says_where() {
    on_both(async |house| {
        let link = house.promo().await;
        let seat = link["pool"]["members"][0]["channel_id"].as_str().unwrap().to_owned();
        let reply = house.delete(&format!("/api/v1/channels/{seat}")).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (409, vec![("", "channel_in_use")]));
        assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains("Promo"));

        let page = json!({"kind": "website", "name": "Contact", "url": "https://example.com/contact"});
        let page = house.post("/api/v1/channels", page).await.ok(201);
        let (id, path) = (page["id"].clone(), format!("/api/v1/channels/{}", page["id"].as_str().unwrap()));
        house.patch("/api/v1/workspace", json!({"fallback": {"channel_id": id}})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 409);
        house.patch("/api/v1/workspace", json!({"fallback": null})).await.ok(200);
        let link = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        house.patch(&link, json!({"fallback": {"channel_id": id}})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 409);
        house.patch(&link, json!({"fallback": null})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 200);
    });
}

#[test]
fn a_passive_channel_takes_nobody_from_the_next_visit_on() {
    on_both(async |house| {
        let link = house.promo().await;
        let seat = link["pool"]["members"][0]["channel_id"].as_str().unwrap();
        house.patch(&format!("/api/v1/channels/{seat}"), json!({"status": "passive"})).await.ok(200);
        house.visit("promo", "").await;
        let link = house.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await.ok(200);
        assert_eq!(link["pool"]["members"][0]["channel_status"], "passive");
        assert_eq!(link["pool"]["members"][0]["turns"], 0);
        assert_eq!(link["pool"]["members"][1]["turns"], 1);
    });
}
