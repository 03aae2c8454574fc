//! The workspace's settings, and its set-up.

use crate::house::{PASSWORD, on_both};
use domain::draft::set_up::SetUp;
use engine::{Rejection, set_up};
use serde_json::json;

#[test]
fn settings_are_read_and_changed_and_two_editors_are_told_apart() {
    on_both(async |house| {
        let home = house.get("/api/v1/workspace").await.ok(200);
        assert_eq!((home["time_zone"].as_str(), home["currency"].as_str()), (Some("Asia/Jakarta"), Some("IDR")));
        let body = json!({"name": "Toko Teh", "country": "my", "statuses": ["new", "hot", "won"],
                          "fallback": {"url": "https://example.com/contact"}});
        let changed = house.patch_if("/api/v1/workspace", "\"1\"", body).await.ok(200);
        assert_eq!((changed["name"].as_str(), changed["country"].as_str()), (Some("Toko Teh"), Some("MY")));
        assert_eq!(changed["statuses"], json!(["new", "hot", "won"]));
        assert_eq!(house.patch_if("/api/v1/workspace", "\"1\"", json!({})).await.status, 412);
        assert_eq!(house.get("/api/v1/workspace").await.ok(200), changed);
        let reply = house.patch("/api/v1/workspace", json!({"time_zone": "Mars/Olympus", "statuses": []})).await;
        assert_eq!(reply.faults(), [("statuses", "status_missing"), ("time_zone", "unknown_time_zone")]);
        let link = json!({"slug": "x", "pool": {"members": [{"name": "A", "number": "012-345 6789"}]}});
        let link = house.post("/api/v1/links", link).await.ok(201);
        assert_eq!(link["pool"]["members"][0]["number"], "+60123456789", "numbers are read by the new country at once");
    });
}

#[test]
fn what_a_status_tells_the_platforms_is_read_and_changed_and_goes_with_the_status() {
    on_both(async |house| {
        let path = "/api/v1/workspace";
        let usual = house.get(path).await.ok(200)["conversions"].clone();
        assert_eq!(usual[2], json!({"status": "won", "category": "purchase", "value": "actual"}));
        let reply = house
            .patch(
                path,
                json!({"conversions": [
                {"status": "won", "category": "purchase", "value": "actual"},
                {"status": "won", "category": "lead"},
                {"status": "hot", "category": "nap", "value": "most"},
                {"category": "lead"}]}),
            )
            .await;
        let mut faults = reply.faults();
        faults.sort_unstable();
        assert_eq!(
            faults,
            [
                ("conversions[1].status", "duplicate"),
                ("conversions[2].category", "not_one_of"),
                ("conversions[2].value", "not_one_of"),
                ("conversions[3].status", "required"),
            ]
        );
        let unknown =
            json!({"conversions": [{"status": "hot", "category": "lead"}, {"status": "sold", "category": "lead"}]});
        let reply = house.patch(path, unknown).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("conversions[1].status", "no_such_status")]));
        assert_eq!(house.get(path).await.ok(200)["conversions"], usual, "nothing of it was kept");

        let new = json!([{"status": "hot", "category": "checkout", "value": "expected"},
                         {"status": "won", "category": "purchase", "value": "actual"}]);
        let changed = house.patch(path, json!({"conversions": new})).await.ok(200);
        assert_eq!(changed["conversions"], new);
        assert_eq!(house.patch(path, changed).await.ok(200)["conversions"], new, "what is answered is taken");
        // With the status its line goes.
        let fewer = house.patch(path, json!({"statuses": ["new", "won"]})).await.ok(200);
        assert_eq!(fewer["conversions"], json!([new[1]]));
        let both = json!({"statuses": ["new", "sold"], "conversions": [{"status": "sold", "category": "purchase"}]});
        let both = house.patch(path, both).await.ok(200);
        assert_eq!(both["conversions"], json!([{"status": "sold", "category": "purchase", "value": "none"}]));
        let none = house.patch(path, json!({"conversions": []})).await.ok(200);
        assert_eq!(none["conversions"], json!([]));
    });
}

#[test]
fn a_workspaces_fallback_never_leads_to_a_link_that_falls_back_to_it() {
    on_both(async |house| {
        house.post("/api/v1/links", json!({"slug": "a"})).await.ok(201);
        let body = json!({"fallback": {"url": "http://localhost:8080/wa/a"}});
        assert_eq!(house.patch("/api/v1/workspace", body).await.faults(), [("fallback.url", "fallback_loop")]);
    });
}

#[test]
fn an_installation_is_set_up_once_also_when_two_come_at_once() {
    on_both(async |house| {
        let wish = |email: &str| {
            SetUp::parse(&json!({
                "name": "Eve", "email": email, "password": PASSWORD,
                "workspace": {"name": "Second", "time_zone": "UTC", "currency": "EUR", "country": "DE"}
            }))
            .unwrap()
        };
        assert!(!set_up::is_open(&house.engine).await.unwrap());
        let (one, two) = tokio::join!(
            set_up::set_up(&house.engine, wish("eve@example.com")),
            set_up::set_up(&house.engine, wish("eva@example.com"))
        );
        assert!(matches!((one, two), (Err(Rejection::Conflict(_)), Err(Rejection::Conflict(_)))));
    });
}
