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

#[test]
fn what_is_kept_of_visitors_is_read_and_changed_part_by_part_and_told_ahead() {
    on_both(async |house| {
        let path = "/api/v1/workspace";
        let for_good = json!({"visits": null, "filtered_visits": null, "deliveries": null, "leads": null,
            "customers": null, "audit": null});
        let home = house.get(path).await.ok(200);
        assert_eq!(home["privacy"], json!({"ip": "full", "keep_days": for_good}));
        let body = json!({"privacy": {"ip": "truncated", "keep_days": {"visits": 90, "audit": 400}}});
        house.patch(path, body).await.ok(200);
        let home = house.patch(path, json!({"privacy": {"keep_days": {"audit": null}}})).await.ok(200);
        assert_eq!(
            (home["privacy"]["ip"].as_str(), &home["privacy"]["keep_days"]["visits"]),
            (Some("truncated"), &json!(90))
        );
        assert_eq!(home["privacy"]["keep_days"]["audit"], json!(null));
        // As it was answered it may be sent back.
        assert_eq!(house.patch(path, json!({"privacy": home["privacy"]})).await.ok(200)["privacy"], home["privacy"]);
        let reply = house.patch(path, json!({"privacy": {"ip": "half", "keep_days": {"visits": 0, "costs": 1}}})).await;
        assert_eq!(
            reply.faults(),
            [
                ("privacy.ip", "not_one_of"),
                ("privacy.keep_days.visits", "out_of_range"),
                ("privacy.keep_days.costs", "unknown_field")
            ]
        );

        let kinds = house.get("/api/v1/workspace/retention").await.ok(200);
        assert_eq!(kinds["items"][0], json!({"kind": "visits", "days": 90, "kept_from": null, "gone": 0}));
        assert_eq!(kinds["items"].as_array().unwrap().len(), 6);
        let ahead = house.get("/api/v1/workspace/retention/ahead?visits=30&leads=365").await.ok(200);
        let told: Vec<_> = ahead["items"].as_array().unwrap().iter().map(|one| (&one["kind"], &one["rows"])).collect();
        assert_eq!(told, [(&json!("visits"), &json!(0)), (&json!("leads"), &json!(0))]);
        let reply = house.get("/api/v1/workspace/retention/ahead?visits=0&costs=3").await;
        assert_eq!(
            (reply.status.as_u16(), reply.faults()),
            (400, vec![("visits", "bad_days"), ("costs", "unknown_parameter")])
        );
        let audit = house.get("/api/v1/audit-log?noun=workspace").await.ok(200);
        let changed = &audit["items"][0];
        assert_eq!(changed["action"], "workspace.changed");
        assert_eq!(
            (&changed["before"]["keep_days"], &changed["after"]["keep_days"]),
            (&json!({"visits": 90, "audit": 400}), &json!({"visits": 90}))
        );
    });
}
